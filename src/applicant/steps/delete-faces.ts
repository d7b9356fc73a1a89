/**
 * The steps that delete faces. A face counts as deleted only if that is known: a confused iLive, a wrong address or an
 * answer that cannot be read must never become a receipt. What is not known is tried again without end.
 */
import type { Failure } from '#src/ilive/failure.ts';
import type { ListedFace } from '#src/ilive/wire.ts';
import type { StepPorts } from './step-ports.ts';
import { done, retryable, type StepOf, type StepResult } from './step-result.ts';

/** Deletes a face that must not stay in the collection. */
export async function deleteFace(step: StepOf<'delete_face'>, ports: StepPorts): Promise<StepResult> {
  const { faceId, collection } = step;
  const failure = await deleteAndVerify(step, ports);
  return failure ? clearUpLater(failure) : done({ type: 'face_deleted', faceId, collection });
}

/** A face, and the session that it was indexed for. */
type SessionFace = { readonly faceId: string; readonly collection: string; readonly sessionId: string };

/**
 * Deletes a face at iLive. The path of the call and its 204 are inferred, so after a 404 or another success the face
 * counts as deleted only if all of this holds: the collection is there, the session's faces can be read to the end and
 * it is not among them, and the search by this face, which is documented, does not know it either.
 * @returns null when the face is deleted, otherwise the failure
 */
async function deleteAndVerify(face: SessionFace, { ilive, settings }: StepPorts): Promise<Failure | null> {
  const { faceId, collection, sessionId } = face;
  const reply = await ilive.deleteFace(collection, faceId);
  if (reply.ok) return null;
  const { failure } = reply;
  if (failure.status !== 404 && failure.code !== 'unparsable_answer') return failure;
  const ignored: Failure = { ...failure, kind: 'passing', code: 'delete_ignored' };
  const listed = await ilive.listFaces(collection, sessionId);
  if (!listed.ok) return isGone(collection, listed.failure, settings) ? null : listed.failure;
  if (listed.value.some(({ face_id }) => face_id === faceId)) return ignored;
  const searched = await ilive.search(collection, faceId, 1, 1);
  if (searched.ok) return ignored;
  return isAboutFace(searched.failure) ? null : searched.failure;
}

/**
 * Whether a 404 of the search is about the face. One without a code may be of a wrong path: each of iLive's own has one
 * (/docs/reference/http-status-codes). Which code it is for a face is documented nowhere.
 */
function isAboutFace({ status, code }: Failure): boolean {
  return status === 404 && code !== 'http_404' && code !== 'collection_not_found';
}

/**
 * Whether the whole collection was deleted, and so its faces. A 404 alone does not say so: with the key of another
 * account or a wrong address iLive answers the same. The operator must have said it too.
 */
function isGone(
  collection: string,
  { status }: Failure,
  { deletedCollections }: StepPorts['settings'],
): boolean {
  return status === 404 && deletedCollections.includes(collection);
}

/**
 * Deletes all faces of this user that an index call for the session may have left in the collection, but `keep`, the one
 * that the log names. If the list lacks that one, it does not show what is there, and the step is tried again.
 */
export async function reconcileFaces(step: StepOf<'reconcile_faces'>, ports: StepPorts): Promise<StepResult> {
  const { sessionId, collection, keep, last } = step;
  const listed = await listAfterCall(step, ports);
  if (!listed.ok && !isGone(collection, listed.failure, ports.settings)) return clearUpLater(listed.failure);
  const faces = listed.ok ? listed.value : [];
  if (listed.ok && keep !== null && !faces.some(({ face_id }) => face_id === keep))
    return retryable('kept_face_not_listed', 'clear_up');
  const deleted: string[] = [];
  let failed: Failure | null = null;
  for (const { face_id: faceId } of faces.filter((face) => isLeftover(face, step, ports.userId))) {
    const failure = await deleteAndVerify({ faceId, collection, sessionId }, ports);
    if (failure) failed = failure;
    else deleted.push(faceId);
  }
  // What was deleted is recorded at once: the next list lacks it, and the receipt must name it.
  if (failed && deleted.length === 0) return clearUpLater(failed);
  return done({ type: 'reconciled', sessionId, collection, deleted, last: last && failed === null });
}

/**
 * Lists the faces of the session. If the collection in force does not exist, the index call may have been the first ever:
 * it is made, as the next index call would do, and then shows what it has. A face that the log names must not be missing
 * because of that, so with one nothing is made.
 */
async function listAfterCall(
  { sessionId, collection, keep }: StepOf<'reconcile_faces'>,
  { ilive, settings }: StepPorts,
) {
  const listed = await ilive.listFaces(collection, sessionId);
  if (listed.ok || listed.failure.code !== 'collection_not_found') return listed;
  if (keep !== null || collection !== settings.collection) return listed;
  const made = await ilive.createCollection(collection);
  return made.ok ? ilive.listFaces(collection, sessionId) : made;
}

/** Whether the call left this face. One without a session is of an earlier call if the log does not know it. */
function isLeftover(
  { face_id, external_image_id, external_face_id }: ListedFace,
  { sessionId, keep, ownFaceIds }: StepOf<'reconcile_faces'>,
  userId: string,
): boolean {
  if (external_face_id !== userId || face_id === keep) return false;
  return external_image_id === null ? !ownFaceIds.includes(face_id) : external_image_id === sessionId;
}

/**
 * Retries without end, also after a permanent failure: the form of the delete call is inferred, and no face may stay.
 */
function clearUpLater({ code, retryAfterMs, field }: Failure): StepResult {
  return retryable(code, 'clear_up', retryAfterMs, field);
}
