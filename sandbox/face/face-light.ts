import { fitSimilarity, invert } from './geometry.ts';
import { luma, type RgbImage } from './image.ts';
import type { FivePoints } from './landmarks.ts';
import { resample } from './resample.ts';

/** Light and sharpness of a face, measured on its aligned chip; brightness values are 0 to 255. */
export interface FaceLight {
  mean: number;
  contrast: number;
  /** Variance of the second derivative: fine detail is high, blur is low. */
  detail: number;
  /** Part of the pixels that are black or burnt out. */
  clipped: number;
  /** 1 when both halves are equally bright. */
  balance: number;
}

const SIDE = 160;
const EYES = [
  { x: 48, y: 60 },
  { x: 112, y: 60 },
];

/** Measures the light on a face. */
export function measureLight(image: RgbImage, points: FivePoints): FaceLight {
  const align = fitSimilarity([points.leftEye, points.rightEye], EYES);
  const grey = luma(resample(image, invert(align), SIDE, SIDE));
  const mean = average(grey);
  const left = average(grey.filter((_, index) => index % SIDE < SIDE / 2));
  const right = average(grey.filter((_, index) => index % SIDE >= SIDE / 2));
  return {
    mean,
    contrast: Math.sqrt(variance(grey)),
    detail: variance(laplacian(grey)),
    clipped: grey.filter((value) => value > 250 || value < 6).length / grey.length,
    balance: 1 - Math.abs(left - right) / (left + right || 1),
  };
}

/** How much each inner pixel stands out from its four neighbours. */
function laplacian(grey: Float32Array): Float32Array {
  const inner = SIDE - 2;
  return Float32Array.from({ length: inner * inner }, (_, index) => {
    const at = (Math.floor(index / inner) + 1) * SIDE + (index % inner) + 1;
    const around =
      (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0) + (grey[at - SIDE] ?? 0) + (grey[at + SIDE] ?? 0);
    return 4 * (grey[at] ?? 0) - around;
  });
}

function average(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: Float32Array): number {
  const mean = average(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
