import type { FaceLight } from './face-light.ts';
import type { FaceShape } from './face-shape.ts';
import { clamp } from './geometry.ts';

/** What the score of a photo is made of, each 0 (hopeless) to 1 (nothing to wish for). */
export interface QualityParts {
  size: number;
  sharpness: number;
  brightness: number;
  contrast: number;
  exposure: number;
  lighting: number;
  pose: number;
  roll: number;
  eyes: number;
  framing: number;
  detection: number;
}

/** What there is to judge a photo by. */
export interface QualityEvidence {
  shape: FaceShape;
  light: FaceLight;
  /** How much of the portrait the photo covers, 0 to 1. */
  coverage: number;
  /** The detector's certainty, 0 to 1. */
  score: number;
}

/** 0 up to `low`, 1 from `high` on, straight in between. */
function ramp(value: number, low: number, high: number): number {
  return clamp((value - low) / (high - low));
}

/** Sharpness 0 to 1, from the variance of detail. */
export function sharpness(light: FaceLight): number {
  return ramp(Math.log10(light.detail + 1), 1.2, 2.3);
}

/** Each part of the score on its own. The bounds were set by hand on photos people would call good or bad. */
export function qualityParts({ shape, light, coverage, score }: QualityEvidence): QualityParts {
  const rollDegrees = (Math.abs(shape.rollRadians) * 180) / Math.PI;
  return {
    size: ramp(shape.eyeDistance, 18, 60),
    sharpness: sharpness(light),
    brightness: Math.min(ramp(light.mean, 30, 75), 1 - ramp(light.mean, 205, 245)),
    contrast: ramp(light.contrast, 12, 32),
    exposure: 1 - ramp(light.clipped, 0.1, 0.5),
    lighting: ramp(light.balance, 0.6, 0.85),
    pose: Math.min(1 - ramp(Math.abs(shape.yaw), 0.18, 0.6), 1 - ramp(Math.abs(shape.pitch), 0.18, 0.4)),
    roll: 1 - ramp(rollDegrees, 10, 40),
    // Closed eyes and a tight crop spoil a portrait, but hardly the comparison: they cost half at most.
    eyes: 0.5 + 0.5 * ramp(shape.eyeOpening, 0.12, 0.22),
    framing: 0.5 + 0.5 * ramp(coverage, 0.6, 0.95),
    detection: ramp(score, 0.7, 0.98),
  };
}

/** One number for a photo, 0 to 1: the mean of all parts, pulled down by the worst, so that one flaw is enough. */
export function qualityScore(parts: QualityParts): number {
  const values = Object.values(parts);
  const logs = values.map((value: number) => Math.log(Math.max(value, 0.02)));
  const geometricMean = Math.exp(logs.reduce((sum, value) => sum + value, 0) / logs.length);
  return clamp(0.5 * geometricMean + 0.5 * Math.min(...values));
}
