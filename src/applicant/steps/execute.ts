/** Does one step at iLive and says how it ended. It decides nothing: an outcome is judged by the core. */
import type { Step } from '#src/core/steps.ts';
import { faceBoxOf } from '#src/ilive/face-box.ts';
import { isAboutSession } from '#src/ilive/failure.ts';
import type { Picture } from '#src/ilive/multipart.ts';
import { cleanImage } from '#src/image/clean-image.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import { deleteFace, ensureCollection, index, reconcileFaces, search } from './execute-faces.ts';
import type { Ports } from './ports.ts';
import { done, failedForGood, fellThrough, retryable, type StepOf, type StepResult } from './step-result.ts';

/** Null where the step was overtaken. Throws only when our own storage is out of reach, which the caller takes for a passing failure. */
export function execute(step: Step, ports: Ports): Promise<StepResult | null> {
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

async function confirm(step: StepOf<'confirm'>, ports: Ports): Promise<StepResult> {
  const { sessionId, signed } = step;
  const none = (code: string) =>
    signed ? retryable(code, 'tries_5') : done({ type: 'no_verdict', sessionId });
  const token = await ports.token(sessionId);
  if (token === null) return none('token_unreadable');
  const reply = await ports.ilive.result(sessionId, token);
  // Inferred: what iLive answers before a verdict is not documented, so unasked-for "no"s of all kinds are taken for that.
  if (!reply.ok && !signed && reply.failure.kind === 'permanent') return none(reply.failure.code);
  if (!reply.ok)
    return isAboutSession(reply.failure) ? none(reply.failure.code) : fellThrough(step, reply.failure);
  const { verdict, confidence = null, photo_quality_score: photoQualityScore = null } = reply.value;
  if (!verdict) return none('no_verdict');
  return done({ type: 'confirmed', sessionId, verdict, confidence, photoQualityScore });
}

async function fetchPhoto(
  step: StepOf<'fetch_photo'>,
  { token, ilive, pictures }: Ports,
): Promise<StepResult> {
  const { sessionId } = step;
  const gone = done({ type: 'photo_unavailable', sessionId });
  const key = await token(sessionId);
  if (key === null) return gone;
  const asked = ilive.photo(sessionId, key);
  // The compare that follows needs both. Begun second, so that iLive is not asked later for it.
  pictures.expectIdPhoto();
  const reply = await asked;
  if (!reply.ok) return isAboutSession(reply.failure) ? gone : fellThrough(step, reply.failure);
  const cleaned = cleanImage(reply.value);
  // A picture that is none is an answer that cannot be read; it may be better next time.
  if (!cleaned.ok) return retryable('unparsable_answer', 'outage');
  return done({ type: 'photo_fetched', sessionId, photo: await pictures.put('liveness', cleaned.image) });
}

async function compare(
  step: StepOf<'compare'>,
  { ilive, pictures, settings, isWanted }: Ports,
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
    const measured = measure(livenessPhoto);
    const livenessFace = measured && faceBoxOf(source_face, measured);
    return done({ type: 'compared', sessionId, idPhotoKey, similarity, livenessFace });
  }
  const { code } = reply.failure;
  if (code === 'no_face_in_target') return done({ type: 'no_face', photo: 'id', sessionId, idPhotoKey });
  if (code === 'no_face_in_source')
    return done({ type: 'no_face', photo: 'liveness', sessionId, idPhotoKey });
  return fellThrough(step, reply.failure);
}

/** With its size: known where this run itself has cleaned it; else it is read anew. */
function measure(picture: Picture | CleanImage): CleanImage | null {
  if ('width' in picture) return picture;
  const cleaned = cleanImage(picture.bytes);
  return cleaned.ok ? cleaned.image : null;
}
