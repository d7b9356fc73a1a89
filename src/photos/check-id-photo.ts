/** An ID photo on its way in: cleaned, looked at by iLive, stored. Nothing stays of one that is refused. */

import type { Services } from '#src/config/services.ts';
import type { StoredIdPhoto } from '#src/core/commands.ts';
import type { FaceBox } from '#src/core/events.ts';
import { faceBoxOf } from '#src/ilive/face-box.ts';
import { cleanImage } from '#src/image/clean-image.ts';
import type { CleanImage } from '#src/image/image-result.ts';

/** What a look at the picture found; the sharper the picture, the fewer people a reviewer has to see. */
type Warning = 'dark' | 'blurred' | 'turned';

/** Why a photo is not taken. */
export type PhotoProblem = {
  readonly code: 'empty_image' | 'unsupported_image' | 'invalid_image' | 'no_face_in_id_photo';
  readonly detail: string;
};

/** The picture ready to be stored, or the problem. */
export type Checked =
  | {
      readonly ok: true;
      readonly image: CleanImage;
      readonly warnings: readonly Warning[];
      readonly face: FaceBox | null;
    }
  | { readonly ok: false; readonly problem: PhotoProblem };

/** Below 0.4 a face is darker than ideal, below 0.3 its sharpness is suspect, beyond 30 degrees it compares badly (/docs/face-services/attributes). */
const DARK_BELOW = 0.4;
const BLURRED_BELOW = 0.3;
const TURNED_BEYOND_DEGREES = 30;

/** Cleans the picture and asks `faces:detect`. iLive out of reach never blocks an upload: the compare will tell. */
export async function checkIdPhoto(bytes: Uint8Array, services: Services): Promise<Checked> {
  const { config, ilive } = services;
  const cleaned = cleanImage(bytes);
  if (!cleaned.ok) return cleaned;
  const { image } = cleaned;
  const unchecked = { ok: true, image, warnings: [], face: null } as const;
  if (!config.CHECK_ID_PHOTO) return unchecked;
  // The key's tier is for decisions first: an upload does not queue behind them.
  const { startAt, final } = await services.slot('soon', 1);
  if (!final) return unchecked;
  const waitMs = startAt - Date.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  const reply = await ilive.detect(image);
  if (!reply.ok) {
    const { status, code } = reply.failure;
    // Inferred: a picture without a face is an empty list or a 422 that carries a code.
    if (status === 422 && code !== 'http_422') return { ok: false, problem: noFace };
    if (status === 400 && code === 'invalid_image') {
      return { ok: false, problem: { code: 'invalid_image', detail: 'The picture cannot be decoded.' } };
    }
    return unchecked;
  }
  const { faces, image_size } = reply.value;
  const largest = largestOf(faces);
  return largest === undefined
    ? { ok: false, problem: noFace }
    : {
        ok: true,
        image,
        warnings: warningsOf(largest),
        face: faceBoxOf(largest.bounding_box, image, image_size),
      };
}

const noFace: PhotoProblem = {
  code: 'no_face_in_id_photo',
  detail:
    'Photograph the side of the document with the portrait, flat, sharp and well lit, and upload it again.',
};

type Faces = Extract<Awaited<ReturnType<Services['ilive']['detect']>>, { ok: true }>['value']['faces'];

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

/** The applicant, as far as the upload needs it. */
export type Attaching<T> = {
  /** Null while an ID photo is awaited, else the refusal. */
  readonly awaited: () => Promise<T | null>;
  readonly attach: (photo: StoredIdPhoto) => Promise<T>;
};

/**
 * Stores a checked photo under the applicant's prefix, which is known before anything lies there, and has the applicant
 * take it. Where the status changed while the picture was on its way, nothing of it stays.
 */
export async function storeIdPhoto<T extends { readonly ok: boolean }>(
  { image, warnings, face }: Extract<Checked, { ok: true }>,
  photoPrefix: string,
  { photos }: Services,
  { awaited, attach }: Attaching<T>,
): Promise<T> {
  // Body and check may have taken minutes: who was erased meanwhile is looked through only once more.
  const refused = await awaited();
  if (refused) return refused;
  const stored = await photos.put(photoPrefix, 'id', image);
  const attached = await attach({ ...stored, contentType: image.contentType, warnings, face });
  if (!attached.ok) await photos.remove(stored.key);
  return attached;
}
