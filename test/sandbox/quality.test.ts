import { describe, expect, it } from 'vitest';
import type { FaceLight } from '../../sandbox/face/face-light.ts';
import { type FaceShape, measureFace } from '../../sandbox/face/face-shape.ts';
import { type QualityEvidence, qualityParts, qualityScore } from '../../sandbox/face/quality.ts';

const anyShape = measureFace(Array.from({ length: 68 }, (_, i) => ({ x: i, y: (i * i) % 17 })));
const goodShape: FaceShape = {
  ...anyShape,
  eyeDistance: 60,
  rollRadians: 0,
  yaw: 0,
  pitch: 0,
  eyeOpening: 0.3,
};
const goodLight: FaceLight = { mean: 120, contrast: 50, detail: 300, clipped: 0, balance: 1 };
const good: QualityEvidence = { shape: goodShape, light: goodLight, coverage: 1, score: 1 };

const rate = (evidence: QualityEvidence) => qualityScore(qualityParts(evidence));
const withShape = (shape: Partial<FaceShape>) => rate({ ...good, shape: { ...goodShape, ...shape } });
const withLight = (light: Partial<FaceLight>) => rate({ ...good, light: { ...goodLight, ...light } });

describe('the score of a photo', () => {
  it('is 1 when there is nothing to wish for', () => {
    expect(rate(good)).toBe(1);
  });

  it.each([
    ['small', withShape({ eyeDistance: 20 })],
    ['turned aside', withShape({ yaw: -0.6 })],
    ['turned down', withShape({ pitch: 0.4 })],
    ['held at an angle', withShape({ rollRadians: 0.7 })],
    ['dark', withLight({ mean: 35 })],
    ['burnt out', withLight({ mean: 240 })],
    ['blurred', withLight({ detail: 20 })],
    ['flat', withLight({ contrast: 13 })],
    ['clipped', withLight({ clipped: 0.5 })],
    ['lit from one side', withLight({ balance: 0.6 })],
    ['hardly a face', rate({ ...good, score: 0.71 })],
  ])('is under 0.6 for one flaw alone: %s', (_, score) => {
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThan(0.6);
  });

  it.each([
    ['closed eyes', withShape({ eyeOpening: 0.05 })],
    ['a tight crop', rate({ ...good, coverage: 0.5 })],
  ])('suffers from %s, but stays above 0.6', (_, score) => {
    expect(score).toBeLessThan(0.8);
    expect(score).toBeGreaterThan(0.6);
  });
});
