/** The judgement of the faces: compared, indexed, searched for. */
import { assess } from '../assess.ts';
import { anotherAttempt } from '../attempts.ts';
import type { OutcomeOf } from '../commands.ts';
import type { ApplicantEvent, Hit } from '../events.ts';
import type { State } from '../model.ts';
import { isDuplicate, isMatch, type Policy } from '../policy.ts';
import type { Ruling } from '../status.ts';

/** The comparison in question, if it still is: of the photos in use. The case may wait for a person meanwhile. */
function awaitsMatchOf(state: State, sessionId: string, idPhotoKey: string): { photo: string } | null {
  const assessment = assess(state);
  if (assessment.lacking !== 'match') return null;
  const { idPhoto, livenessPhoto } = assessment;
  const same = livenessPhoto.sessionId === sessionId && idPhoto.key === idPhotoKey;
  return same ? { photo: livenessPhoto.key } : null;
}

/** `faces_compared`, with the ruling on the similarity. */
export function compared(
  state: State,
  outcome: OutcomeOf<'compared'>,
  policy: Policy,
): ApplicantEvent | null {
  const { sessionId: session_id, idPhotoKey: id_photo, similarity, livenessFace } = outcome;
  const inUse = awaitsMatchOf(state, session_id, id_photo);
  if (!inUse) return null;
  const ruling: Ruling = isMatch(similarity, policy)
    ? { next: 'continue', reason: null }
    : { next: 'review', reason: 'similarity_low' };
  const evidence = { session_id, liveness_photo: inUse.photo, id_photo, similarity };
  const rule = { threshold: policy.matchThreshold, policy: policy.version };
  return { type: 'faces_compared', data: { ...evidence, ...rule, liveness_face: livenessFace, ...ruling } };
}

/** iLive found no face on one of the two photos: `face_not_found`, with who must bring another. */
export function noFace(state: State, outcome: OutcomeOf<'no_face'>, policy: Policy): ApplicantEvent | null {
  const { photo, sessionId: session_id, idPhotoKey: id_photo } = outcome;
  if (!awaitsMatchOf(state, session_id, id_photo)) return null;
  const ruling: Ruling =
    photo === 'id'
      ? { next: 'retry', reason: 'id_photo_no_face' }
      : anotherAttempt(state, 'photo_quality_low', policy);
  return { type: 'face_not_found', data: { photo, session_id, id_photo, ...ruling, policy: policy.version } };
}

/** `face_indexed`, whatever the session or status: a face that exists must be known. */
export function indexed(state: State, outcome: OutcomeOf<'indexed'>): ApplicantEvent | null {
  if (state.ownFaceIds.includes(outcome.faceId)) return null;
  const { sessionId: session_id, faceId: face_id, collection, adopted, uncertain } = outcome;
  return { type: 'face_indexed', data: { session_id, face_id, collection, adopted, uncertain } };
}

/** Whether the search found somebody else whom a person has to look at. */
export function isForeignDuplicate(
  { self, similarity }: Hit,
  policy: Pick<Policy, 'duplicateThreshold'>,
): boolean {
  return !self && isDuplicate(similarity, policy);
}

/**
 * `faces_searched`, with the ruling on the faces of others. Of the strangers only those above the threshold are named.
 * If iLive sent more than it was asked for, the most alike are kept.
 */
export function searched(
  state: State,
  outcome: OutcomeOf<'searched'>,
  policy: Policy,
): ApplicantEvent | null {
  const assessment = assess(state);
  if (assessment.lacking !== 'dedupe' || assessment.face.faceId !== outcome.faceId) return null;
  const { faceId: face_id, collection } = assessment.face;
  const { floor, maxResults: max_results } = outcome;
  const kept = mostAlike(outcome, policy);
  const hits = kept.filter((match) => match.self || isForeignDuplicate(match, policy));
  const near = kept.filter((match) => !hits.includes(match)).map(({ similarity }) => similarity);
  const ruling: Ruling = hits.some((hit) => !hit.self)
    ? { next: 'review', reason: 'possible_duplicate' }
    : { next: 'continue', reason: null };
  const asked = { face_id, collection, floor, threshold: policy.duplicateThreshold, max_results };
  return { type: 'faces_searched', data: { ...asked, hits, near, ...ruling, policy: policy.version } };
}

/** At most as many as were asked for, the most alike first. The applicant's own faces never push out the one that is to be judged. */
function mostAlike({ matches, maxResults }: OutcomeOf<'searched'>, policy: Policy): readonly Hit[] {
  const sorted = matches.toSorted((a, b) => b.similarity - a.similarity);
  const kept = sorted.slice(0, maxResults);
  const duplicate = sorted.find((match) => isForeignDuplicate(match, policy));
  return !duplicate || kept.includes(duplicate) ? kept : [...kept.slice(0, -1), duplicate];
}
