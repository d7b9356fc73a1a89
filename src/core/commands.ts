/** The commands that the core accepts, the outcomes of steps, and the refusals with which it answers. */
import type { LimitedEvent } from './daily-limits.ts';
import type { FaceBox, Hit, PhotoKind } from './events.ts';
import type { FaceRef, PairDecision, StoredPhoto } from './evidence.ts';
import type { Ground, SamePerson } from './grounds.ts';
import type { LivenessMode } from './policy.ts';
import type { Decision } from './reasons.ts';

/** An ID photo in R2, with what the check at upload found. */
export type StoredIdPhoto = StoredPhoto & {
  readonly warnings: readonly string[];
  /** Where the largest face is on it; null if iLive was not asked or gave no usable box. */
  readonly face: FaceBox | null;
  /** Where the other faces are, largest first. */
  readonly otherFaces: readonly FaceBox[];
};
/** Consent to a version of the text. `givenAt` is RFC 3339. */
export type Consent = { readonly version: string; readonly givenAt: string };

/** A picture in R2 whose bytes are not those that the log names. */
export type AlteredPhoto = {
  readonly photo: PhotoKind;
  readonly key: string;
  /** SHA-256 of the bytes in R2 in lower-case hex; null if their number alone is wrong. */
  readonly foundSha256: string | null;
};

/** How a step ended. A passing failure is not an outcome: the step is retried and the log does not change. */
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
  | ({ readonly type: 'photo_altered' } & AlteredPhoto)
  | {
      readonly type: 'compared';
      readonly sessionId: string;
      readonly idPhotoKey: string;
      readonly similarity: number;
      readonly livenessFace: FaceBox | null;
      /** The collection in force, into which the face is indexed next. */
      readonly collection: string;
    }
  | {
      readonly type: 'no_face';
      readonly photo: 'id' | 'liveness';
      readonly sessionId: string;
      readonly idPhotoKey: string;
    }
  /** iLive refuses the ID photo itself. `code` is iLive's, or `http_` and the status. */
  | {
      readonly type: 'id_photo_refused';
      readonly sessionId: string;
      readonly idPhotoKey: string;
      readonly code: string;
    }
  /** `uncertain`: an earlier index call into it may have taken effect. */
  | { readonly type: 'collection_missing'; readonly collection: string; readonly uncertain: boolean }
  | { readonly type: 'collection_ensured'; readonly collection: string }
  /** The face was to be indexed into another collection than the one in force. `uncertain`: an earlier call may have been made. */
  | { readonly type: 'collection_changed'; readonly collection: string; readonly uncertain: boolean }
  | {
      readonly type: 'indexed';
      readonly sessionId: string;
      readonly faceId: string;
      readonly collection: string;
      /** Found by listing the faces: an earlier call whose answer was lost had made it. */
      readonly adopted: boolean;
      /** An earlier index call may still take effect. */
      readonly uncertain: boolean;
    }
  | {
      readonly type: 'searched';
      readonly faceId: string;
      readonly collection: string;
      /** The least similarity that was asked for, 0 to 1. */
      readonly floor: number;
      /** The page size of the last request. */
      readonly maxResults: number;
      /** All faces that iLive returned. The core decides which of them are kept. */
      readonly matches: readonly Hit[];
    }
  /** The id that iLive gave for the face is that of another customer's face. */
  | ({ readonly type: 'face_disowned' } & FaceRef)
  | ({ readonly type: 'face_deleted' } & FaceRef)
  | {
      readonly type: 'reconciled';
      readonly sessionId: string;
      readonly collection: string;
      readonly deleted: readonly string[];
      readonly last: boolean;
    }
  | {
      readonly type: 'failed';
      readonly stepKey: string;
      readonly step: string;
      readonly code: string;
      /** The field of iLive's answer that could not be read, by its path; absent if the failure is another. */
      readonly field?: string;
      /** iLive takes no such picture. */
      readonly isOfPicture?: true;
    };

/** The outcome with the given `type`. */
export type OutcomeOf<T extends Outcome['type']> = Extract<Outcome, { type: T }>;

/** What callers, iLive, the clock and finished steps ask of an applicant's state. */
export type Command =
  | {
      readonly type: 'create';
      readonly userId: string;
      readonly photoPrefix: string;
      readonly metadataHash: string | null;
      readonly consent: Consent | null;
      /** A customer from before. */
      readonly known?: true;
    }
  /** Asks whether another picture of a customer from before may be checked. `unlogged`: as with an ID photo. */
  | { readonly type: 'admit_known_face'; readonly unlogged: number }
  | {
      readonly type: 'give_known_face';
      readonly pictureId: string;
      readonly photo: StoredIdPhoto;
      readonly sentSha256: string;
      readonly source: string | null;
      readonly keepPhoto: boolean;
      /** The collection in force. */
      readonly collection: string;
    }
  /** The picture under that key has been deleted from R2. */
  | { readonly type: 'note_photo_deleted'; readonly key: string }
  /** A reviewer says whether this customer and another one are one person. */
  | ({
      readonly type: 'decide_pair';
      readonly reviewer: string;
      readonly noteHash: string | null;
    } & Omit<PairDecision, 'decidedAt'>)
  /** The onboarding of a customer from before was not gone on with. */
  | { readonly type: 'abandon_onboarding' }
  /** Consent given on the applicant's own page, where it is asked for before anything else. */
  | { readonly type: 'record_consent'; readonly consent: Consent }
  /** Makes a new link to the applicant's pages and ends the earlier ones. */
  | { readonly type: 'renew_onboarding_link' }
  /** Ends all links to the applicant's pages. */
  | { readonly type: 'end_onboarding_links' }
  /** Counts an upload on the applicant's own page before the photo is checked, and refuses one too many. */
  | { readonly type: 'receive_id_photo'; readonly bytes: number }
  /** Asks whether another upload by the API may be checked. `unlogged`: those being checked, and those refused. */
  | { readonly type: 'admit_id_photo'; readonly unlogged: number }
  | { readonly type: 'attach_id_photo'; readonly photo: StoredIdPhoto }
  /** Asks whether a session may be started. `open_session` follows once iLive has created it. */
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
  /** A signed webhook named the session but had no verdict that could be read. `field`: why, by its path. */
  | {
      readonly type: 'report_unreadable_verdict';
      readonly sessionId: string;
      readonly field: string;
      readonly webhookId: string | null;
    }
  | { readonly type: 'tick' }
  /** All pictures under this prefix have been deleted from R2. */
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
      /** The newest event that the reviewer had seen. */
      readonly seq: number;
      /** The authenticated reviewer. */
      readonly actor: string;
      /** Whether the reviewer has the role `senior`. */
      readonly isSenior: boolean;
      /** Whether to decide although another actor has claimed the case. */
      readonly takeOver: boolean;
    }
  /** Takes the case for some minutes. `takeOver`: also if another actor has it. */
  | {
      readonly type: 'claim_review';
      readonly actor: string;
      readonly reviewer: string;
      readonly takeOver: boolean;
    }
  /** Gives the case back. */
  | { readonly type: 'end_claim'; readonly actor: string }
  /** Takes back a decision that waits for a second reviewer. */
  | { readonly type: 'withdraw_proposal'; readonly actor: string }
  | { readonly type: 'add_note'; readonly reviewer: string; readonly noteHash: string }
  | {
      readonly type: 'view_photo';
      readonly photo: PhotoKind;
      readonly actor: string;
      /** The picture that is about to be shown; absent: whichever is in use. */
      readonly sha256?: string;
    }
  /** A look found that a picture in R2 is not the one that the log names. */
  | ({ readonly type: 'note_altered_photo' } & AlteredPhoto)
  /** A picture that a reviewer is about to accept is not in R2. */
  | { readonly type: 'note_missing_photo'; readonly photo: 'id' | 'liveness'; readonly key: string };

/** Why a command is refused, with the facts that the caller needs. Only `http/problem.ts` makes it public. */
export type Refusal =
  | { readonly code: 'applicant_not_found' }
  | { readonly code: 'already_exists' }
  /** Of the applicant's pages: the link that they were opened with does not work any more. */
  | { readonly code: 'link_ended' }
  | { readonly code: 'unknown_session' }
  | { readonly code: 'photo_not_found' }
  | { readonly code: 'photo_altered' }
  | { readonly code: 'wrong_status'; readonly status: string }
  | { readonly code: 'session_limit_reached' }
  | { readonly code: 'upload_limit_reached' }
  | { readonly code: 'consent_required' }
  /** The log takes no more such events today; the next at `retryAt` (ms since the epoch). */
  | { readonly code: 'rate_limited'; readonly limited: LimitedEvent; readonly retryAt: number }
  | { readonly code: 'stale_review'; readonly seq: number }
  | { readonly code: 'decision_not_allowed'; readonly allowed: readonly Decision[] }
  | { readonly code: 'ground_not_allowed'; readonly allowed: readonly Ground[] }
  | { readonly code: 'note_required' }
  | { readonly code: 'too_many_notes' }
  | { readonly code: 'claimed_by_other'; readonly by: string; readonly until: string }
  | {
      readonly code: 'other_reviewer_needed';
      readonly why: 'you_proposed' | 'not_your_proposal' | 'you_escalated' | 'senior_needed';
    }
  | { readonly code: 'unknown_hit'; readonly faceId: string };
