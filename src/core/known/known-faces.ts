/**
 * Customers from before: their pictures, the faces made of them, and pairs that may be one person. Their faces go through
 * the same steps as all others; nothing here verifies anybody.
 */

import { hasUploadsLeft } from '../attempts.ts';
import type { Command } from '../commands.ts';
import { refuseByDay } from '../daily-limits.ts';
import { type DataOf, MAX_OTHER_FACES } from '../events.ts';
import { withPossibleIndexCall } from '../evolve/index-calls.ts';
import type { State } from '../model.ts';
import type { Policy } from '../policy.ts';
import { type Answer, no, wrongStatus, yes } from '../result.ts';
import { isFinal } from '../status.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/**
 * Returns whether this file is the picture on record, so that nothing is to be done. After a failure that was not of the
 * picture the same file is worth another try, and it is where its face is in a collection that is not in force any more.
 * @param state null while there is no applicant
 * @param sentSha256 of the file, lower-case hex
 * @param collection the one in force. A face that waits goes there
 */
export function hasKnownPicture(state: State | null, sentSha256: string, collection: string): boolean {
  if (state?.status.name !== 'known' || state.knownFace?.sentSha256 !== sentSha256) return false;
  const { failure } = state.knownFace;
  if (failure) return failure.isOfPicture;
  return !isKnownFaceIndexed(state) || state.knownAs?.collection === collection;
}

/**
 * Answers whether another picture may be checked. As many as `MAX_UPLOADS` may be refused in a day.
 * @param state null while there is no applicant
 * @param unlogged pictures of this UTC day that the log does not tell. Those of an onboarding count apart
 * @param now ms since the epoch
 */
export function admitKnownFace(state: State | null, unlogged: number, now: number, policy: Policy): Answer {
  if (state && state.status.name !== 'known') return wrongStatus(state);
  const refused = state && refuseByDay(state, 'known_face_given', now);
  if (refused) return refused;
  return hasUploadsLeft(null, unlogged, policy) ? yes() : no({ code: 'upload_limit_reached' });
}

/** Answers with `known_face_given`, or with no event for the picture on record. @param now ms since the epoch */
export function giveKnownFace(state: State, command: CommandOf<'give_known_face'>, now: number): Answer {
  if (state.status.name !== 'known') return wrongStatus(state);
  if (hasKnownPicture(state, command.sentSha256, command.collection)) return yes();
  const {
    pictureId: picture_id,
    sentSha256: sent_sha256,
    source,
    keepPhoto: keep_photo,
    collection,
  } = command;
  const { key, sha256, bytes, contentType: content_type, warnings, face, otherFaces } = command.photo;
  const found = { warnings: [...warnings], face, other_faces: otherFaces.slice(0, MAX_OTHER_FACES) };
  const picture = { picture_id, key, sha256, bytes, content_type, sent_sha256, ...found };
  return (
    refuseByDay(state, 'known_face_given', now) ??
    yes({ type: 'known_face_given', data: { ...picture, source, keep_photo, collection } })
  );
}

/** Applies another picture. The face of the earlier one stays in use until this one's is indexed. @param at RFC 3339 */
export function knownFaceGiven(state: State, data: DataOf<'known_face_given'>, at: string): State {
  const { picture_id: pictureId, key, sha256, bytes, content_type: contentType, source, collection } = data;
  const { warnings, sent_sha256: sentSha256, keep_photo: keepPhoto } = data;
  const earlier = state.knownFace?.photoDeletedAt === null ? [state.knownFace.photo.key] : [];
  const photo = { key, sha256, bytes, contentType };
  const given = { pictureId, photo, sentSha256, warnings, source, keepPhoto, givenAt: at, collection };
  return {
    ...withPossibleIndexCall(state, at),
    photosToDelete: [...state.photosToDelete, ...earlier],
    knownFace: { ...given, failure: null, photoDeletedAt: null },
    dedupe: null,
  };
}

/** Applies that nothing more is done with the picture. @param at RFC 3339 */
export function knownFaceFailed(
  state: State,
  failure: { readonly step: string; readonly code: string; readonly isOfPicture: boolean },
  at: string,
): State {
  const { knownFace } = state;
  if (!knownFace) return state;
  // An index call that was given up may have taken effect; one whose picture iLive refused has not.
  const before = failure.isOfPicture ? state : withPossibleIndexCall(state, at);
  return { ...before, collectionEnsured: null, knownFace: { ...knownFace, failure } };
}

/** Applies that a picture is not in R2 any more. @param at RFC 3339 */
export function onePhotoDeleted(state: State, key: string, at: string): State {
  const { knownFace } = state;
  return {
    ...state,
    photosToDelete: state.photosToDelete.filter((earlier) => earlier !== key),
    knownFace: knownFace?.photo.key === key ? { ...knownFace, photoDeletedAt: at } : knownFace,
  };
}

/** Begins the onboarding of a customer from before. Any other state is left as it is. @param at RFC 3339 */
export function onboardingBegun(state: State, at: string): State {
  if (state.status.name !== 'known') return state;
  return { ...withPossibleIndexCall(state, at), status: { name: 'awaiting_id_photo', reasons: [] } };
}

/** Remembers a picture of an onboarding, if it is that of a customer from before: it goes if the onboarding is abandoned. */
export function withOnboardingPhoto(state: State, key: string): State {
  return state.isFromBefore ? { ...state, onboardingPhotos: [...state.onboardingPhotos, key] } : state;
}

/** Returns whether a face was made of the known picture, in use or not: an onboarding may have one of its own. */
export function isKnownFaceIndexed({ knownAs, knownFace }: State): boolean {
  return knownAs !== null && knownAs.sessionId === knownFace?.pictureId;
}

/** Returns whether the face in use is that of the known picture. */
export function isKnownFaceInUse({ face, knownFace }: State): boolean {
  return face !== null && face.sessionId === knownFace?.pictureId;
}

/**
 * Returns a picture that must be deleted from R2: an earlier one; one whose face is indexed, or never will be, unless it
 * is kept; and any once an onboarding is decided. Until then a reviewer may have to compare it.
 * @param keptMs how long a picture that is kept stays, from its arrival on; null for good
 * @returns its key and since when (ms since the epoch), or null. After an erasure all pictures go, so null
 */
export function knownPhotoToDelete(
  state: State,
  keptMs: number | null,
): { readonly key: string; readonly at: number } | null {
  const { knownFace, photosToDelete, status } = state;
  if (status.name === 'erased') return null;
  const [earlier] = photosToDelete;
  if (earlier !== undefined) return { key: earlier, at: 0 };
  if (!knownFace || knownFace.photoDeletedAt !== null) return null;
  const { key } = knownFace.photo;
  const isDone = isKnownFaceIndexed(state) || knownFace.failure !== null;
  if ((isDone && !knownFace.keepPhoto) || isFinal(status)) return { key, at: 0 };
  return isDone && keptMs !== null ? { key, at: Date.parse(knownFace.givenAt) + keptMs } : null;
}

/** Answers with `photo_deleted` if the picture was to be deleted. */
export function notePhotoDeleted(state: State, key: string): Answer {
  const { knownFace, photosToDelete } = state;
  const isCurrent = knownFace?.photo.key === key && knownFace.photoDeletedAt === null;
  return photosToDelete.includes(key) || isCurrent ? yes({ type: 'photo_deleted', data: { key } }) : yes();
}
