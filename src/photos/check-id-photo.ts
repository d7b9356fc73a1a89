/** Cleans an uploaded ID photo and has iLive check it. */

import type { FaceBox } from '#src/core/events.ts';
import type { Result } from '#src/core/result.ts';
import type { IliveClient } from '#src/ilive/client.ts';
import type { Failure } from '#src/ilive/failure.ts';
import type { Priority, Slot } from '#src/ilive/rate-limit/rate-limit.ts';
import { pictureFaultOf, saysNoFace } from '#src/ilive/refused-picture.ts';
import { cleanImage, findPixelProblem } from '#src/image/clean-image.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import { sleep } from '#src/platform/timeout.ts';
import { boxesOf, type SeenPhoto, sortedBySize, type Warning, warningsOf } from './faces-on-photo.ts';
import { NO_FACE, type PhotoProblem, problemOfFault, problemOfFile } from './photo-problem.ts';
import { turnUpright } from './turn-upright.ts';

/** A photo that may be stored. */
export type CheckedPhoto = {
  /** The picture, turned by its orientation tag if it was sideways or upside down. */
  readonly image: CleanImage;
  readonly warnings: readonly Warning[];
  /** Where the largest face is; null if iLive was not asked, did not answer or gave no usable box. */
  readonly face: FaceBox | null;
  /** Where the other faces are, largest first. */
  readonly otherFaces: readonly FaceBox[];
};

/** What the check depends on. */
export type IdPhotoCheck = {
  readonly ilive: Pick<IliveClient, 'detect'>;
  /** Asks the rate limiter for a slot for the given number of calls. */
  readonly slot: (priority: Priority, calls: number) => Promise<Slot>;
  /** Whether iLive is asked at all. */
  readonly enabled: boolean;
};

/**
 * Cleans the photo and looks for a face with `faces:detect`, turned if need be; at most four calls. If iLive cannot be
 * reached the photo is accepted unchecked, because the comparison will find what is wrong with it. That holds for the
 * first call only: when it has found no face and a later one fails, the photo is refused, because what is known about
 * the photo speaks against it, and sending it again costs the applicant little.
 */
export function checkIdPhoto(
  bytes: Uint8Array,
  check: IdPhotoCheck,
): Promise<Result<CheckedPhoto, PhotoProblem>> {
  // Not an async function: its frame would hold the upload until iLive has answered.
  const cleaned = cleanImage(bytes);
  return cleaned.ok
    ? checkClean(cleaned.image, check)
    : Promise.resolve({ ok: false, refusal: problemOfFile(cleaned.problem, bytes) });
}

async function checkClean(
  image: CleanImage,
  check: IdPhotoCheck,
): Promise<Result<CheckedPhoto, PhotoProblem>> {
  const problem = await findPixelProblem(image);
  return problem ? { ok: false, refusal: problem } : findFaces(image, check);
}

async function findFaces(
  image: CleanImage,
  check: IdPhotoCheck,
): Promise<Result<CheckedPhoto, PhotoProblem>> {
  const first = check.enabled ? await look(image, check) : null;
  if (first === null) return { ok: true, value: { image, warnings: [], face: null, otherFaces: [] } };
  if ('code' in first) return { ok: false, refusal: first };
  const seen = await turnUpright({ ...first, turned: false }, async (turned) => {
    const next = await look(turned, check);
    return next && 'faces' in next ? next : null;
  });
  if (seen.faces.length === 0) return { ok: false, refusal: NO_FACE };
  return { ok: true, value: { image: seen.image, warnings: warningsOf(seen), ...boxesOf(seen) } };
}

/** Asks iLive what is on the picture. @returns a problem if it refuses the picture, null if nothing can be said */
async function look(
  image: CleanImage,
  { ilive, slot }: IdPhotoCheck,
): Promise<Omit<SeenPhoto, 'turned'> | PhotoProblem | null> {
  // The rate limit of the key serves decisions first: without a slot soon, the upload does not wait for one.
  const { startAt, final } = await slot('soon', 1);
  if (!final) return null;
  await sleep(startAt - Date.now());
  const reply = await ilive.detect(image);
  if (reply.ok) return { image, faces: sortedBySize(reply.value.faces), imageSize: reply.value.image_size };
  // Inferred: a photo without a face gives an empty list, or a 422 with an error code in its body.
  if (saysNoFace(reply.failure)) return { image, faces: [], imageSize: undefined };
  return problemOfFailure(reply.failure);
}

function problemOfFailure(failure: Failure): PhotoProblem | null {
  const fault = pictureFaultOf(failure);
  if (fault) return problemOfFault(fault);
  return failure.status === 422 && failure.code !== 'http_422' ? NO_FACE : null;
}
