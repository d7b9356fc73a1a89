/** What people, iLive and the clock ask for, and what the core answers when it says no. */
import type { FaceBox, Hit } from './events.ts';
import type { Ground, SamePerson } from './grounds.ts';
import type { LivenessMode } from './policy.ts';
import type { Decision } from './reasons.ts';

/** A picture that lies in R2. */
export type StoredPhoto = { readonly key: string; readonly sha256: string; readonly bytes: number };
/** An ID photo that lies in R2 and was looked at. */
export type StoredIdPhoto = StoredPhoto & {
  readonly contentType: 'image/jpeg' | 'image/png';
  readonly warnings: readonly string[];
  /** Where the face is on it; null where nobody said. */
  readonly face: FaceBox | null;
};
/** Consent as the caller recorded it. */
export type Consent = { readonly version: string; readonly givenAt: string };

/** How a step ended. A passing failure is none of these: the step is tried again and the log stays as it is. */
export type Outcome =
  | {
      readonly type: 'confirmed';
      readonly sessionId: string;
      readonly verdict: string;
      readonly confidence: number | null;
      readonly photoQualityScore: number | null;
    }
  | { readonly type: 'no_verdict'; readonly sessionId: string }
  | { readonly type: 'photo_fetched'; readonly sessionId: string; readonly photo: StoredPhoto }
  | { readonly type: 'photo_unavailable'; readonly sessionId: string }
  | {
      readonly type: 'compared';
      readonly sessionId: string;
      readonly idPhotoKey: string;
      readonly similarity: number;
      readonly livenessFace: FaceBox | null;
    }
  | {
      readonly type: 'no_face';
      readonly photo: 'id' | 'liveness';
      readonly sessionId: string;
      readonly idPhotoKey: string;
    }
  | { readonly type: 'collection_missing'; readonly collection: string }
  | { readonly type: 'collection_ensured'; readonly collection: string }
  | {
      readonly type: 'indexed';
      readonly sessionId: string;
      readonly faceId: string;
      readonly collection: string;
      readonly adopted: boolean;
      readonly uncertain: boolean;
    }
  | {
      readonly type: 'searched';
      readonly faceId: string;
      readonly floor: number;
      readonly maxResults: number;
      /** All that iLive sent; which of them are kept, and how, is for the core to judge. */
      readonly matches: readonly Hit[];
    }
  | { readonly type: 'face_deleted'; readonly faceId: string; readonly collection: string }
  | {
      readonly type: 'reconciled';
      readonly sessionId: string;
      readonly collection: string;
      readonly deleted: readonly string[];
      readonly last: boolean;
    }
  | { readonly type: 'failed'; readonly stepKey: string; readonly step: string; readonly code: string };

/** The outcome of that name. */
export type OutcomeOf<T extends Outcome['type']> = Extract<Outcome, { type: T }>;

/** What may be asked of an applicant's state. */
export type Command =
  | {
      readonly type: 'create';
      readonly userId: string;
      readonly photoPrefix: string;
      readonly metadataHash: string | null;
      readonly consent: Consent | null;
    }
  /** Given on our own page, where it stands before anything else. */
  | { readonly type: 'record_consent'; readonly consent: Consent }
  /** An upload on our own page, before it is looked at: asks whether there may be another one. */
  | { readonly type: 'receive_id_photo'; readonly bytes: number }
  | { readonly type: 'attach_id_photo'; readonly photo: StoredIdPhoto }
  /** Asks whether a session may be started; `open_session` follows once iLive has made it. */
  | { readonly type: 'start_session'; readonly consent: Consent | null }
  | { readonly type: 'open_session'; readonly sessionId: string; readonly mode: LivenessMode }
  | { readonly type: 'note_return'; readonly sessionId: string }
  | {
      readonly type: 'report_verdict';
      readonly sessionId: string;
      readonly verdict: string;
      readonly confidence: number | null;
      readonly webhookId: string | null;
    }
  | { readonly type: 'tick' }
  /** Every picture under that prefix is gone from R2. */
  | { readonly type: 'note_photos_deleted'; readonly photoPrefix: string; readonly count: number }
  /** The row in D1 shows the applicant as erased. */
  | { readonly type: 'note_d1_row_erased' }
  | { readonly type: 'erase'; readonly cause: 'request' | 'retention' }
  | { readonly type: 'record'; readonly outcome: Outcome }
  | {
      readonly type: 'decide_review';
      readonly decision: Decision;
      readonly ground: Ground;
      readonly samePerson: SamePerson | null;
      readonly reviewer: string;
      readonly noteHash: string | null;
      readonly seq: number;
    }
  | { readonly type: 'view_photo'; readonly photo: 'id' | 'liveness'; readonly actor: string };

/** A "no" with what the caller needs to know. Public problems are made of it in one place (`http/problem.ts`). */
export type Refusal =
  | { readonly code: 'applicant_not_found' }
  | { readonly code: 'already_exists' }
  | { readonly code: 'unknown_session' }
  | { readonly code: 'photo_not_found' }
  | { readonly code: 'wrong_status'; readonly status: string }
  | { readonly code: 'session_limit_reached' }
  | { readonly code: 'upload_limit_reached' }
  | { readonly code: 'consent_required' }
  | { readonly code: 'stale_review'; readonly seq: number }
  | { readonly code: 'decision_not_allowed'; readonly allowed: readonly Decision[] }
  | { readonly code: 'ground_not_allowed'; readonly allowed: readonly Ground[] }
  | { readonly code: 'note_required' }
  | { readonly code: 'unknown_hit'; readonly faceId: string };
