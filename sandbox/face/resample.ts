import { type Affine, apply, clamp } from './geometry.ts';
import type { RgbImage } from './image.ts';

/** Beyond six by six samples a pixel nothing is seen to change, and the cost grows with the square. */
const MAX_SAMPLES = 6;

/**
 * Draws `width` x `height` pixels, each taken from where `toSource` says it lies in `image` (bilinear, averaged over
 * several samples when shrinking). Outside of the picture its edge goes on, or `outside` (red, green, blue) if given.
 */
export function resample(
  image: RgbImage,
  toSource: Affine,
  width: number,
  height: number,
  outside?: readonly [number, number, number],
): RgbImage {
  const step = Math.max(Math.hypot(toSource.xx, toSource.yx), Math.hypot(toSource.xy, toSource.yy));
  const samples = clamp(Math.ceil(step - 1e-6), 1, MAX_SAMPLES);
  const data = new Uint8ClampedArray(width * height * 3);
  const sum = new Float64Array(3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sum.fill(0);
      for (let sub = 0; sub < samples * samples; sub++) {
        const u = x + ((sub % samples) + 0.5) / samples - 0.5;
        const v = y + (Math.floor(sub / samples) + 0.5) / samples - 0.5;
        const source = apply(toSource, u, v);
        if (outside && isOutside(image, source.x, source.y)) addColour(sum, outside);
        else addSample(sum, image, source.x, source.y);
      }
      for (let channel = 0; channel < 3; channel++) {
        data[(y * width + x) * 3 + channel] = (sum[channel] ?? 0) / (samples * samples);
      }
    }
  }
  return { data, width, height };
}

function isOutside(image: RgbImage, x: number, y: number): boolean {
  return x < -1 || y < -1 || x > image.width || y > image.height;
}

function addColour(sum: Float64Array, colour: readonly [number, number, number]): void {
  colour.forEach((value, channel) => {
    sum[channel] = (sum[channel] ?? 0) + value;
  });
}

function addSample(sum: Float64Array, image: RgbImage, atX: number, atY: number): void {
  const { data, width, height } = image;
  const x = clamp(atX, 0, width - 1);
  const y = clamp(atY, 0, height - 1);
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const [fx, fy] = [x - left, y - top];
  for (let channel = 0; channel < 3; channel++) {
    const upper =
      (data[(top * width + left) * 3 + channel] ?? 0) * (1 - fx) +
      (data[(top * width + right) * 3 + channel] ?? 0) * fx;
    const lower =
      (data[(bottom * width + left) * 3 + channel] ?? 0) * (1 - fx) +
      (data[(bottom * width + right) * 3 + channel] ?? 0) * fx;
    sum[channel] = (sum[channel] ?? 0) + upper * (1 - fy) + lower * fy;
  }
}
