import { detectImageFormat } from './image-format.ts';
import { type CleanImage, type ImageProblem, type ImageResult, unsupported } from './image-result.ts';
import { cleanJpeg } from './jpeg/clean-jpeg.ts';
import { cleanPng } from './png/clean-png.ts';

/**
 * Removes from a JPEG or PNG everything that is not needed to show it: Exif with place, time, camera and thumbnail,
 * XMP, IPTC, comments, texts, further pictures, and all bytes after the end of the picture. The pixels stay as they
 * are, bit for bit, as do the orientation and what colours depend on (ICC profile, Adobe APP14, gamma). Takes any
 * bytes, in time linear to their length, and never throws. Cleaning a clean picture gives the same bytes again.
 *
 * The structure is checked, but the compressed pixels are not decoded: a picture whose pixel data is damaged passes.
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
