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
import { findTransparency } from './png/png-opacity.ts';

/**
 * Removes from a JPEG or PNG everything that is not needed to show it: Exif with place, time, camera and thumbnail,
 * XMP, IPTC, comments, texts, further pictures, and all bytes after the end of the picture. The pixels stay as they
 * are, bit for bit, as do the orientation and a plain colour profile. What shows the same pixels as another picture in
 * some programs goes too: other profiles, gamma, transparent colours, a second coding. Takes any
 * bytes, in time linear to their length, and never throws. Cleaning a clean picture gives the same bytes again, and
 * cleaning any gives no more bytes than it has.
 *
 * The structure is checked. The codes of a JPEG are read where it is small, has restart markers, or its end is in doubt:
 * then one that decoders show in different ways is refused. One that only lacks pixels before its end marker passes.
 */
export function cleanImage(bytes: Uint8Array): ImageResult {
  const outcome = cleanByFormat(bytes);
  if (!('code' in outcome)) return { ok: true, image: outcome };
  if (outcome.code !== 'invalid_image') return { ok: false, problem: outcome };
  return { ok: false, problem: invalid(`${outcome.detail} ${SAVE_AS_JPEG}`) };
}

/**
 * Finds what makes one file two pictures and shows in the pixels alone: transparency, which a face service may ignore and
 * a browser does not. Call it before a picture of which people are to see the same is sent or stored.
 * @returns the problem, or null if there is none
 */
export async function findPixelProblem({ bytes, contentType }: CleanImage): Promise<ImageProblem | null> {
  const problem = contentType === 'image/png' ? await findTransparency(bytes) : null;
  return problem && invalid(`${problem.detail} ${SAVE_AS_JPEG}`);
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
