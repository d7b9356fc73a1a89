import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { ensureAssets } from '../../sandbox/assets.ts';
import { createFaceEngine, type FaceEngine } from '../../sandbox/face/engine.ts';

const folders = await ensureAssets();

/** The path of a sample photo, by its name without `.jpg`. */
export function photoFile(name: string): string {
  return join(folders.photosDir, `${name}.jpg`);
}

/** The bytes of a sample photo, by its name without `.jpg`. */
export function photo(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(photoFile(name)));
}

/** A sample photo, changed; not a second photo of the person, and only used where that does not matter. */
export async function changedPhoto(
  name: string,
  change: (image: Sharp) => Sharp,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(
    await change(sharp(photo(name)))
      .jpeg({ quality: 90 })
      .toBuffer(),
  );
}

/** The same light as in the photo, but so little of it that a face is still found and the score is under 0.6. */
export const darken = (image: Sharp): Sharp => image.linear(0.25, 0);

let engine: Promise<FaceEngine> | undefined;

/** The real engine, loaded once for a test file. */
export function loadEngine(): Promise<FaceEngine> {
  engine ??= createFaceEngine(folders);
  return engine;
}
