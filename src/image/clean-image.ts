import { detectImageFormat, SAVE_AS_JPEG } from './image-format.ts';
import {
  type CleanImage,
  type ImageProblem,
  type ImageResult,
  invalid,
  unsupported,
} from './image-result.ts';
import { cleanJpeg } from './jpeg/clean-jpeg.ts';
import { cleanPng } from './png/clean-png.ts';

/**
 * Removes from a JPEG or PNG everything that is not needed to show it: Exif with place, time, camera and thumbnail,
 * XMP, IPTC, comments, texts, further pictures, and all bytes after the end of the picture. The pixels stay as they
 * are, bit for bit, as do the orientation and what colours depend on (ICC profile, Adobe APP14, gamma). Takes any
 * bytes, in time linear to their length, and never throws. Cleaning a clean picture gives the same bytes again, and
 * cleaning any gives no more bytes than it has.
 *
 * The structure is checked, but the compressed pixels are not decoded unless the end of a JPEG is in doubt: a picture
 * whose pixel data is damaged passes.
 */
export function cleanImage(bytes: Uint8Array): ImageResult {
  const outcome = cleanByFormat(bytes);
  if (!('code' in outcome)) return { ok: true, image: outcome };
  if (outcome.code !== 'invalid_image') return { ok: false, problem: outcome };
  return { ok: false, problem: invalid(`${outcome.detail} ${SAVE_AS_JPEG}`) };
}

function cleanByFormat(bytes: Uint8Array): CleanImage | ImageProblem {
  if (bytes.length === 0) return { code: 'empty_image', detail: 'The file is empty.' };
  const format = detectImageFormat(bytes);
  if (format.kind === 'other') {
    return unsupported(`Send a JPEG or PNG; this file is ${format.name}. ${format.advice}`);
  }
  const image = format.kind === 'jpeg' ? cleanJpeg(bytes) : cleanPng(bytes);
  // A file at the size limit must not exceed it. What makes a picture larger is only an end marker that was missing,
  // where there is nothing else to save.
  if ('code' in image || image.bytes.length <= bytes.length) return image;
  return invalid('The picture has no end marker.');
}
