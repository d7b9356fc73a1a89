/** The steps that read and change iLive's face collection. */
import type { Hit } from '#src/core/events.ts';
import { isForeignDuplicate } from '#src/core/judge/judge-match-and-duplicates.ts';
import { isDuplicate } from '#src/core/policy.ts';
import type { Failure } from '#src/ilive/failure.ts';
import type { StepPorts } from './step-ports.ts';
import {
  done,
  failedForGood,
  resultOfFailure,
  retryable,
  type StepOf,
  type StepResult,
  unusablePhoto,
} from './step-result.ts';

/** Creates the collection. A collection that exists already counts as success. */
export async function ensureCollection(
  step: StepOf<'ensure_collection'>,
  { ilive }: StepPorts,
): Promise<StepResult> {
  const { collection } = step;
  const reply = await ilive.createCollection(collection);
  return reply.ok ? done({ type: 'collection_ensured', collection }) : resultOfFailure(step, reply.failure);
}

/**
 * Indexes the face of the liveness photo, exactly once as far as we can know: the call is not idempotent. When an
 * earlier call for the session may have succeeded, the faces of the session are listed first. A face of this user that
 * is not in the log yet is then adopted instead of indexed.
 * @returns null when the step is no longer wanted
 */
export async function index(step: StepOf<'index'>, ports: StepPorts): Promise<StepResult | null> {
  const { ilive, userId, settings } = ports;
  const { sessionId, livenessPhoto, ownFaceIds, collectionCreated } = step;
  const { collection } = settings;
  // If the collection was just created, a 404 may pass, so retry. Creating it again each time could loop for ever.
  const collectionMissing = ({ code }: Failure) =>
    collectionCreated ? retryable(code, 'tries_5') : done({ type: 'collection_missing', collection });
  const read = await ports.pictures.read(livenessPhoto);
  if (read.found !== 'intact') return unusablePhoto(step, 'liveness', livenessPhoto, read);
  const uncertain = step.listFirst || !ports.claimFirstIndexCall(sessionId);
  if (uncertain) {
    const listed = await ilive.listFaces(collection, sessionId);
    if (!listed.ok && listed.failure.status === 404) return collectionMissing(listed.failure);
    if (!listed.ok) return resultOfFailure(step, listed.failure);
    const unlogged = listed.value.find(
      (face) => face.external_face_id === userId && !ownFaceIds.includes(face.face_id),
    );
    if (unlogged) {
      return done({
        type: 'indexed',
        sessionId,
        faceId: unlogged.face_id,
        collection,
        adopted: true,
        uncertain,
      });
    }
  }
  if (!ports.isWanted(step)) return null;
  const reply = await ilive.index(collection, read.picture, userId, sessionId);
  if (reply.ok) {
    return done({ type: 'indexed', sessionId, faceId: reply.value, collection, adopted: false, uncertain });
  }
  if (reply.failure.status === 404) return collectionMissing(reply.failure);
  return resultOfFailure(step, reply.failure);
}

/** Matches on the largest page that iLive gives (/docs/api/face-services/search-by-face). */
const LARGEST_PAGE = 100;

/**
 * Searches the collection for the same face under other user ids. Asks for matches from `SEARCH_FLOOR` on. As long as a
 * page may lack a match above the duplicate threshold, a larger page is requested. If even the largest page may lack
 * one, its matches are recorded only when they send the case to a reviewer anyway; otherwise the step fails for good.
 */
export async function search(
  step: StepOf<'search'>,
  { ilive, userId, settings }: StepPorts,
): Promise<StepResult> {
  const { faceId, collection, ownFaceIds } = step;
  const { searchFloor: floor } = settings;
  let maxResults = settings.searchMaxResults;
  for (;;) {
    const reply = await ilive.search(collection, faceId, maxResults, floor);
    // Inferred: a face that was just indexed may not be searchable at once.
    if (!reply.ok && reply.failure.status === 404) return retryable(reply.failure.code, 'tries_5');
    if (!reply.ok) return resultOfFailure(step, reply.failure);
    const matches = reply.value.matches.map((match) => hitOf(match, userId, ownFaceIds));
    const searched = done({ type: 'searched', faceId, floor, maxResults, matches });
    if (isComplete(matches, maxResults, settings)) return searched;
    if (maxResults >= LARGEST_PAGE) {
      const needsReview = matches.some((match) => isForeignDuplicate(match, settings));
      return needsReview ? searched : failedForGood(step, 'search_incomplete');
    }
    maxResults = Math.min(LARGEST_PAGE, maxResults * 5);
  }
}

type Match = Extract<
  Awaited<ReturnType<StepPorts['ilive']['search']>>,
  { ok: true }
>['value']['matches'][number];

/**
 * Makes the hit of a match. What cannot be read is taken for the worse, so that no duplicate is missed: a similarity
 * counts as 1. A face without a readable id is another person's, whatever its `external_face_id` says; one without an
 * `external_face_id` is too, unless its id is in the log.
 */
function hitOf(
  { face_id, similarity, external_face_id }: Match,
  userId: string,
  ownFaceIds: readonly string[],
): Hit {
  const isOwnFace = face_id !== null && ownFaceIds.includes(face_id);
  return {
    face_id: face_id ?? 'unreadable',
    similarity: similarity ?? 1,
    ...(similarity === null ? { similarity_unreadable: true } : {}),
    external_face_id,
    self: face_id !== null && (external_face_id === null ? isOwnFace : external_face_id === userId),
  };
}

/**
 * Whether the page has all matches above the duplicate threshold. It has when it is not full, or when it is sorted
 * (highest similarity first) and its last match is not above the threshold. That pages are sorted is only claimed
 * (/docs/api/face-services/search-by-face), so it is checked. If iLive sends more than `maxResults` matches, match
 * number `maxResults` counts as the last, because no more are recorded.
 */
function isComplete(
  matches: readonly Hit[],
  maxResults: number,
  settings: Pick<StepPorts['settings'], 'duplicateThreshold'>,
): boolean {
  if (matches.length < maxResults) return true;
  const similarities = matches.map(({ similarity }) => similarity);
  const sorted = similarities.every((similarity, n) => n === 0 || similarity <= (similarities[n - 1] ?? 0));
  const last = similarities[maxResults - 1];
  return sorted && last !== undefined && !isDuplicate(last, settings);
}

/** Deletes a face that must not stay in the collection. */
export async function deleteFace(step: StepOf<'delete_face'>, { ilive }: StepPorts): Promise<StepResult> {
  const { faceId, collection, sessionId } = step;
  const failure = await deleteAndVerify(ilive, collection, faceId, sessionId);
  return failure ? clearUpLater(failure) : done({ type: 'face_deleted', faceId, collection });
}

/**
 * Deletes a face at iLive. The path of the call and its 204 are inferred. So after a 404, or a success other than 204,
 * the faces of the session are listed: the face counts as deleted only when it is not among them.
 * @returns null when the face is deleted, otherwise the failure
 */
async function deleteAndVerify(
  ilive: StepPorts['ilive'],
  collection: string,
  faceId: string,
  sessionId: string,
): Promise<Failure | null> {
  const reply = await ilive.deleteFace(collection, faceId);
  if (reply.ok) return null;
  const { failure } = reply;
  if (failure.status !== 404 && failure.code !== 'unparsable_answer') return failure;
  const listed = await ilive.listFaces(collection, sessionId);
  if (!listed.ok) return listed.failure.status === 404 ? null : listed.failure;
  const isStillListed = listed.value.some((face) => face.face_id === faceId);
  return isStillListed ? { ...failure, kind: 'passing', code: 'delete_ignored' } : null;
}

/**
 * Deletes all faces of this user in the session but `keep`, the one that the log names. Done after an index call of
 * unknown outcome, which may have left a face that the log does not name.
 */
export async function reconcileFaces(
  step: StepOf<'reconcile_faces'>,
  { ilive, userId, settings }: StepPorts,
): Promise<StepResult> {
  const { sessionId, keep, last } = step;
  const { collection } = settings;
  const listed = await ilive.listFaces(collection, sessionId);
  if (!listed.ok && listed.failure.status !== 404) return clearUpLater(listed.failure);
  const ownFaces = (listed.ok ? listed.value : []).filter((face) => face.external_face_id === userId);
  const deleted: string[] = [];
  let failed: Failure | null = null;
  for (const { face_id } of ownFaces) {
    if (face_id === keep) continue;
    const failure = await deleteAndVerify(ilive, collection, face_id, sessionId);
    if (failure) failed = failure;
    else deleted.push(face_id);
  }
  if (failed) return clearUpLater(failed);
  return done({ type: 'reconciled', sessionId, collection, deleted, last });
}

/**
 * Retries without end, also after a permanent failure: the form of the delete call is inferred, and no face may stay.
 */
function clearUpLater({ code, retryAfterMs, field }: Failure): StepResult {
  return retryable(code, 'clear_up', retryAfterMs, field);
}
