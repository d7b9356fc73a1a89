import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createBoundedMap } from '../bounded-map.ts';
import { type Detection, detectFaces } from './detect.ts';
import { embedFace } from './embed.ts';
import { type FaceLight, measureLight } from './face-light.ts';
import { type FaceShape, measureFace } from './face-shape.ts';
import type { Box } from './geometry.ts';
import { type DecodedImage, decodeImage } from './image.ts';
import { findLandmarks } from './landmarks.ts';
import { loadNet } from './net.ts';
import { drawPortrait, framePortrait } from './portrait.ts';
import { qualityParts, qualityScore } from './quality.ts';
import { createSerialise } from './serialise.ts';
import { type QuarterTurns, quarterTurnsOf } from './turned.ts';

/** A face that was found; `shape` is in pixels of the analysed picture, `box` in those of the upright original. */
export interface Face {
  box: Box;
  score: number;
  shape: FaceShape;
  light: FaceLight;
  quality: number;
  /** How far it is turned clockwise from upright. Looked for on the largest face only; 0 on the others. */
  turned: QuarterTurns;
}

/** What is known about a picture. */
export interface Analysis {
  sha256: string;
  /** Upright original, in pixels. */
  width: number;
  height: number;
  /** Original pixels to each analysed pixel. */
  scale: number;
  /** Largest first. */
  faces: Face[];
  /** Of the largest face; null without any. */
  embedding: Float32Array | null;
}

/** Face recognition on JPEG or PNG bytes. Safe to call at the same time: the nets run one call after the other. */
export interface FaceEngine {
  /** Null when the bytes do not decode. */
  analyse(bytes: Uint8Array): Promise<Analysis | null>;
  /** JPEG of 480 x 600 of the largest face, or null without one. */
  portrait(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer> | null>;
  close(): Promise<void>;
}

/** Where the three nets lie, and how many threads each may use. */
export interface FaceEngineOptions {
  modelsDir: string;
  threads?: number;
}

/** Pictures remembered, so that uploading, comparing and indexing one photo analyses it once. */
const CACHE_ENTRIES = 256;

/** Loads the nets (about half a second) and makes an engine. */
export async function createFaceEngine({ modelsDir, threads = 1 }: FaceEngineOptions): Promise<FaceEngine> {
  const [detector, landmarker, embedder] = await Promise.all([
    loadNet(join(modelsDir, 'fr_detect.onnx'), threads),
    loadNet(join(modelsDir, 'fr_landmark.onnx'), threads),
    loadNet(join(modelsDir, 'fr_feature.onnx'), threads),
  ]);
  const serialise = createSerialise();
  const analyses = createBoundedMap<Promise<Analysis | null>>(CACHE_ENTRIES);
  const portraits = createBoundedMap<Promise<Uint8Array<ArrayBuffer> | null>>(CACHE_ENTRIES);

  async function look(image: DecodedImage, { box, score }: Detection): Promise<Face> {
    const shape = measureFace(await findLandmarks(landmarker, image, box));
    const light = measureLight(image, shape.points);
    const { coverage } = framePortrait(image, shape);
    const quality = qualityScore(qualityParts({ shape, light, coverage, score }));
    return { box: scaled(box, image.scale), score, shape, light, quality, turned: 0 };
  }

  async function analyse(bytes: Uint8Array, sha256: string): Promise<Analysis | null> {
    const image = await decodeImage(bytes);
    if (!image) return null;
    const faces: Face[] = [];
    for (const detection of await detectFaces(detector, image)) faces.push(await look(image, detection));
    faces.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height);
    const { scale } = image;
    const [largest] = faces;
    const embedded = largest ? await embedFace(embedder, image, largest.shape.points) : null;
    if (largest && embedded) {
      largest.turned = await quarterTurnsOf(
        { landmarker, embedder },
        image,
        scaled(largest.box, 1 / scale),
        embedded,
      );
    }
    const embedding = embedded?.direction ?? null;
    const size = { width: Math.round(image.width * scale), height: Math.round(image.height * scale) };
    return { sha256, ...size, scale, faces, embedding };
  }

  function remembered(bytes: Uint8Array): Promise<Analysis | null> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const known = analyses.get(sha256);
    if (known) return known;
    const fresh = serialise(() => analyse(bytes, sha256));
    analyses.set(sha256, fresh);
    // A net that broke down once is no verdict on the picture: let the next call try again.
    fresh.catch(() => analyses.delete(sha256));
    return fresh;
  }

  async function portrait(bytes: Uint8Array, face: Face): Promise<Uint8Array<ArrayBuffer> | null> {
    const image = await decodeImage(bytes);
    return image && drawPortrait(image, face.shape);
  }

  return {
    analyse: remembered,
    async portrait(bytes) {
      const analysis = await remembered(bytes);
      const face = analysis?.faces[0];
      if (!analysis || !face) return null;
      const known = portraits.get(analysis.sha256) ?? portrait(bytes, face);
      portraits.set(analysis.sha256, known);
      return known;
    },
    async close() {
      await serialise(() => Promise.all([detector, landmarker, embedder].map((net) => net.close())));
    },
  };
}

function scaled(box: Box, scale: number): Box {
  const { left, top, width, height } = box;
  return { left: left * scale, top: top * scale, width: width * scale, height: height * scale };
}
