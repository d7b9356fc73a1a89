import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { failureOf, type Reply, unanswered } from '../../src/ilive/failure.ts';
import type { Picture } from '../../src/ilive/multipart.ts';
import type { DetectedFaces } from '../../src/ilive/wire.ts';
import { checkIdPhoto } from '../../src/photos/check-id-photo.ts';

const [WIDTH, HEIGHT] = [400, 300];
let photo: Buffer;
let png: Buffer;
beforeAll(async () => {
  const picture = sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#987' } });
  photo = await picture.jpeg().toBuffer();
  png = await picture.png().toBuffer();
});

type Face = DetectedFaces['faces'][number];
type Answer = Reply<DetectedFaces>;
const sees = (...faces: readonly Face[]): Answer => ({ ok: true, value: { faces: [...faces] } });
const refuses = (status: number, code: string | null = null): Answer => ({
  ok: false,
  failure: failureOf(status, code, null),
});
const AWAY: Answer = { ok: false, failure: unanswered('timeout') };
const box = (left: number, top: number, width: number, height: number) => ({ left, top, width, height });
const face = (
  roll = 0,
  confidence = 0.9,
  bounding_box: Face['bounding_box'] = box(0.1, 0.1, 0.3, 0.4),
): Face => ({
  bounding_box,
  confidence,
  attributes: { brightness: 0.5, sharpness: 0.9, pose: { yaw: 0, pitch: 0, roll } },
});

/** The answer to each orientation in which the picture may be sent, and how often a slot is to be had. */
async function check(answers: Partial<Record<number, Answer>>, { slots = 9, bytes = photo } = {}) {
  const asked: number[] = [];
  let left = slots;
  const result = await checkIdPhoto(bytes, {
    enabled: true,
    slot: async (priority, calls) => {
      expect([priority, calls]).toEqual(['soon', 1]);
      left -= 1;
      return { startAt: 0, final: left >= 0 };
    },
    ilive: {
      async detect(picture: Picture) {
        const { orientation = 1 } = await sharp(picture.bytes).metadata();
        asked.push(orientation);
        return answers[orientation] ?? sees();
      },
    },
  });
  const { value, refusal } = { value: undefined, refusal: undefined, ...result };
  return { asked, value, code: refusal?.code, detail: refusal?.detail };
}

describe('iLive refuses the picture', () => {
  it.each([
    [413, 'image_too_large', 'image_too_large', /smaller/],
    [413, null, 'image_too_large', /smaller/],
    [415, null, 'unsupported_image', /JPEG/],
    [400, 'image_too_small', 'invalid_image', /too small.*original size/],
    [400, 'invalid_image', 'invalid_image', /save it as JPEG/],
    [422, 'invalid_image', 'invalid_image', /save it as JPEG/],
    [400, 'empty_image', 'empty_image', /again/],
    [422, 'some_code', 'no_face_in_id_photo', /upright/],
  ])('%s %s: %s', async (status, ilives, ours, says) => {
    const { code, detail, asked } = await check({ 1: refuses(status, ilives) });
    expect(code).toBe(ours);
    expect(detail).toMatch(says);
    expect(asked).toEqual([1]);
  });

  it.each([
    refuses(400),
    refuses(400, 'invalid_attributes'),
    refuses(401, 'invalid_api_key'),
    refuses(403),
    refuses(404),
    refuses(409),
    refuses(422),
    refuses(429),
    refuses(503, 'image_service_down'),
    AWAY,
  ])('or something else, and the photo is accepted unchecked: %j', async (answer) => {
    expect((await check({ 1: answer })).value).toMatchObject({
      warnings: [],
      face: null,
      otherFaces: [],
      image: { orientation: 1 },
    });
  });

  it('no slot is to be had soon, and the photo is accepted unchecked', async () => {
    expect(await check({}, { slots: 0 })).toMatchObject({ asked: [], value: { warnings: [] } });
  });
});

describe('a photo without a face as it lies', () => {
  it.each([
    ['sideways', 6, 6, [1, 6, 8]],
    ['sideways, the other way', 8, 8, [1, 6, 8]],
    ['upside down', 3, 3, [1, 6, 8, 3]],
  ])('%s is stored turned', async (_name, at, orientation, asked) => {
    const checked = await check({ [at]: sees(face()) });
    expect(checked).toMatchObject({ asked, value: { warnings: ['turned'], image: { orientation } } });
    const aspect = orientation === 3 ? WIDTH / HEIGHT : HEIGHT / WIDTH;
    expect(checked.value?.face?.aspect).toBeCloseTo(aspect, 3);
    expect((await sharp(checked.value?.image.bytes).metadata()).orientation).toBe(orientation);
  });

  it('is tried from the orientation that it has', async () => {
    const bytes = await sharp(photo).withMetadata({ orientation: 5 }).toBuffer();
    const checked = await check({ 4: sees(face()) }, { bytes });
    expect(checked).toMatchObject({ asked: [5, 2, 4], value: { image: { orientation: 4 } } });
  });

  it('may be a PNG', async () => {
    const checked = await check({ 8: sees(face()) }, { bytes: png });
    expect(checked).toMatchObject({ value: { warnings: ['turned'], image: { orientation: 8 } } });
  });

  it('is refused where iLive is not sure of the face that it sees on the turned picture', async () => {
    expect(await check({ 3: sees(face(0, 0.899)) })).toMatchObject({ code: 'no_face_in_id_photo' });
    expect(await check({ 3: sees(face(0, 0.9)) })).toMatchObject({ value: { warnings: ['turned'] } });
    const silent = { bounding_box: box(0.1, 0.1, 0.3, 0.4) };
    expect(await check({ 3: sees(silent) })).toMatchObject({ value: { warnings: ['turned'] } });
  });

  it('is refused after four calls', async () => {
    expect(await check({})).toMatchObject({ asked: [1, 6, 8, 3], code: 'no_face_in_id_photo' });
  });

  it('is tried as well where iLive answers with a code', async () => {
    const answers = {
      1: refuses(422, 'no_face_detected'),
      6: refuses(422, 'no_face_detected'),
      8: sees(face()),
    };
    expect((await check(answers)).value?.image.orientation).toBe(8);
  });

  it('is stored the way up that shows the face upright, where it is found upside down too', async () => {
    const byRoll = { 6: sees(face(170, 0.99)), 8: sees(face(-8, 0.9)) };
    expect((await check(byRoll)).value?.image.orientation).toBe(8);
    const bySurety = { 6: sees(face(-10, 0.91)), 8: sees(face(12, 0.99)) };
    expect((await check(bySurety)).value?.image.orientation).toBe(8);
  });

  it.each([
    [1, [1]],
    [2, [1, 6]],
    [3, [1, 6, 8]],
  ])('is refused, not accepted unchecked, when slots run out after %i', async (slots, asked) => {
    expect(await check({}, { slots })).toMatchObject({ asked, code: 'no_face_in_id_photo' });
  });

  it.each([AWAY, refuses(503), refuses(413)])('is refused when a later call fails: %j', async (answer) => {
    expect(await check({ 6: answer })).toMatchObject({ asked: [1, 6], code: 'no_face_in_id_photo' });
  });

  it('is stored as far as it was found when a later call fails', async () => {
    expect((await check({ 6: sees(face()), 8: AWAY })).value?.image.orientation).toBe(6);
  });
});

describe('a face that lies', () => {
  it.each([
    [180, 3, [1, 3]],
    [-180, 3, [1, 3]],
    [-150, 3, [1, 3]],
    [136, 3, [1, 3]],
    [90, 8, [1, 8]],
    [-90, 6, [1, 6]],
    [60, 8, [1, 8]],
    [270, 6, [1, 6]],
  ])('at %i degrees is turned upright', async (roll, orientation, asked) => {
    const answers = { 1: sees(face(roll)), [orientation]: sees(face(3)) };
    expect(await check(answers)).toMatchObject({
      asked,
      value: { warnings: ['turned'], image: { orientation } },
    });
  });

  it('sideways is tried the other way where that does not help: no page says what sign the roll has', async () => {
    const answers = { 1: sees(face(90)), 8: sees(face(180)), 6: sees(face(0)) };
    expect(await check(answers)).toMatchObject({ asked: [1, 8, 6], value: { image: { orientation: 6 } } });
  });

  it.each([
    ['finds none', sees()],
    ['fails', AWAY],
    ['finds it no better', sees(face(178))],
  ])('stays as it is where the turned picture %s', async (_name, turned) => {
    const answers = { 1: sees(face(175, 0.95)), 3: turned };
    expect(await check(answers)).toMatchObject({
      asked: [1, 3],
      value: { warnings: ['turned'], image: { orientation: 1 } },
    });
  });

  it.each([0, 31, -45, 45, 359, 720])('at %i degrees stays as it is, in one call', async (roll) => {
    const { asked, value } = await check({ 1: sees(face(roll)) });
    expect([asked, value?.image.orientation]).toEqual([[1], 1]);
  });

  it('nobody knows how stays as it is', async () => {
    const { asked, value } = await check({ 1: sees({ bounding_box: box(0.1, 0.1, 0.3, 0.4) }) });
    expect([asked, value?.warnings]).toEqual([[1], []]);
  });
});

describe('several faces', () => {
  const at = (width: number, height: number, left = 0.02) => face(0, 0.9, box(left, 0.1, width, height));
  const warned = async (...faces: readonly Face[]) => {
    const { value } = await check({ 1: sees(...faces) });
    return value?.warnings.includes('several_faces');
  };

  it.each([
    ['one face', false, [at(0.3, 0.4)]],
    ['one face that fills the picture', false, [at(0.8, 0.9)]],
    ['two of one size', true, [at(0.25, 0.3), at(0.25, 0.3, 0.6)]],
    ['another with just half of the area', true, [at(0.25, 0.4), at(0.25, 0.2, 0.6)]],
    ['another with just less, on a document', false, [at(0.25, 0.4), at(0.25, 0.199, 0.6)]],
    ['a ghost image', false, [at(0.206, 0.35), at(0.09, 0.15, 0.8)]],
    ['a large stranger with the small portrait', true, [at(0.35, 0.69), at(0.12, 0.2, 0.7)]],
    ['the smaller one named first', true, [at(0.12, 0.2, 0.7), at(0.35, 0.69)]],
    ['another of unknown size', true, [at(0.25, 0.3), face(0, 0.9, undefined)]],
    ['two of unknown size', true, [face(0, 0.9, undefined), face(0, 0.9, undefined)]],
  ] as const)('%s: %s', async (_name, expected, faces) => {
    expect(await warned(...faces)).toBe(expected);
  });

  it('keeps the boxes of all, largest first, and not of a crowd', async () => {
    const { value } = await check({ 1: sees(at(0.1, 0.1, 0.8), at(0.3, 0.4), at(0.2, 0.2, 0.5)) });
    expect(value?.face).toMatchObject({ width: 0.3 });
    expect(value?.otherFaces.map(({ width }) => width)).toEqual([0.2, 0.1]);
  });
});

describe('a small face', () => {
  it.each([
    // 80 pixels of 400, of 300.
    [0.2, 0.4, false],
    [0.199, 0.4, true],
    [0.4, 80 / 300, false],
    [0.4, 0.26, true],
  ])('%d x %d of the picture: %s', async (width, height, small) => {
    const { value } = await check({ 1: sees(face(0, 0.9, box(0, 0, width, height))) });
    expect(value?.warnings.includes('small_face')).toBe(small);
  });

  it('is measured on the picture as it is shown', async () => {
    const bytes = await sharp(photo).withMetadata({ orientation: 6 }).toBuffer();
    const { value } = await check({ 6: sees(face(0, 0.9, box(0, 0, 0.21, 0.9))) }, { bytes });
    // 63 pixels across; on the picture as it is stored it would be 84.
    expect(value?.warnings).toEqual(['small_face']);
  });
});
