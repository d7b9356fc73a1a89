import { concatenate } from '../bytes.ts';
import { writeOrientation } from '../exif-orientation.ts';
import type { CleanImage, ImageProblem } from '../image-result.ts';
import { writePngChunk } from './png-chunks.ts';
import { type PngLayout, readPngLayout } from './png-layout.ts';

/**
 * Rebuilds a PNG from the parts that it needs (PNG section 5.6): signature, IHDR, eXIf with only the orientation unless
 * that is 1 (section 11.3.4.5: before IDAT), palette and colour chunks, the IDAT chunks as they were, IEND. Of an
 * animation only the static picture stays.
 */
export function cleanPng(bytes: Uint8Array): CleanImage | ImageProblem {
  const layout = readPngLayout(bytes);
  if ('code' in layout) return layout;
  const { header, orientation } = layout;
  return {
    bytes: writePng(layout),
    contentType: 'image/png',
    width: header.width,
    height: header.height,
    orientation,
  };
}

function writePng({
  opening,
  orientation,
  exif: block,
  colour,
  picture,
}: PngLayout): Uint8Array<ArrayBuffer> {
  const exif = orientation === 1 ? [] : [writePngChunk('eXIf', writeOrientation(orientation, block?.length))];
  return concatenate([opening, ...exif, ...colour, picture, writePngChunk('IEND', new Uint8Array(0))]);
}
