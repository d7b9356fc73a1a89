/** The pictures, and what the checks found on them. A part counts only beside those that it was made of: `assess.ts`. */
import type { Hit } from './events.ts';

/** The ID photo in use. */
export type IdPhoto = {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly contentType: 'image/jpeg' | 'image/png';
  readonly warnings: readonly string[];
  readonly uploadedAt: string;
};

/** The stored liveness photo. `quality` is as judged then; a reviewer's acceptance lasts as long as the photo. */
export type LivenessPhoto = {
  readonly sessionId: string;
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly quality: 'good' | 'low' | 'accepted_by_reviewer';
};

/** The comparison of exactly these two pictures. */
export type Match = {
  readonly sessionId: string;
  readonly idPhotoKey: string;
  readonly similarity: number;
  readonly threshold: number;
  readonly outcome: 'match' | 'below_threshold' | 'accepted_by_reviewer';
  readonly decidedAt: string;
};

/** A face of this applicant in iLive's collection. */
export type Face = {
  readonly sessionId: string;
  readonly faceId: string;
  readonly collection: string;
  readonly indexedAt: string;
};

/** The search for the same face under other names. */
export type Dedupe = {
  readonly faceId: string;
  readonly floor: number;
  readonly threshold: number;
  readonly outcome: 'unique' | 'possible_duplicate';
  readonly accepted: boolean;
  /** Own faces, and strangers above the threshold. */
  readonly hits: readonly Hit[];
  /** Similarities of the other strangers, highest first. */
  readonly near: readonly number[];
  readonly decidedAt: string;
};
