import { detectImageFormat } from './image-format.ts';
import { type CleanImage, type ImageProblem, type ImageResult, unsupported } from './image-result.ts';
import { cleanJpeg } from './jpeg/clean-jpeg.ts';
import { cleanPng } from './png/clean-png.ts';

/**
 * A JPEG or PNG with everything removed that isn't needed to show it: Exif with place, time, camera and
 * thumbnail, XMP, IPTC, comments, texts, further pictures, and whatever follows the end of the picture. Its
 * pixels stay as they are, bit for bit, as do the orientation and what colours depend on (ICC profile, Adobe
 * APP14, gamma). Works on any bytes in time linear to their length and never throws; cleaning a clean picture
 * gives the same bytes again.
 *
 * The structure is checked, the compressed pixels aren't decoded: a picture whose pixel data is damaged
 * passes.
 */
export function cleanImage(bytes: Uint8Array): ImageResult {
  const outcome = cleanByFormat(bytes);
  return 'code' in outcome ? { ok: false, problem: outcome } : { ok: true, image: outcome };
}

function cleanByFormat(bytes: Uint8Array): CleanImage | ImageProblem {
  if (bytes.length === 0) return { code: 'empty_image', detail: 'The file is empty.' };
  const format = detectImageFormat(bytes);
  switch (format.kind) {
    case 'jpeg':
      return cleanJpeg(bytes);
    case 'png':
      return cleanPng(bytes);
    case 'other':
      return unsupported(`Send a JPEG or PNG; this file is ${format.name ?? 'neither'}.`);
  }
}
