/** The steps that create a collection at iLive and index a face into it. */
import type { Failure } from '#src/ilive/failure.ts';
import { isPictureRefused } from '#src/ilive/refused-picture.ts';
import type { ListedFace } from '#src/ilive/wire.ts';
import type { StepPorts } from './step-ports.ts';
import {
  done,
  pictureRefused,
  resultOfFailure,
  retryable,
  type StepOf,
  type StepResult,
  unusablePhoto,
} from './step-result.ts';

/**
 * Creates the collection. A collection that exists already counts as success. One that is not in force any more is not
 * created: an operator may have deleted it.
 */
export async function ensureCollection(
  step: StepOf<'ensure_collection'>,
  { ilive, settings }: StepPorts,
): Promise<StepResult> {
  const { collection } = step;
  // A call of unknown outcome is on record since the collection was missed.
  if (collection !== settings.collection)
    return done({ type: 'collection_changed', collection: settings.collection, uncertain: false });
  const reply = await ilive.createCollection(collection);
  return reply.ok ? done({ type: 'collection_ensured', collection }) : resultOfFailure(step, reply.failure);
}

/**
 * Indexes the face of the liveness photo or of the known picture, exactly once as far as we can know: the call is not idempotent. When an
 * earlier call for the session may have succeeded, the faces of the session are listed first. A face that it may have
 * made is then adopted instead of indexed. The call goes only into the collection that the log names: after a lost
 * answer or a crash that is where the face is looked for.
 * @returns null when the step is no longer wanted
 */
export async function index(step: StepOf<'index'>, ports: StepPorts): Promise<StepResult | null> {
  const { ilive, userId, settings } = ports;
  const { sessionId, photo, photoKind, collection, collectionCreated } = step;
  const mayHaveBeenCalled = () => step.listFirst || !ports.claimFirstIndexCall(sessionId);
  if (collection !== settings.collection) {
    const inForce = settings.collection;
    return done({ type: 'collection_changed', collection: inForce, uncertain: mayHaveBeenCalled() });
  }
  const read = await ports.pictures.read(photo);
  if (read.found !== 'intact') return unusablePhoto(step, photoKind, photo, read);
  const uncertain = mayHaveBeenCalled();
  const failed = (failure: Failure): StepResult => {
    // A liveness photo is iLive's own, so that a refusal says nothing about it.
    if (photoKind === 'known' && isPictureRefused(failure)) return pictureRefused(step, failure.code);
    if (failure.status !== 404) return resultOfFailure(step, failure);
    // If the collection was just created, a 404 may pass, so retry. Creating it again each time could loop for ever.
    if (collectionCreated) return retryable(failure.code, 'tries_5');
    return done({ type: 'collection_missing', collection, uncertain });
  };
  const adopted = (faceId: string) =>
    done({ type: 'indexed', sessionId, faceId, collection, adopted: true, uncertain: true });
  if (uncertain) {
    const listed = await ilive.listFaces(collection, sessionId);
    if (!listed.ok) return failed(listed.failure);
    const earlier = adoptable(listed.value, step, userId);
    if (earlier) return adopted(earlier.face_id);
  }
  if (!ports.isWanted(step)) return null;
  const reply = await ilive.index(collection, read.picture, userId, sessionId);
  if (!reply.ok) return failed(reply.failure);
  const faceId = reply.value;
  // With the known face's id iLive may have replaced that face: nothing is left to compare with, so no list is asked.
  if (!step.ownFaceIds.includes(faceId) || faceId === step.knownFaceId)
    return done({ type: 'indexed', sessionId, faceId, collection, adopted: false, uncertain });
  // The id of an earlier face: iLive may have put the new face in its place, or the id is wrong. The list decides.
  const listed = await ilive.listFaces(collection, sessionId);
  if (!listed.ok) return resultOfFailure(step, listed.failure);
  const made = adoptable(listed.value, step, userId);
  return made ? adopted(made.face_id) : retryable('face_id_of_earlier_face', 'tries_5');
}

/**
 * Finds the face that an index call for this session has made: one of this user and session that must not be deleted.
 * The one that was the known face comes first, since a reviewer must decide then; else one that is not in the log.
 */
function adoptable(
  listed: readonly ListedFace[],
  { sessionId, ownFaceIds, staleFaceIds, knownFaceId }: StepOf<'index'>,
  userId: string,
): ListedFace | undefined {
  const made = listed.filter(
    (face) =>
      face.external_image_id === sessionId &&
      face.external_face_id === userId &&
      !staleFaceIds.includes(face.face_id),
  );
  const known = made.find((face) => face.face_id === knownFaceId);
  return known ?? made.find((face) => !ownFaceIds.includes(face.face_id)) ?? made[0];
}
