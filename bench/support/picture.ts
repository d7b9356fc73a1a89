/** Pictures of noise, which nothing compresses. */
import sharp from 'sharp';

/** Makes a picture as phones send them: about 300 kB of JPEG. */
export function phonePicture(): Promise<Uint8Array<ArrayBuffer>> {
  return noise({ width: 960, height: 1_280, quality: 22 });
}

/** Makes a picture near the largest that is taken: about 7.4 MB of JPEG. */
export function largePicture(): Promise<Uint8Array<ArrayBuffer>> {
  return noise({ width: 2_448, height: 3_264, quality: 96 });
}

type Size = { readonly width: number; readonly height: number; readonly quality: number };

async function noise({ width, height, quality }: Size): Promise<Uint8Array<ArrayBuffer>> {
  // A fixed seed: every run sends the same.
  let seed = 1;
  const pixels = Uint8Array.from({ length: width * height }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed >> 23;
  });
  const raw = { width, height, channels: 1 } as const;
  return new Uint8Array(await sharp(pixels, { raw }).jpeg({ quality }).toBuffer());
}
