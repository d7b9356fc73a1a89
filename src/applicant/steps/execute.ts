/** Executes one step at iLive and returns how it ended. The core judges what that means for the applicant. */
import type { Step } from '#src/core/steps.ts';
import { faceBoxOf } from '#src/ilive/face-box.ts';
import { isAboutSession, unreadable } from '#src/ilive/failure.ts';
import type { Picture } from '#src/ilive/multipart.ts';
import { isIdPhotoRefused } from '#src/ilive/refused-picture.ts';
import { cleanImage } from '#src/image/clean-image.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import { deleteFace, reconcileFaces } from './delete-faces.ts';
import { ensureCollection, index } from './execute-faces.ts';
import { search } from './search-faces.ts';
import type { StepPorts } from './step-ports.ts';
import {
  done,
  resultOfFailure,
  retryable,
  type StepOf,
  type StepResult,
  unusablePhoto,
} from './step-result.ts';

/**
 * Executes one step.
 * @returns null when the state no longer called for the step; no picture was sent then
 * @throws only when our own storage is out of reach or cannot be parsed; the caller treats that as a passing failure
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
  // After a signed webhook `/result` must hold a verdict, so a missing one is asked for again.
  const withoutVerdict = (code: string) =>
    signed ? retryable(code, 'tries_5') : done({ type: 'no_verdict', sessionId });
  const token = await ports.token(sessionId);
  if (token === null) return withoutVerdict('token_unreadable');
  const reply = await ports.ilive.result(sessionId, token);
  // Inferred (see `resultSchema`): before there is a verdict, any permanent failure may mean just that. After a signed
  // webhook it does not. Inferred: asking before the verdict does not use up the token.
  if (!reply.ok && !signed && reply.failure.kind === 'permanent') return withoutVerdict(reply.failure.code);
  if (!reply.ok)
    return isAboutSession(reply.failure)
      ? withoutVerdict(reply.failure.code)
      : resultOfFailure(step, reply.failure);
  const { verdict, confidence = null, photo_quality_score: photoQualityScore = null } = reply.value;
  if (!verdict) return withoutVerdict('no_verdict');
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
  // `compare` usually comes next and needs the ID photo. It is loaded while this call is under way, which was sent first.
  pictures.preloadIdPhoto();
  // Cleaned at once: a variable would hold the photo as it came until the clean one is stored.
  const reply = await fetching.then((it) =>
    it.ok ? ({ ok: true, value: cleanImage(it.value) } as const) : it,
  );
  if (!reply.ok) return isAboutSession(reply.failure) ? unavailable : resultOfFailure(step, reply.failure);
  const cleaned = reply.value;
  // A file that is not an acceptable JPEG or PNG counts as an answer that cannot be read. The next one may be better.
  if (!cleaned.ok) return resultOfFailure(step, unreadable('body', null));
  return done({ type: 'photo_fetched', sessionId, photo: await pictures.put('liveness', cleaned.image) });
}

async function compare(
  step: StepOf<'compare'>,
  { ilive, pictures, settings, isWanted }: StepPorts,
): Promise<StepResult | null> {
  const { sessionId } = step;
  const idPhotoKey = step.idPhoto.key;
  const reads = await Promise.all([pictures.read(step.livenessPhoto), pictures.read(step.idPhoto)]);
  const [livenessRead, idRead] = reads;
  if (livenessRead.found !== 'intact')
    return unusablePhoto(step, 'liveness', step.livenessPhoto, livenessRead);
  if (idRead.found !== 'intact') return unusablePhoto(step, 'id', step.idPhoto, idRead);
  if (!isWanted(step)) return null;
  const reply = await ilive.compare(livenessRead.picture, idRead.picture, settings.matchThreshold);
  if (reply.ok) {
    const { similarity, source_face } = reply.value;
    const sized = withSize(livenessRead.picture);
    const livenessFace = sized && faceBoxOf(source_face, sized);
    const { collection } = settings;
    return done({ type: 'compared', sessionId, idPhotoKey, similarity, livenessFace, collection });
  }
  // The source is the liveness photo, the target the ID photo.
  const { code } = reply.failure;
  if (code === 'no_face_in_target') return done({ type: 'no_face', photo: 'id', sessionId, idPhotoKey });
  if (code === 'no_face_in_source')
    return done({ type: 'no_face', photo: 'liveness', sessionId, idPhotoKey });
  if (isIdPhotoRefused(reply.failure)) return done({ type: 'id_photo_refused', sessionId, idPhotoKey, code });
  return resultOfFailure(step, reply.failure);
}

/** Returns the picture with its size. One that this run stored has it; any other is cleaned again. Null if that fails. */
function withSize(picture: Picture | CleanImage): CleanImage | null {
  if ('width' in picture) return picture;
  const cleaned = cleanImage(picture.bytes);
  return cleaned.ok ? cleaned.image : null;
}
