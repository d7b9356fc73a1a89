import { describe, expect, it } from 'vitest';
import { applicantEventSchema } from '../../../src/core/events.ts';
import { boundingBoxSchema, faceBoxOf } from '../../../src/ilive/face-box.ts';
import { comparedSchema, detectedSchema } from '../../../src/ilive/wire.ts';
import type { CleanImage, Orientation } from '../../../src/image/image-result.ts';

const image = (width: number, height: number, orientation: Orientation = 1): CleanImage => ({
  bytes: new Uint8Array(),
  contentType: 'image/jpeg',
  width,
  height,
  orientation,
});
const box = (left: number, top: number, width: number, height: number) => ({ left, top, width, height });
const WIDE = image(400, 200);

describe('the log with the face', () => {
  const stored = {
    key: 'photos/1/id-1.jpg',
    sha256: 'ab'.repeat(32),
    bytes: 9,
    content_type: 'image/jpeg',
    warnings: [],
    other_faces: [],
  };
  it('names the face or says that none is known, and never leaves the field out', () => {
    const read = (data: object) => applicantEventSchema.safeParse({ type: 'id_photo_stored', data });
    for (const face of [{ ...box(0.25, 0.25, 0.2, 0.5), aspect: 2 }, null]) {
      expect(read({ ...stored, face }).data?.data).toEqual({ ...stored, face });
    }
    expect(read(stored).success).toBe(false);
  });
});

describe('where the face is', () => {
  it.each([
    ['pixels', box(100, 50, 80, 100), WIDE, { ...box(0.25, 0.25, 0.2, 0.5), aspect: 2 }],
    ['fractions', box(0.25, 0.25, 0.2, 0.5), WIDE, { ...box(0.25, 0.25, 0.2, 0.5), aspect: 2 }],
    ['over the edge', box(-20, 150, 80, 100), WIDE, null],
    ['a little over the edge', box(-20, 110, 120, 100), WIDE, { ...box(0, 0.55, 0.25, 0.45), aspect: 2 }],
    [
      'lying, as turned',
      box(50, 100, 100, 80),
      image(400, 200, 6),
      { ...box(0.25, 0.25, 0.5, 0.2), aspect: 0.5 },
    ],
    ['upside down', box(100, 50, 80, 100), image(400, 200, 3), { ...box(0.25, 0.25, 0.2, 0.5), aspect: 2 }],
    ['elsewhere', box(500, 50, 80, 100), WIDE, null],
    ['beyond both edges', box(500, 300, 80, 100), WIDE, null],
    ['before both edges', box(-500, -300, 80, 100), WIDE, null],
    ['far larger than the picture', box(0, 0, 1000, 1000), WIDE, null],
    ['without any width', box(100, 50, 0, 100), WIDE, null],
    ['of negative size', box(100, 50, -80, -100), WIDE, null],
    ['all nought', box(0, 0, 0, 0), WIDE, null],
    ['on a picture that is a line', box(0, 0, 1, 1), image(1, 30_000), null],
  ])('is known from a box: %s', (_, given, of, expected) => {
    expect(faceBoxOf(given, of)).toEqual(expected);
  });

  it('is scaled by the size that iLive says, and unknown where that is of another picture', () => {
    const small = box(50, 25, 40, 50);
    expect(faceBoxOf(small, WIDE, { width: 200, height: 100 })).toMatchObject(box(0.25, 0.25, 0.2, 0.5));
    // Not turned upright there, as it is here.
    expect(faceBoxOf(small, image(400, 200, 6), { width: 400, height: 200 })).toBeNull();
    expect(faceBoxOf(small, image(400, 200, 6), { width: 200, height: 400 })).not.toBeNull();
  });

  it('is unknown on a PNG that not every browser turns, and without a box', () => {
    const png = { ...image(400, 200, 6), contentType: 'image/png' as const };
    expect(faceBoxOf(box(50, 100, 100, 80), png)).toBeNull();
    expect(faceBoxOf(box(100, 50, 80, 100), { ...png, orientation: 1 })).not.toBeNull();
    expect(faceBoxOf(undefined, WIDE)).toBeNull();
  });

  it.each([
    undefined,
    null,
    {},
    [],
    'here',
    box(Number.NaN, 0, 1, 1),
    { left: '1', top: 1, width: 1, height: 1 },
  ])('costs no answer when it is %o', (odd) => {
    expect(boundingBoxSchema.parse(odd)).toBeUndefined();
    expect(comparedSchema.parse({ similarity: 0.5, source_face: odd })).toEqual({ similarity: 0.5 });
    const faces = [{ bounding_box: odd, attributes: { brightness: 0.2 } }];
    expect(detectedSchema.parse({ faces, image_size: odd }).faces).toHaveLength(1);
  });
});
