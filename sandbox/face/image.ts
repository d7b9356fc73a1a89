import sharp from 'sharp';

/** Pixels, row by row, three bytes (red, green, blue) each. */
export interface RgbImage {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
}

/** A picture as the nets see it; `scale` is how many pixels of the upright original one of its pixels covers. */
export interface DecodedImage extends RgbImage {
  scale: number;
}

/** Larger pictures gain nothing: the detector looks at 320 x 240, the embedding at a chip of 112 pixels. */
const MAX_SIDE = 1280;

const JPEG_MAGIC = [0xff, 0xd8, 0xff];
const PNG_MAGIC = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether the bytes begin as a JPEG or a PNG does: iLive takes no other format, sharp reads many. */
function isJpegOrPng(bytes: Uint8Array): boolean {
  return [JPEG_MAGIC, PNG_MAGIC].some((magic) => magic.every((byte, index) => bytes[index] === byte));
}

/** Upright RGB pixels of a JPEG or PNG of at most 1280 pixels a side, or null when the bytes do not decode. */
export async function decodeImage(bytes: Uint8Array): Promise<DecodedImage | null> {
  if (!isJpegOrPng(bytes)) return null;
  try {
    const upright = sharp(bytes, { failOn: 'truncated' }).autoOrient();
    const { autoOrient } = await upright.metadata();
    const { data, info } = await upright
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, scale: autoOrient.width / info.width };
  } catch {
    // sharp says in prose why a picture is broken; iLive's answer is one code for all of it.
    return null;
  }
}

/** Brightness (0 to 255) of each pixel, as the eye weighs the three colours. */
export function luma(image: RgbImage): Float32Array {
  const grey = new Float32Array(image.width * image.height);
  for (let i = 0; i < grey.length; i++) {
    const [red = 0, green = 0, blue = 0] = [image.data[3 * i], image.data[3 * i + 1], image.data[3 * i + 2]];
    grey[i] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return grey;
}

/** The picture as a net's input: one plane for each colour, each value `(v - subtract) / divide`. */
export function toPlanes(image: RgbImage, subtract: number, divide: number): Float32Array {
  const size = image.width * image.height;
  const planes = new Float32Array(3 * size);
  for (let i = 0; i < size; i++) {
    for (let channel = 0; channel < 3; channel++) {
      planes[channel * size + i] = ((image.data[3 * i + channel] ?? 0) - subtract) / divide;
    }
  }
  return planes;
}
