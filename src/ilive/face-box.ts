/**
 * Where iLive saw a face. Inferred: the fields are documented (/docs/api/face-services/faces-detect), their unit is not,
 * nor whether the picture was turned upright before. Read here and nowhere else; what does not fit is no box, because a
 * wrong one misleads a reviewer.
 */
import { z } from 'zod';
import type { FaceBox } from '#src/core/events.ts';
import type { CleanImage } from '#src/image/image-result.ts';

/** A box as iLive writes it. One that cannot be read costs the box and not the answer. */
export const boundingBoxSchema = z
  .object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() })
  .optional()
  .catch(undefined);

/** The size of the picture that the boxes are of, where iLive says it; the names are inferred. */
export const imageSizeSchema = z
  .object({ width: z.number().positive(), height: z.number().positive() })
  .optional()
  .catch(undefined);

type BoundingBox = z.infer<typeof boundingBoxSchema>;
type Size = { readonly width: number; readonly height: number };

/** Two sizes of one picture may differ in scale, and by this much in aspect, for rounding. */
const ASPECT_TOLERANCE = 0.02;
/** A box with less of it on the picture is not of this picture. */
const LEAST_INSIDE = 0.5;

/**
 * The box as fractions of the upright picture, or null. Pixels where any number is above 1, fractions otherwise.
 * @param image the picture that was sent
 * @param said the size that iLive says, if it does
 */
export function faceBoxOf(box: BoundingBox, image: CleanImage, said?: Size): FaceBox | null {
  const own = uprightSize(image);
  if (!box || !own || (said && !isSamePicture(own, said))) return null;
  const { left, top, width, height } = box;
  const unit = Math.max(left, top, width, height) > 1 ? (said ?? own) : { width: 1, height: 1 };
  const [from, until] = clamped(left / unit.width, (left + width) / unit.width);
  const [above, below] = clamped(top / unit.height, (top + height) / unit.height);
  // Beyond the picture on both axes, the product of what is left would be positive again.
  const inside = Math.max(0, until - from) * Math.max(0, below - above);
  const whole = (width / unit.width) * (height / unit.height);
  if (!(width > 0 && height > 0 && inside >= LEAST_INSIDE * whole)) return null;
  const found = { left: from, top: above, width: until - from, height: below - above };
  return { ...rounded(found), aspect: round(own.width / own.height) };
}

/** As a viewer shows it. Not every viewer turns a PNG, so one that is to be turned has no known size. */
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

/** Finer than a pixel of any picture that we take would be noise in the log. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
