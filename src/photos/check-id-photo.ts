/** Cleans an uploaded ID photo and has iLive check it. */

import type { FaceBox } from '#src/core/events.ts';
import type { Result } from '#src/core/result.ts';
import type { IliveClient } from '#src/ilive/client.ts';
import { faceBoxOf } from '#src/ilive/face-box.ts';
import type { Priority, Slot } from '#src/ilive/rate-limit/rate-limit.ts';
import { cleanImage } from '#src/image/clean-image.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import { sleep } from '#src/platform/timeout.ts';

/** What is poor about the face on the photo. A better photo saves a review. */
type Warning = 'dark' | 'blurred' | 'turned';

/** Why a photo is refused. `detail` is English text for the person who sent it. */
export type PhotoProblem = {
  readonly code: 'empty_image' | 'unsupported_image' | 'invalid_image' | 'no_face_in_id_photo';
  readonly detail: string;
};

/** A photo that may be stored. */
export type CheckedPhoto = {
  readonly image: CleanImage;
  readonly warnings: readonly Warning[];
  /** Where the face is; null if iLive was not asked, did not answer or gave no usable box. */
  readonly face: FaceBox | null;
};

/**
 * The limits of /docs/face-services/attributes: with a brightness below 0.4 a face is darker than ideal, with a
 * sharpness below 0.3 it is suspect, and turned by more than 30 degrees it compares badly.
 */
const DARK_BELOW = 0.4;
const BLURRED_BELOW = 0.3;
const TURNED_BEYOND_DEGREES = 30;

/** What the check depends on. */
export type IdPhotoCheck = {
  readonly ilive: Pick<IliveClient, 'detect'>;
  /** Asks the rate limiter for a slot for the given number of calls. */
  readonly slot: (priority: Priority, calls: number) => Promise<Slot>;
  /** Whether iLive is asked at all. */
  readonly enabled: boolean;
};

/**
 * Cleans the photo and looks for a face with `faces:detect`. If iLive cannot be reached the photo is accepted
 * unchecked, because the comparison will find what is wrong with it.
 */
export function checkIdPhoto(
  bytes: Uint8Array,
  check: IdPhotoCheck,
): Promise<Result<CheckedPhoto, PhotoProblem>> {
  // Not an async function: its frame would hold the upload until iLive has answered.
  const cleaned = cleanImage(bytes);
  return cleaned.ok
    ? findFace(cleaned.image, check)
    : Promise.resolve({ ok: false, refusal: cleaned.problem });
}

async function findFace(
  image: CleanImage,
  { ilive, slot, enabled }: IdPhotoCheck,
): Promise<Result<CheckedPhoto, PhotoProblem>> {
  const unchecked = { ok: true, value: { image, warnings: [], face: null } } as const;
  if (!enabled) return unchecked;
  // The rate limit of the key serves decisions first: without a slot soon, the upload does not wait for one.
  const { startAt, final } = await slot('soon', 1);
  if (!final) return unchecked;
  await sleep(startAt - Date.now());
  const reply = await ilive.detect(image);
  if (!reply.ok) {
    const { status, code } = reply.failure;
    // Inferred: a photo without a face gives an empty list, or a 422 with an error code in its body.
    if (status === 422 && code !== 'http_422') return { ok: false, refusal: NO_FACE };
    if (status === 400 && code === 'invalid_image') {
      return { ok: false, refusal: { code: 'invalid_image', detail: 'The picture cannot be decoded.' } };
    }
    return unchecked;
  }
  const { faces, image_size } = reply.value;
  const largest = largestOf(faces);
  return largest === undefined
    ? { ok: false, refusal: NO_FACE }
    : {
        ok: true,
        value: {
          image,
          warnings: warningsOf(largest),
          face: faceBoxOf(largest.bounding_box, image, image_size),
        },
      };
}

const NO_FACE: PhotoProblem = {
  code: 'no_face_in_id_photo',
  detail:
    'Photograph the side of the document with the portrait, flat, sharp and well lit, and upload it again.',
};

type Faces = Extract<Awaited<ReturnType<IliveClient['detect']>>, { ok: true }>['value']['faces'];

function warningsOf({ attributes }: Faces[number]): Warning[] {
  const { brightness, sharpness, pose } = attributes ?? {};
  const degrees = [pose?.yaw, pose?.pitch, pose?.roll].map((angle) => Math.abs(angle ?? 0));
  const found: [Warning, boolean][] = [
    ['dark', numberOf(brightness, 1) < DARK_BELOW],
    ['blurred', numberOf(sharpness, 1) < BLURRED_BELOW],
    ['turned', Math.max(...degrees) > TURNED_BEYOND_DEGREES],
  ];
  return found.filter(([, applies]) => applies).map(([warning]) => warning);
}

/** Returns the largest face, which is the one that iLive compares (/docs/api/face-services/faces-compare). */
function largestOf(faces: Faces): Faces[number] | undefined {
  const area = ({ bounding_box: box }: Faces[number]) => (box ? box.width * box.height : 0);
  return faces.toSorted((a, b) => area(b) - area(a))[0];
}

function numberOf(signal: unknown, absent: number): number {
  const value = typeof signal === 'object' && signal !== null && 'value' in signal ? signal.value : signal;
  return typeof value === 'number' ? value : absent;
}
