/** A picture as phones send them: about 300 kB of JPEG. Noise, so that nothing compresses it. */
import sharp from 'sharp';

const WIDTH = 960;
const HEIGHT = 1_280;
const QUALITY = 22;

/** Makes it. */
export async function phonePicture(): Promise<Uint8Array<ArrayBuffer>> {
  // A fixed seed: every run sends the same.
  let seed = 1;
  const pixels = Uint8Array.from({ length: WIDTH * HEIGHT }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed >> 23;
  });
  const raw = { width: WIDTH, height: HEIGHT, channels: 1 } as const;
  return new Uint8Array(await sharp(pixels, { raw }).jpeg({ quality: QUALITY }).toBuffer());
}
