/**
 * Reads where iLive saw a face. The fields of a box are documented (/docs/api/face-services/faces-detect). Inferred:
 * their unit, and that the picture was turned upright before. A box that does not fit the picture is dropped, because a
 * wrong box misleads a reviewer. Boxes are read in this file only.
 */
import { z } from 'zod';
import type { FaceBox } from '#src/core/events.ts';
import type { CleanImage } from '#src/image/image-result.ts';

/** A box as iLive sends it. If it cannot be read, only the box is lost and not the whole answer. */
export const boundingBoxSchema = z
  .object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() })
  .optional()
  .catch(undefined);

/** The size of the picture to which the boxes refer, if iLive sends it. Inferred: the names of its fields. */
export const imageSizeSchema = z
  .object({ width: z.number().positive(), height: z.number().positive() })
  .optional()
  .catch(undefined);

type BoundingBox = z.infer<typeof boundingBoxSchema>;
type Size = { readonly width: number; readonly height: number };

/** Two sizes of one picture may differ in scale, and through rounding by this fraction in aspect ratio. */
const ASPECT_TOLERANCE = 0.02;
/** A box of which a smaller fraction is inside the picture does not belong to this picture. */
const LEAST_INSIDE = 0.5;

/**
 * Converts a box to fractions of the upright picture. Inferred: a box with any number above 1 is in pixels, every other
 * in fractions.
 * @param image the picture that was sent
 * @param reported the size of the picture as iLive reports it, if it does
 * @returns null when there is no box, it does not fit the picture, or the upright size is not known
 */
export function faceBoxOf(box: BoundingBox, image: CleanImage, reported?: Size): FaceBox | null {
  const own = uprightSize(image);
  if (!box || !own || (reported && !isSamePicture(own, reported))) return null;
  const { left, top, width, height } = box;
  const unit = Math.max(left, top, width, height) > 1 ? (reported ?? own) : { width: 1, height: 1 };
  const [from, until] = clamped(left / unit.width, (left + width) / unit.width);
  const [above, below] = clamped(top / unit.height, (top + height) / unit.height);
  // A box outside of the picture on both axes has two negative lengths, and their product would be positive.
  const inside = Math.max(0, until - from) * Math.max(0, below - above);
  const whole = (width / unit.width) * (height / unit.height);
  if (!(width > 0 && height > 0 && inside >= LEAST_INSIDE * whole)) return null;
  const found = { left: from, top: above, width: until - from, height: below - above };
  const aspect = round(own.width / own.height);
  // No face is seen on a picture that is a line.
  return aspect > 0 ? { ...rounded(found), aspect } : null;
}

/**
 * Gives the size as a viewer shows the picture. Not every viewer turns a PNG, so a PNG to be turned has no known size.
 */
function uprightSize({ width, height, orientation, contentType }: CleanImage): Size | null {
  if (contentType === 'image/png' && orientation !== 1) return null;
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

function isSamePicture(a: Size, b: Size): boolean {
  return Math.abs(a.width / a.height / (b.width / b.height) - 1) <= ASPECT_TOLERANCE;
}

function clamped(from: number, until: number): [number, number] {
  return [Math.max(0, from), Math.min(1, until)];
}

function rounded({ left, top, width, height }: Omit<FaceBox, 'aspect'>): Omit<FaceBox, 'aspect'> {
  return { left: round(left), top: round(top), width: round(width), height: round(height) };
}

/** Rounds to four decimals: finer than a pixel of any picture that is accepted would be noise in the log. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
