/** The pictures and the results of the checks. A result counts only while its inputs are in use (`assess.ts`). */
import type { Hit } from './events.ts';

/**
 * A picture in R2 as the log names it: its key, its SHA-256 in lower-case hex, its size in bytes and its type. Bytes
 * under that key with another SHA-256 are not this picture.
 */
export type StoredPhoto = {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly contentType: 'image/jpeg' | 'image/png';
};

/** The ID photo in use. */
export type IdPhoto = StoredPhoto & {
  readonly warnings: readonly string[];
  readonly uploadedAt: string;
};

/** The stored liveness photo. `quality` is as ruled by an event, or accepted by a reviewer for this very photo. */
export type LivenessPhoto = StoredPhoto & {
  readonly sessionId: string;
  readonly quality: 'good' | 'low' | 'accepted_by_reviewer';
};

/** The comparison of this session's liveness photo with the ID photo `idPhotoKey`. */
export type Match = {
  readonly sessionId: string;
  readonly idPhotoKey: string;
  readonly similarity: number;
  readonly threshold: number;
  readonly outcome: 'match' | 'below_threshold' | 'accepted_by_reviewer';
  readonly decidedAt: string;
  /** Where the face is indexed next. It is on record before the call, because the answer can get lost. */
  readonly collection: string;
};

/** How the ids of pictures of customers from before begin. At iLive one stands where a session's id stands otherwise. */
export const PICTURE_ID = 'known-';

/** In place of an id of a face that cannot be read. */
export const UNREADABLE_FACE = 'unreadable';

/** Names a face at iLive. That an id is unique in more than its collection is documented nowhere. */
export type FaceRef = { readonly faceId: string; readonly collection: string };

/** Returns whether both are the same face. */
export function isSameFace(a: FaceRef, b: FaceRef): boolean {
  return a.faceId === b.faceId && a.collection === b.collection;
}

/** A face of this applicant in one of iLive's collections. */
export type Face = FaceRef & { readonly sessionId: string; readonly indexedAt: string };

/** The search for the same face under another `user_id`. */
export type Dedupe = FaceRef & {
  readonly floor: number;
  readonly threshold: number;
  readonly outcome: 'unique' | 'possible_duplicate' | 'known_face_differs';
  /** A reviewer approved the applicant in spite of what the search found. */
  readonly accepted: boolean;
  /** The applicant's own faces, and those of strangers above the threshold. */
  readonly hits: readonly Hit[];
  /** The similarities of all other faces, highest first. */
  readonly near: readonly number[];
  readonly decidedAt: string;
};

/** The newest picture of a customer from before. */
export type KnownFace = {
  /** Names the picture at iLive (`external_image_id`) and in events, as a session's id names the face of its photo. */
  readonly pictureId: string;
  readonly photo: StoredPhoto;
  /** SHA-256 of the file as it was sent, lower-case hex. The same file again is the same picture. */
  readonly sentSha256: string;
  readonly warnings: readonly string[];
  readonly source: string | null;
  readonly keepPhoto: boolean;
  readonly givenAt: string;
  /** Where the face is indexed next. It is on record before the call, because the answer can get lost. */
  readonly collection: string;
  /** Why nothing more is done with it. `isOfPicture`: iLive takes no such picture, so the same one is of no use. */
  readonly failure: { readonly step: string; readonly code: string; readonly isOfPicture: boolean } | null;
  /** When the picture was deleted from R2; null while it is there. */
  readonly photoDeletedAt: string | null;
};

/** Another customer whose face the search for a known face found above the duplicate threshold. */
export type FoundPair = {
  readonly otherUserId: string;
  readonly otherFaceId: string;
  readonly similarity: number;
};

/** What the search for a known face found. It counts while that face is in use. */
export type KnownPairs = {
  readonly face: FaceRef;
  readonly foundAt: string;
  readonly pairs: readonly FoundPair[];
};

/** What a reviewer said of two faces. */
export type PairDecision = {
  readonly otherUserId: string;
  readonly faceId: string;
  readonly otherFaceId: string;
  readonly similarity: number;
  readonly decision: 'same_person' | 'different';
  readonly decidedAt: string;
};
