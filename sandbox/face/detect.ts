import sharp from 'sharp';
import type { Box } from './geometry.ts';
import type { RgbImage } from './image.ts';
import type { Net } from './net.ts';

/** A face's place and how sure the net is of it (0 to 1). */
export interface Detection {
  box: Box;
  score: number;
}

const WIDTH = 320;
const HEIGHT = 240;
const GREY = (114 - 127) / 128;
const MIN_SCORE = 0.7;
const MAX_OVERLAP = 0.4;
const MAX_CANDIDATES = 300;
/** The net misses faces that fill the picture: a second look with a grey margin of 35 % a side finds them. */
const MARGINS = [0, 0.35];

/** All faces of a picture, best first. */
export async function detectFaces(net: Net, image: RgbImage): Promise<Detection[]> {
  let best: Detection[] = [];
  for (const margin of MARGINS) {
    const found = await detectWithMargin(net, image, margin);
    const [first] = found;
    if (!first) continue;
    if (!best[0] || first.score > best[0].score + 0.05) best = found;
    const widest = Math.max(...found.map((detection) => detection.box.width));
    if (best[0] && best[0].score > 0.9 && widest < 0.85 * image.width) break;
  }
  return best;
}

async function detectWithMargin(net: Net, image: RgbImage, margin: number): Promise<Detection[]> {
  const shrink = Math.min(WIDTH, (HEIGHT * image.width) / image.height) / (image.width * (1 + 2 * margin));
  const width = Math.max(8, Math.round(image.width * shrink));
  const height = Math.max(8, Math.round(image.height * shrink));
  const left = (WIDTH - width) >> 1;
  const top = (HEIGHT - height) >> 1;
  const output = await net.run(await letterbox(image, { left, top, width, height }), [1, 3, HEIGHT, WIDTH]);
  const scores = output('scores');
  const edges = output('boxes');
  const found: Detection[] = [];
  for (let i = 0; i < edges.length / 4; i++) {
    const score = scores[2 * i + 1] ?? 0;
    if (score < MIN_SCORE) continue;
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = edges.subarray(4 * i, 4 * i + 4);
    const toX = (x: number) => ((x * WIDTH - left) / width) * image.width;
    const toY = (y: number) => ((y * HEIGHT - top) / height) * image.height;
    const box = { left: toX(x1), top: toY(y1), width: toX(x2) - toX(x1), height: toY(y2) - toY(y1) };
    found.push({ box, score });
  }
  return withoutOverlaps(found.sort((a, b) => b.score - a.score).slice(0, MAX_CANDIDATES));
}

/** The picture shrunk into `place` of the net's grey 320 x 240 field, as planes. */
async function letterbox(image: RgbImage, place: Box): Promise<Float32Array> {
  const raw = { width: image.width, height: image.height, channels: 3 } as const;
  const small = await sharp(image.data, { raw })
    .resize(place.width, place.height, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer();
  const planes = new Float32Array(3 * WIDTH * HEIGHT).fill(GREY);
  for (let y = 0; y < place.height; y++) {
    for (let x = 0; x < place.width; x++) {
      const from = (y * place.width + x) * 3;
      const to = (y + place.top) * WIDTH + x + place.left;
      for (let channel = 0; channel < 3; channel++) {
        planes[channel * WIDTH * HEIGHT + to] = ((small[from + channel] ?? 0) - 127) / 128;
      }
    }
  }
  return planes;
}

/** Of boxes that cover the same face only the surest stays. */
function withoutOverlaps(sorted: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of sorted) {
    if (kept.every((other) => overlap(other.box, candidate.box) < MAX_OVERLAP)) kept.push(candidate);
  }
  return kept;
}

/** Shared area over joint area. */
function overlap(p: Box, q: Box): number {
  const width = Math.min(p.left + p.width, q.left + q.width) - Math.max(p.left, q.left);
  const height = Math.min(p.top + p.height, q.top + q.height) - Math.max(p.top, q.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (p.width * p.height + q.width * q.height - shared);
}
