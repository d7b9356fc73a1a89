import { fitSimilarity, invert } from './geometry.ts';
import { type RgbImage, toPlanes } from './image.ts';
import type { FivePoints } from './landmarks.ts';
import type { Net } from './net.ts';
import { resample } from './resample.ts';

const SIDE = 112;
/** Where the net was trained to find eyes, nose and mouth in its 112-pixel chip (ArcFace's template). */
const TEMPLATE = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/** What the net says about a face. */
export interface Embedding {
  /** A direction in 512 dimensions (length 1): the closer two are, the likelier they are one person. */
  direction: Float32Array;
  /** The length before it was made 1: about 3 to 4 for an upright face, 2 to 3 for one that lies otherwise. */
  strength: number;
}

/** Looks at a face. */
export async function embedFace(net: Net, image: RgbImage, points: FivePoints): Promise<Embedding> {
  const { leftEye, rightEye, nose, mouthLeft, mouthRight } = points;
  const align = fitSimilarity([leftEye, rightEye, nose, mouthLeft, mouthRight], TEMPLATE);
  const planes = toPlanes(resample(image, invert(align), SIDE, SIDE), 127, 128);
  const shape = [1, 3, SIDE, SIDE];
  const plain = (await net.run(planes, shape))('output');
  // The face and its mirror image together vary less with pose and light than either alone.
  const sum = plain.slice();
  const strength = Math.hypot(...sum);
  const mirrored = (await net.run(mirror(planes), shape))('output');
  const both = sum.map((value, index) => value + (mirrored[index] ?? 0));
  const length = Math.hypot(...both);
  return { direction: both.map((value) => value / length), strength };
}

function mirror(planes: Float32Array): Float32Array {
  const out = new Float32Array(planes.length);
  for (let row = 0; row < planes.length; row += SIDE) {
    out.set(planes.slice(row, row + SIDE).reverse(), row);
  }
  return out;
}
