import sharp from 'sharp';
import type { FaceShape } from './face-shape.ts';
import { apply, invert, type Similarity } from './geometry.ts';
import type { RgbImage } from './image.ts';
import { resample } from './resample.ts';

/** Passport proportions, as iLive's portrait has them (`/docs/get-started/web`). */
export const PORTRAIT = { width: 480, height: 600 } as const;

/** Eyes at 42 % from the top. */
const EYE_LINE = 252;
/** Eye distance and eye-to-chin drop of a head that is 70 % of the portrait's height. */
const EYE_DISTANCE = 116;
const CHIN_DROP = 215;
/** Up to 80 % head height (still passport-like) when the photo is too tight for 70 %. */
const ZOOMS = [1, 1.05, 1.1, 1.143];
const OUTSIDE = [200, 200, 200] as const;
const GRID = 20;

/** Where a photo's pixels go in the portrait, and how much of the portrait they cover (0 to 1). */
export interface Framing {
  place: Similarity;
  coverage: number;
}

/** The portrait's frame for a face: level, centred, and zoomed in a little if that avoids an empty border. */
export function framePortrait(image: RgbImage, shape: FaceShape): Framing {
  let best = frameAt(image, shape, 1);
  for (const zoom of ZOOMS) {
    if (best.coverage > 0.995) break;
    const next = frameAt(image, shape, zoom);
    if (next.coverage > best.coverage + 0.005) best = next;
  }
  return best;
}

function frameAt(image: RgbImage, shape: FaceShape, zoom: number): Framing {
  const byEyes = EYE_DISTANCE / shape.eyeDistance;
  const byChin = CHIN_DROP / Math.max(shape.chinDrop, shape.eyeDistance);
  const scale = (zoom * (byEyes + byChin)) / 2;
  const a = Math.cos(-shape.rollRadians) * scale;
  const b = Math.sin(-shape.rollRadians) * scale;
  const { eyes } = shape;
  const place = {
    a,
    b,
    tx: PORTRAIT.width / 2 - (a * eyes.x - b * eyes.y),
    ty: EYE_LINE - (b * eyes.x + a * eyes.y),
  };
  return { place, coverage: coverage(image, place) };
}

function coverage(image: RgbImage, place: Similarity): number {
  const toSource = invert(place);
  let all = 0;
  let inside = 0;
  for (let y = 0; y < PORTRAIT.height; y += GRID) {
    for (let x = 0; x < PORTRAIT.width; x += GRID) {
      const source = apply(toSource, x, y);
      all++;
      if (source.x >= 0 && source.y >= 0 && source.x < image.width && source.y < image.height) inside++;
    }
  }
  return inside / all;
}

/** The 480 x 600 JPEG of a face: head level and centred, grey where the photo has nothing. */
export async function drawPortrait(image: RgbImage, shape: FaceShape): Promise<Uint8Array<ArrayBuffer>> {
  const { place } = framePortrait(image, shape);
  const pixels = resample(image, invert(place), PORTRAIT.width, PORTRAIT.height, OUTSIDE);
  const jpeg = await sharp(pixels.data, { raw: { ...PORTRAIT, channels: 3 } })
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return new Uint8Array(jpeg);
}
