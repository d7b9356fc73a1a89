import { z } from 'zod';
import type { Face } from '../face/engine.ts';
import { poseDegrees } from '../face/face-shape.ts';
import { clamp, type Point } from '../face/geometry.ts';
import { sharpness } from '../face/quality.ts';
import { roundTo4 } from './session.ts';

/** How much to tell about each face (`/docs/face-services/attributes`). */
export const attributesLevelSchema = z.enum(['none', 'default', 'all']).default('default');

/** `none`: the box only; `default`: core quality; `all`: everything. */
export type AttributesLevel = z.infer<typeof attributesLevelSchema>;

/** Gap between the lips, and openness of the eyes, at which the answer flips. */
const MOUTH_OPEN = 0.12;
const EYES_OPEN = 0.17;

/** A face's attributes. Which of them `default` holds, and how a confidence is nested, is not documented. */
export function faceAttributes(
  { shape, light, turned }: Face,
  level: AttributesLevel,
): Record<string, unknown> {
  if (level === 'none') return {};
  const { roll, yaw, pitch } = poseDegrees(shape);
  // The landmarks of a face that lies otherwise are made up, and so is the roll that they give.
  const quarters = turned === 0 ? roll : turned === 3 ? -90 : turned * 90;
  const core = {
    pose: { roll: roundTo4(quarters), yaw: roundTo4(yaw), pitch: roundTo4(pitch) },
    brightness: roundTo4(light.mean / 255),
    sharpness: roundTo4(sharpness(light)),
  };
  if (level === 'default') return core;
  return {
    ...core,
    eyes_open: judged(shape.eyeOpening - EYES_OPEN, 0.1),
    mouth_closed: judged(MOUTH_OPEN - shape.mouthOpening, 0.1),
    // None of the nets sees glasses: a confidence of 0 says that this is no finding.
    eyeglasses: { value: false, confidence: 0 },
  };
}

/** True when the margin is positive; the surer, the farther from zero. */
function judged(margin: number, sureAt: number): { value: boolean; confidence: number } {
  return { value: margin > 0, confidence: roundTo4(0.5 + 0.5 * clamp(Math.abs(margin) / sureAt)) };
}

/** The five points of a face in the upright original's pixels; none at level `none`. */
export function faceLandmarks({ shape }: Face, scale: number, level: AttributesLevel) {
  if (level === 'none') return [];
  const { leftEye, rightEye, nose, mouthLeft, mouthRight } = shape.points;
  const at = (type: string, { x, y }: Point) => ({ type, x: roundTo4(x * scale), y: roundTo4(y * scale) });
  return [
    at('left_eye', leftEye),
    at('right_eye', rightEye),
    at('nose', nose),
    at('mouth_left', mouthLeft),
    at('mouth_right', mouthRight),
  ];
}
