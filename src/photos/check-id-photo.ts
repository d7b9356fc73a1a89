/** An ID photo on its way in: cleaned, and looked at by iLive. */

import type { FaceBox } from '#src/core/events.ts';
import type { Result } from '#src/core/result.ts';
import type { IliveClient } from '#src/ilive/client.ts';
import { faceBoxOf } from '#src/ilive/face-box.ts';
import type { Priority, Slot } from '#src/ilive/rate-limit/rate-limit.ts';
import { cleanImage } from '#src/image/clean-image.ts';
import type { CleanImage } from '#src/image/image-result.ts';

/** What a look at the picture found; the sharper the picture, the fewer people a reviewer has to see. */
type Warning = 'dark' | 'blurred' | 'turned';

/** Why a photo is not taken. */
export type PhotoProblem = {
  readonly code: 'empty_image' | 'unsupported_image' | 'invalid_image' | 'no_face_in_id_photo';
  readonly detail: string;
};

/** A picture ready to be stored. */
export type CheckedPhoto = {
  readonly image: CleanImage;
  readonly warnings: readonly Warning[];
  readonly face: FaceBox | null;
};

/** Below 0.4 a face is darker than ideal, below 0.3 its sharpness is suspect, beyond 30 degrees it compares badly (/docs/face-services/attributes). */
const DARK_BELOW = 0.4;
const BLURRED_BELOW = 0.3;
const TURNED_BEYOND_DEGREES = 30;

/** What the check needs of the outside. */
export type IdPhotoCheck = {
  readonly ilive: Pick<IliveClient, 'detect'>;
  /** Asks for a slot for that many calls. */
  readonly slot: (priority: Priority, calls: number) => Promise<Slot>;
  /** Whether iLive is asked at all. */
  readonly enabled: boolean;
};

/** Cleans the picture and asks `faces:detect`. iLive out of reach never blocks an upload: the compare will tell. */
export async function checkIdPhoto(
  bytes: Uint8Array,
  { ilive, slot, enabled }: IdPhotoCheck,
): Promise<Result<CheckedPhoto, PhotoProblem>> {
  const cleaned = cleanImage(bytes);
  if (!cleaned.ok) return { ok: false, refusal: cleaned.problem };
  const { image } = cleaned;
  const unchecked = { ok: true, value: { image, warnings: [], face: null } } as const;
  if (!enabled) return unchecked;
  // The key's tier is for decisions first: an upload does not queue behind them.
  const { startAt, final } = await slot('soon', 1);
  if (!final) return unchecked;
  const waitMs = startAt - Date.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  const reply = await ilive.detect(image);
  if (!reply.ok) {
    const { status, code } = reply.failure;
    // Inferred: a picture without a face is an empty list or a 422 that carries a code.
    if (status === 422 && code !== 'http_422') return { ok: false, refusal: noFace };
    if (status === 400 && code === 'invalid_image') {
      return { ok: false, refusal: { code: 'invalid_image', detail: 'The picture cannot be decoded.' } };
    }
    return unchecked;
  }
  const { faces, image_size } = reply.value;
  const largest = largestOf(faces);
  return largest === undefined
    ? { ok: false, refusal: noFace }
    : {
        ok: true,
        value: {
          image,
          warnings: warningsOf(largest),
          face: faceBoxOf(largest.bounding_box, image, image_size),
        },
      };
}

const noFace: PhotoProblem = {
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
  return found.filter(([, it]) => it).map(([warning]) => warning);
}

/** The face that the compare will look at (/docs/api/face-services/faces-compare). */
function largestOf(faces: Faces): Faces[number] | undefined {
  const area = ({ bounding_box: box }: Faces[number]) => (box ? box.width * box.height : 0);
  return faces.toSorted((a, b) => area(b) - area(a))[0];
}

function numberOf(signal: unknown, absent: number): number {
  const value = typeof signal === 'object' && signal !== null && 'value' in signal ? signal.value : signal;
  return typeof value === 'number' ? value : absent;
}
