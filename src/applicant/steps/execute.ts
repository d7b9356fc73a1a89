/** Executes one step at iLive and returns how it ended. It decides nothing: the core judges the outcome. */
import type { Step } from '#src/core/steps.ts';
import { faceBoxOf } from '#src/ilive/face-box.ts';
import { isAboutSession } from '#src/ilive/failure.ts';
import type { Picture } from '#src/ilive/multipart.ts';
import { cleanImage } from '#src/image/clean-image.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import { deleteFace, ensureCollection, index, reconcileFaces, search } from './execute-faces.ts';
import type { StepPorts } from './step-ports.ts';
import {
  done,
  failedForGood,
  resultOfFailure,
  retryable,
  type StepOf,
  type StepResult,
} from './step-result.ts';

/**
 * Executes one step.
 * @returns null when the state no longer calls for the step, so that no picture was sent
 * @throws only when our own storage is out of reach; the caller treats that as a passing failure
 */
export function execute(step: Step, ports: StepPorts): Promise<StepResult | null> {
  switch (step.type) {
    case 'confirm':
      return confirm(step, ports);
    case 'fetch_photo':
      return fetchPhoto(step, ports);
    case 'compare':
      return compare(step, ports);
    case 'ensure_collection':
      return ensureCollection(step, ports);
    case 'index':
      return index(step, ports);
    case 'search':
      return search(step, ports);
    case 'delete_face':
      return deleteFace(step, ports);
    case 'reconcile_faces':
      return reconcileFaces(step, ports);
  }
}

async function confirm(step: StepOf<'confirm'>, ports: StepPorts): Promise<StepResult> {
  const { sessionId, signed } = step;
  const noVerdict = (code: string) =>
    signed ? retryable(code, 'tries_5') : done({ type: 'no_verdict', sessionId });
  const token = await ports.token(sessionId);
  if (token === null) return noVerdict('token_unreadable');
  const reply = await ports.ilive.result(sessionId, token);
  // Inferred: what iLive answers before a verdict is not documented. Without a signed verdict any permanent failure
  // counts as "no verdict yet".
  if (!reply.ok && !signed && reply.failure.kind === 'permanent') return noVerdict(reply.failure.code);
  if (!reply.ok)
    return isAboutSession(reply.failure)
      ? noVerdict(reply.failure.code)
      : resultOfFailure(step, reply.failure);
  const { verdict, confidence = null, photo_quality_score: photoQualityScore = null } = reply.value;
  if (!verdict) return noVerdict('no_verdict');
  return done({ type: 'confirmed', sessionId, verdict, confidence, photoQualityScore });
}

async function fetchPhoto(
  step: StepOf<'fetch_photo'>,
  { token: tokenOf, ilive, pictures }: StepPorts,
): Promise<StepResult> {
  const { sessionId } = step;
  const unavailable = done({ type: 'photo_unavailable', sessionId });
  const token = await tokenOf(sessionId);
  if (token === null) return unavailable;
  const fetching = ilive.photo(sessionId, token);
  // The next step, `compare`, needs the ID photo. Loading it starts after the call, so that it does not delay the call.
  pictures.preloadIdPhoto();
  const reply = await fetching;
  if (!reply.ok) return isAboutSession(reply.failure) ? unavailable : resultOfFailure(step, reply.failure);
  const cleaned = cleanImage(reply.value);
  // Bytes that are not a picture are an answer that cannot be read. The next one may be better.
  if (!cleaned.ok) return retryable('unparsable_answer', 'outage');
  return done({ type: 'photo_fetched', sessionId, photo: await pictures.put('liveness', cleaned.image) });
}

async function compare(
  step: StepOf<'compare'>,
  { ilive, pictures, settings, isWanted }: StepPorts,
): Promise<StepResult | null> {
  const { sessionId, idPhotoKey, livenessPhotoKey } = step;
  const both = await Promise.all([pictures.get(livenessPhotoKey), pictures.get(idPhotoKey)]);
  const [livenessPhoto, idPhoto] = both;
  if (!livenessPhoto) return failedForGood(step, 'liveness_photo_missing');
  if (!idPhoto) return failedForGood(step, 'id_photo_missing');
  if (!isWanted(step)) return null;
  const reply = await ilive.compare(livenessPhoto, idPhoto, settings.matchThreshold);
  if (reply.ok) {
    const { similarity, source_face } = reply.value;
    const sized = withSize(livenessPhoto);
    const livenessFace = sized && faceBoxOf(source_face, sized);
    return done({ type: 'compared', sessionId, idPhotoKey, similarity, livenessFace });
  }
  const { code } = reply.failure;
  if (code === 'no_face_in_target') return done({ type: 'no_face', photo: 'id', sessionId, idPhotoKey });
  if (code === 'no_face_in_source')
    return done({ type: 'no_face', photo: 'liveness', sessionId, idPhotoKey });
  return resultOfFailure(step, reply.failure);
}

/** Adds the size to a picture. It is known if the picture was cleaned in this run, else it is read from the bytes. */
function withSize(picture: Picture | CleanImage): CleanImage | null {
  if ('width' in picture) return picture;
  const cleaned = cleanImage(picture.bytes);
  return cleaned.ok ? cleaned.image : null;
}
