/** The steps that read and change iLive's face collection. */
import type { Hit } from '#src/core/events.ts';
import { isForeignDuplicate } from '#src/core/judge/judge-match-and-duplicates.ts';
import { isDuplicate } from '#src/core/policy.ts';
import type { Failure } from '#src/ilive/failure.ts';
import type { Ports } from './ports.ts';
import { done, failedForGood, fellThrough, retryable, type StepOf, type StepResult } from './step-result.ts';

/** Creates the collection. One that exists already counts as success. */
export async function ensureCollection(
  step: StepOf<'ensure_collection'>,
  { ilive }: Ports,
): Promise<StepResult> {
  const { collection } = step;
  const reply = await ilive.createCollection(collection);
  return reply.ok ? done({ type: 'collection_ensured', collection }) : fellThrough(step, reply.failure);
}

/**
 * Adds the face, exactly once as far as we can know: the call is not idempotent, so after a call of unknown outcome the
 * collection is asked first and a face of ours that is there already is adopted.
 */
export async function index(step: StepOf<'index'>, ports: Ports): Promise<StepResult | null> {
  const { ilive, userId, settings } = ports;
  const { sessionId, livenessPhotoKey, ownFaceIds, ensured } = step;
  const { collection } = settings;
  // Created already: a 404 may pass, so retry. Creating it each time could loop for ever.
  const missing = ({ code }: Failure) =>
    ensured ? retryable(code, 'tries_5') : done({ type: 'collection_missing', collection });
  const picture = await ports.pictures.get(livenessPhotoKey);
  if (!picture) return failedForGood(step, 'liveness_photo_missing');
  const uncertain = step.unsure || ports.claimFirstIndexCall(sessionId) === 'unknown';
  if (uncertain) {
    const listed = await ilive.listFaces(collection, sessionId);
    if (!listed.ok && listed.failure.status === 404) return missing(listed.failure);
    if (!listed.ok) return fellThrough(step, listed.failure);
    const ours = listed.value.find((f) => f.external_face_id === userId && !ownFaceIds.includes(f.face_id));
    if (ours) {
      return done({
        type: 'indexed',
        sessionId,
        faceId: ours.face_id,
        collection,
        adopted: true,
        uncertain,
      });
    }
  }
  if (!ports.isWanted(step)) return null;
  const reply = await ilive.index(collection, picture, userId, sessionId);
  if (reply.ok) {
    return done({ type: 'indexed', sessionId, faceId: reply.value, collection, adopted: false, uncertain });
  }
  if (reply.failure.status === 404) return missing(reply.failure);
  return fellThrough(step, reply.failure);
}

/** The largest page iLive gives (/docs/api/face-services/search-by-face). */
const LARGEST_PAGE = 100;

/**
 * Looks for the face under other names, from `SEARCH_FLOOR` on. A page that may hide somebody above the duplicate threshold
 * says too little: a larger one is asked for. Where even the largest is such a page, what it shows is recorded only if a
 * person has to decide anyway.
 */
export async function search(
  step: StepOf<'search'>,
  { ilive, userId, settings }: Ports,
): Promise<StepResult> {
  const { faceId, collection, ownFaceIds } = step;
  const { searchFloor: floor } = settings;
  let maxResults = settings.searchMaxResults;
  for (;;) {
    const reply = await ilive.search(collection, faceId, maxResults, floor);
    // Inferred: a face just indexed may not be searchable at once.
    if (!reply.ok && reply.failure.status === 404) return retryable(reply.failure.code, 'tries_5');
    if (!reply.ok) return fellThrough(step, reply.failure);
    const matches = reply.value.matches.map(({ face_id, similarity, external_face_id = null }): Hit => {
      // A face without a name is a stranger's unless its id is in our log.
      const self = external_face_id === null ? ownFaceIds.includes(face_id) : external_face_id === userId;
      return { face_id, similarity, external_face_id, self };
    });
    const searched = done({ type: 'searched', faceId, floor, maxResults, matches });
    if (isComplete(matches, maxResults, settings)) return searched;
    if (maxResults >= LARGEST_PAGE) {
      const forAPerson = matches.some((match) => isForeignDuplicate(match, settings));
      return forAPerson ? searched : failedForGood(step, 'search_incomplete');
    }
    maxResults = Math.min(LARGEST_PAGE, maxResults * 5);
  }
}

/**
 * Whether nobody above the duplicate threshold can be missing from the page: it is not full, or it is sorted, most alike
 * first, and ends at or below the threshold. That pages are sorted is only claimed (/docs/api/face-services/search-by-face),
 * so it is checked. Of a page that is longer than was asked for, the part counts that will be kept.
 */
function isComplete(
  matches: readonly Hit[],
  maxResults: number,
  settings: Pick<Ports['settings'], 'duplicateThreshold'>,
): boolean {
  if (matches.length < maxResults) return true;
  const similarities = matches.map(({ similarity }) => similarity);
  const sorted = similarities.every((similarity, n) => n === 0 || similarity <= (similarities[n - 1] ?? 0));
  const last = similarities[maxResults - 1];
  return sorted && last !== undefined && !isDuplicate(last, settings);
}

/** Removes a face. */
export async function deleteFace(step: StepOf<'delete_face'>, { ilive }: Ports): Promise<StepResult> {
  const { faceId, collection, sessionId } = step;
  const failure = await remove(ilive, collection, faceId, sessionId);
  return failure ? clearUpLater(failure) : done({ type: 'face_deleted', faceId, collection });
}

/**
 * Null once the face is gone. The call's path and its 204 are inferences: a 404, or a success of another kind, counts
 * only if the list no longer shows the face.
 */
async function remove(
  ilive: Ports['ilive'],
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
  const shown = listed.value.some((face) => face.face_id === faceId);
  return shown ? { ...failure, kind: 'passing', code: 'delete_ignored' } : null;
}

/** Looks at the session's faces once more and deletes all but the one that the log names. */
export async function reconcileFaces(
  step: StepOf<'reconcile_faces'>,
  { ilive, userId, settings }: Ports,
): Promise<StepResult> {
  const { sessionId, keep, last } = step;
  const { collection } = settings;
  const listed = await ilive.listFaces(collection, sessionId);
  if (!listed.ok && listed.failure.status !== 404) return clearUpLater(listed.failure);
  const ours = (listed.ok ? listed.value : []).filter((face) => face.external_face_id === userId);
  const deleted: string[] = [];
  let failed: Failure | null = null;
  for (const { face_id } of ours) {
    if (face_id === keep) continue;
    const failure = await remove(ilive, collection, face_id, sessionId);
    if (failure) failed = failure;
    else deleted.push(face_id);
  }
  if (failed) return clearUpLater(failed);
  return done({ type: 'reconciled', sessionId, collection, deleted, last });
}

/** Deleting faces is retried without end, after a refusal too: the form of the call is inferred, and no face may be kept. */
function clearUpLater({ code, retryAfterMs }: Failure): StepResult {
  return retryable(code, 'clear_up', retryAfterMs);
}
