import type { Analysis } from '../face/engine.ts';
import type { Settings } from '../settings.ts';
import type { ErrorCode } from './errors.ts';

/** The docs say 8 MB; this is the smaller reading of it, so that a caller who passes here passes there. */
export const MAX_IMAGE_BYTES = 8_000_000;

/** A picture that was sent in, with what is on it; or why not. */
export type ImageReading =
  | { ok: true; bytes: Uint8Array<ArrayBuffer>; analysis: Analysis }
  | { ok: false; code: ErrorCode };

/** Checks an image part in the order of cost: present, not empty, not too large, a readable JPEG or PNG, not too small. */
export async function readImage(
  { engine, maxImageBytes, minImageSide }: Settings,
  part: unknown,
): Promise<ImageReading> {
  if (!(part instanceof File)) return { ok: false, code: 'invalid_request' };
  if (part.size === 0) return { ok: false, code: 'empty_image' };
  if (part.size > Math.min(maxImageBytes, MAX_IMAGE_BYTES)) return { ok: false, code: 'image_too_large' };
  const bytes = new Uint8Array(await part.arrayBuffer());
  const analysis = await engine.analyse(bytes);
  if (!analysis) return { ok: false, code: 'invalid_image' };
  const tooSmall = Math.min(analysis.width, analysis.height) < minImageSide;
  return tooSmall ? { ok: false, code: 'image_too_small' } : { ok: true, bytes, analysis };
}
