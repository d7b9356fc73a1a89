/** Judges the comparison, the indexing and the search of faces. */
import { assess } from '../assess.ts';
import { anotherAttempt } from '../attempts.ts';
import type { OutcomeOf } from '../commands.ts';
import type { ApplicantEvent, Hit } from '../events.ts';
import { type FaceRef, isSameFace } from '../evidence.ts';
import { missingFace, unsearchedFace } from '../known/face-source.ts';
import { isKnownFaceIndexed } from '../known/known-faces.ts';
import type { State } from '../model.ts';
import { isDuplicate, isMatch, MAX_UNUSABLE_ID_PHOTOS, type Policy } from '../policy.ts';
import { isFaceWanted, type Ruling } from '../status.ts';

/**
 * Finds the liveness photo of a comparison, if that comparison is still the first evidence that is missing. This is so
 * in review too.
 * @returns the key of the photo, or null if the comparison is not needed any more
 */
function awaitsMatchOf(state: State, sessionId: string, idPhotoKey: string): { photo: string } | null {
  const assessment = assess(state);
  if (assessment.lacking !== 'match') return null;
  const { idPhoto, livenessPhoto } = assessment;
  const same = livenessPhoto.sessionId === sessionId && idPhoto.key === idPhotoKey;
  return same ? { photo: livenessPhoto.key } : null;
}

/**
 * Judges the similarity of the two photos: `faces_compared` with the ruling.
 * @returns null if the comparison is not needed any more
 */
export function judgeComparison(
  state: State,
  outcome: OutcomeOf<'compared'>,
  policy: Policy,
): ApplicantEvent | null {
  const { sessionId: session_id, idPhotoKey: id_photo, similarity, livenessFace, collection } = outcome;
  const inUse = awaitsMatchOf(state, session_id, id_photo);
  if (!inUse) return null;
  const ruling: Ruling = isMatch(similarity, policy)
    ? { next: 'continue', reason: null }
    : { next: 'review', reason: 'similarity_low' };
  const evidence = { session_id, liveness_photo: inUse.photo, id_photo, similarity };
  const rule = { threshold: policy.matchThreshold, policy: policy.version };
  const next = { liveness_face: livenessFace, collection, ...ruling };
  return { type: 'faces_compared', data: { ...evidence, ...rule, ...next } };
}

/**
 * Judges a comparison for which iLive found no face on one of the photos: `face_not_found` with the ruling.
 * @returns null if the comparison is not needed any more
 */
export function noFace(state: State, outcome: OutcomeOf<'no_face'>, policy: Policy): ApplicantEvent | null {
  const { photo, sessionId: session_id, idPhotoKey: id_photo } = outcome;
  if (!awaitsMatchOf(state, session_id, id_photo)) return null;
  const ruling: Ruling =
    photo === 'id'
      ? { next: 'retry', reason: 'id_photo_no_face' }
      : anotherAttempt(state, 'photo_quality_low', policy);
  return { type: 'face_not_found', data: { photo, session_id, id_photo, ...ruling, policy: policy.version } };
}

/**
 * Judges a comparison for which iLive refused the ID photo itself: `id_photo_unusable`. The applicant sends another one;
 * after `MAX_UNUSABLE_ID_PHOTOS` of them a reviewer sees the case.
 * @returns null if the comparison is not needed any more
 */
export function idPhotoRefused(
  state: State,
  outcome: OutcomeOf<'id_photo_refused'>,
  policy: Policy,
): ApplicantEvent | null {
  const { sessionId: session_id, idPhotoKey: id_photo, code } = outcome;
  if (!awaitsMatchOf(state, session_id, id_photo)) return null;
  const last = state.unusableIdPhotos + 1 >= MAX_UNUSABLE_ID_PHOTOS;
  const ruling: Ruling = { next: last ? 'review' : 'retry', reason: 'id_photo_unusable' };
  return {
    type: 'id_photo_unusable',
    data: { session_id, id_photo, code, ...ruling, policy: policy.version },
  };
}

/**
 * Records an indexed face whatever the session and status, since a face must be known to be deleted: `face_indexed`.
 * iLive may give the new face the id of an earlier one, which then becomes the face of this session.
 * @returns null if the face is to be deleted already, or is the one in use and does not become that of a newer session
 */
export function judgeIndexing(state: State, outcome: OutcomeOf<'indexed'>): ApplicantEvent | null {
  // The face by which the customer is known stays until the decision, though a newer one is in use.
  const isKnownAs = state.knownAs !== null && isSameFace(state.knownAs, outcome);
  if (!isKnownAs && state.staleFaces.some((face) => isSameFace(face, outcome))) return null;
  const isInUse = state.face !== null && isSameFace(state.face, outcome);
  const isNewer = state.face?.sessionId !== outcome.sessionId && isFaceWanted(state, outcome.sessionId);
  if (isInUse && !isNewer) return null;
  const { sessionId: session_id, faceId: face_id, collection, adopted, uncertain } = outcome;
  return { type: 'face_indexed', data: { session_id, face_id, collection, adopted, uncertain } };
}

/**
 * Records another collection for the face that is indexed next: `collection_changed`.
 * @returns null if no face is missing, or it goes there already
 */
export function judgeCollection(
  state: State,
  { collection, uncertain }: OutcomeOf<'collection_changed'>,
): ApplicantEvent | null {
  const missing = missingFace(state);
  if (!missing || missing.collection === collection) return null;
  const { sessionId: session_id, collection: from } = missing;
  return { type: 'collection_changed', data: { session_id, from, collection, uncertain } };
}

/**
 * Records that the face in use is another customer's: `face_disowned`, which opens a review unless the face was a known
 * one.
 * @returns null if it is not in use any more
 */
export function judgeDisowning(state: State, outcome: OutcomeOf<'face_disowned'>): ApplicantEvent | null {
  const face = unsearchedFace(state);
  if (!face || !isSameFace(face, outcome)) return null;
  const { sessionId: session_id, faceId: face_id, collection } = face;
  return { type: 'face_disowned', data: { session_id, face_id, collection } };
}

/** Returns whether a face is a stranger's above the duplicate threshold, which a reviewer must see. */
export function isForeignDuplicate(
  { self, similarity }: Hit,
  policy: Pick<Policy, 'duplicateThreshold'>,
): boolean {
  return !self && isDuplicate(similarity, policy);
}

/**
 * Judges the faces that the search found: `faces_searched` with the ruling. Of the strangers' faces only those above
 * the threshold are named. A known face opens no case: its duplicates wait in a list of pairs. A customer from before
 * whose face is unlike the known one is a reviewer's case: it may be another person who takes the customer's place. If
 * iLive sent more faces than requested, the most similar are kept.
 * @returns null if the search is for another face than the one in use, or is not needed any more
 */
export function judgeSearch(
  state: State,
  outcome: OutcomeOf<'searched'>,
  policy: Policy,
): ApplicantEvent | null {
  const face = unsearchedFace(state);
  if (!face || !isSameFace(face, outcome)) return null;
  const { faceId: face_id, collection } = face;
  const { floor, maxResults: max_results } = outcome;
  const kept = mostSimilar(outcome, policy);
  const isHit = (match: Hit) => match.self || isForeignDuplicate(match, policy);
  const hits = kept.filter(isHit);
  const near = kept.filter((match) => !isHit(match)).map(({ similarity }) => similarity);
  const isCase = state.status.name !== 'known' && hits.some((hit) => !hit.self);
  const ruling: Ruling = differsFromKnown(state, face, outcome, policy)
    ? { next: 'review', reason: 'known_face_differs' }
    : isCase
      ? { next: 'review', reason: 'possible_duplicate' }
      : { next: 'continue', reason: null };
  const request = { face_id, collection, floor, threshold: policy.duplicateThreshold, max_results };
  return { type: 'faces_searched', data: { ...request, hits, near, ...ruling, policy: policy.version } };
}

/**
 * Returns whether the search for an onboarding's face has not found the face by which the customer is known, as alike as
 * one person's, or there is none to be found: the newest known picture is not indexed yet, or never will be, or its face is
 * in another collection. The face of an earlier picture, which that one corrects, does not count.
 */
function differsFromKnown(
  state: State,
  face: FaceRef,
  { matches }: OutcomeOf<'searched'>,
  policy: Policy,
): boolean {
  const { status, knownFace, knownAs } = state;
  if (status.name === 'known' || knownFace === null) return false;
  if (knownAs === null || !isKnownFaceIndexed(state)) return true;
  // A face says nothing of itself.
  if (knownAs.collection !== face.collection || isSameFace(knownAs, face)) return true;
  return !matches.some(
    // A similarity that cannot be read counts as 1, which is the worst for a stranger's face, and would be the best here.
    ({ face_id, similarity, similarity_unreadable }) =>
      face_id === knownAs.faceId && similarity_unreadable !== true && isMatch(similarity, policy),
  );
}

/**
 * Returns at most as many faces as were requested, the most similar first. Possible duplicates come before all others:
 * the applicant's own faces must not displace them.
 */
function mostSimilar({ matches, maxResults }: OutcomeOf<'searched'>, policy: Policy): readonly Hit[] {
  const sorted = matches.toSorted((a, b) => b.similarity - a.similarity);
  const duplicates = sorted.filter((match) => isForeignDuplicate(match, policy));
  const others = sorted.filter((match) => !isForeignDuplicate(match, policy));
  const kept = [...duplicates, ...others].slice(0, maxResults);
  return kept.toSorted((a, b) => b.similarity - a.similarity);
}
