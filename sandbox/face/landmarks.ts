import { type Box, centre, type Point } from './geometry.ts';
import { luma, type RgbImage } from './image.ts';
import type { Net } from './net.ts';
import { resample } from './resample.ts';

/** The five points that faces are aligned by; left and right as seen in the picture. */
export interface FivePoints {
  leftEye: Point;
  rightEye: Point;
  nose: Point;
  mouthLeft: Point;
  mouthRight: Point;
}

const SIDE = 64;
const COUNT = 68;

/** The 68 points of a face in the usual order (jaw 0-16, brows, nose 27-35, eyes 36-47, mouth 48-67). */
export async function findLandmarks(net: Net, image: RgbImage, box: Box): Promise<Point[]> {
  const [stepX, stepY] = [box.width / SIDE, box.height / SIDE];
  const toSource = {
    xx: stepX,
    xy: 0,
    x0: box.left + stepX / 2 - 0.5,
    yx: 0,
    yy: stepY,
    y0: box.top + stepY / 2 - 0.5,
  };
  const grey = luma(resample(image, toSource, SIDE, SIDE)).map((value) => value / 256);
  const output = (await net.run(grey, [1, 1, SIDE, SIDE]))('output');
  return Array.from({ length: COUNT }, (_, i) => ({
    x: (output[2 * i] ?? 0) * box.width + box.left,
    y: (output[2 * i + 1] ?? 0) * box.height + box.top,
  }));
}

/** One of the 68 points. */
export function landmark(landmarks: readonly Point[], index: number): Point {
  const point = landmarks[index];
  if (!point) throw new RangeError(`no landmark ${index}`);
  return point;
}

/** Eyes, nose tip and corners of the mouth. */
export function fivePoints(landmarks: readonly Point[]): FivePoints {
  return {
    leftEye: centre(landmarks.slice(36, 42)),
    rightEye: centre(landmarks.slice(42, 48)),
    nose: landmark(landmarks, 30),
    mouthLeft: landmark(landmarks, 48),
    mouthRight: landmark(landmarks, 54),
  };
}
