import { centre, clamp, distance, type Point } from './geometry.ts';
import { type FivePoints, fivePoints, landmark } from './landmarks.ts';

/** What the landmarks say about a head; lengths in pixels of the picture. */
export interface FaceShape {
  points: FivePoints;
  eyes: Point;
  eyeDistance: number;
  rollRadians: number;
  /** Of the levelled face: how far the chin is below the eyes. */
  chinDrop: number;
  /** -1 to 1: how far the nose tip is off the middle of the jaw; 0 is frontal. */
  yaw: number;
  /** How far the nose tip's height is off a frontal face's; 0 is frontal, positive is down. */
  pitch: number;
  /** Height of the eyes over their width, about 0.3 when open. */
  eyeOpening: number;
  /** Height of the gap between the lips over its width. */
  mouthOpening: number;
}

/** On a frontal face the nose tip is at this part of the way from the eyes to the mouth. */
const FRONTAL_NOSE = 0.62;

/** Measures a face by its 68 landmarks. */
export function measureFace(landmarks: readonly Point[]): FaceShape {
  const points = fivePoints(landmarks);
  const eyes = centre([points.leftEye, points.rightEye]);
  const roll = Math.atan2(points.rightEye.y - points.leftEye.y, points.rightEye.x - points.leftEye.x);
  const level = (p: Point): Point => ({
    x: (p.x - eyes.x) * Math.cos(roll) + (p.y - eyes.y) * Math.sin(roll),
    y: (p.y - eyes.y) * Math.cos(roll) - (p.x - eyes.x) * Math.sin(roll),
  });
  const at = (index: number) => landmark(landmarks, index);
  const nose = level(points.nose);
  const mouth = level(centre([points.mouthLeft, points.mouthRight]));
  const [jawLeft, jawRight] = [level(at(1)), level(at(15))];
  const halfJaw = (jawRight.x - jawLeft.x) / 2 || 1;
  const eyeOpening = (first: number) =>
    (distance(at(first + 1), at(first + 5)) + distance(at(first + 2), at(first + 4))) /
    (2 * distance(at(first), at(first + 3)) || 1);
  return {
    points,
    eyes,
    eyeDistance: distance(points.leftEye, points.rightEye),
    rollRadians: roll,
    chinDrop: level(at(8)).y,
    yaw: clamp((nose.x - (jawLeft.x + jawRight.x) / 2) / halfJaw, -1, 1),
    pitch: nose.y / (mouth.y || 1) - FRONTAL_NOSE,
    eyeOpening: (eyeOpening(36) + eyeOpening(42)) / 2,
    mouthOpening: distance(at(62), at(66)) / (distance(at(60), at(64)) || 1),
  };
}

/** Degrees of turn; yaw and pitch are rough (two landmark ratios), good enough to tell 10 from 40. */
export function poseDegrees(shape: FaceShape): { roll: number; yaw: number; pitch: number } {
  return { roll: (shape.rollRadians * 180) / Math.PI, yaw: shape.yaw * 80, pitch: shape.pitch * 100 };
}
