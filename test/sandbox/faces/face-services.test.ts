import { describe, expect, it } from 'vitest';
import { openSandbox } from '../open-sandbox.ts';
import { changedPhoto, darken, photo } from '../photos.ts';

const { call, sendForm } = await openSandbox();
const missing = new Uint8Array();
const text = new TextEncoder().encode('not a picture');

describe('faces:detect', () => {
  it('finds every face, with its box, five points and core quality', async () => {
    const { status, body } = await sendForm('/api/v2/faces:detect', { image: photo('audrey') });
    expect(status).toBe(200);
    expect(body.image_size).toEqual({ width: 540, height: 720 });
    const [face] = body.faces;
    expect(face.confidence).toBeGreaterThan(0.9);
    const { left, top, width, height } = face.bounding_box;
    for (const { x, y } of face.landmarks) {
      expect(x).toBeGreaterThan(left);
      expect(x).toBeLessThan(left + width);
      expect(y).toBeGreaterThan(top);
      expect(y).toBeLessThan(top + height);
    }
    expect(face.landmarks).toHaveLength(5);
    expect(Object.keys(face.attributes)).toEqual(['pose', 'brightness', 'sharpness']);
  });

  it('tells as much as it is asked for', async () => {
    const facesAt = async (attributes: string) =>
      (await sendForm('/api/v2/faces:detect', { image: photo('audrey'), attributes })).body.faces[0];
    expect(await facesAt('none')).toMatchObject({ landmarks: [], attributes: {} });
    expect((await facesAt('all')).attributes).toMatchObject({
      pose: { roll: expect.any(Number), yaw: expect.any(Number), pitch: expect.any(Number) },
      eyes_open: { value: true, confidence: expect.any(Number) },
      mouth_closed: { value: expect.any(Boolean), confidence: expect.any(Number) },
      eyeglasses: { value: false, confidence: 0 },
    });
  });

  it('tells dark, blurred and turned from good', async () => {
    const attributesOf = async (image: Uint8Array<ArrayBuffer>) =>
      (await sendForm('/api/v2/faces:detect', { image })).body.faces[0].attributes;
    const good = await attributesOf(photo('audrey'));
    expect(good.brightness).toBeGreaterThan(0.4);
    expect(good.sharpness).toBeGreaterThan(0.3);
    expect(Math.abs(good.pose.yaw)).toBeLessThan(30);
    expect(Math.abs(good.pose.pitch)).toBeLessThan(30);
    expect((await attributesOf(await changedPhoto('audrey', darken))).brightness).toBeLessThan(0.2);
    expect((await attributesOf(await changedPhoto('audrey', (i) => i.blur(6)))).sharpness).toBeLessThan(0.3);
    const turned = await changedPhoto('audrey', (i) => i.rotate(35, { background: '#808080' }));
    expect(Math.abs((await attributesOf(turned)).pose.roll)).toBeGreaterThan(30);
  });

  it.each([
    [0, 0],
    [90, 90],
    [180, 180],
    [270, -90],
  ])('tells by the roll that a face lies: %i degrees', async (turned, roll) => {
    const image = await changedPhoto('audrey', (i) => i.rotate(turned));
    const { body } = await sendForm('/api/v2/faces:detect', { image });
    expect(Math.abs(body.faces[0].attributes.pose.roll - roll)).toBeLessThan(15);
  });

  it('turns a picture by its orientation tag first', async () => {
    const image = await changedPhoto('audrey', (i) => i.rotate(90).withMetadata({ orientation: 8 }));
    const { body } = await sendForm('/api/v2/faces:detect', { image });
    expect(body.image_size).toEqual({ width: 540, height: 720 });
    expect(Math.abs(body.faces[0].attributes.pose.roll)).toBeLessThan(15);
  });

  it('finds none in a drawing, which is no error', async () => {
    const { status, body } = await sendForm('/api/v2/faces:detect', { image: photo('scream_crop') });
    expect(status).toBe(200);
    expect(body).toEqual({ faces: [], image_size: { width: 171, height: 186 } });
  });
});

describe('faces:compare', () => {
  const compare = (source: string, target: string, more: Record<string, string> = {}) =>
    sendForm('/api/v2/faces:compare', { source_image: photo(source), target_image: photo(target), ...more });

  it('says how alike two faces are', async () => {
    const same = await compare('franck_02159', 'franck_03909');
    expect(same.body).toMatchObject({ is_match: true, threshold: 0.65 });
    expect(same.body.similarity).toBeGreaterThan(0.65);
    expect(same.body.source_face).toEqual({
      left: expect.any(Number),
      top: expect.any(Number),
      width: expect.any(Number),
      height: expect.any(Number),
    });
    const different = await compare('franck_02159', 'cage');
    expect(different.body.is_match).toBe(false);
    expect(different.body.similarity).toBeLessThan(0.5);
  });

  it('judges by the threshold it is given', async () => {
    expect((await compare('SeanConnery', 'sean_guru2_crop', { threshold: '0.5' })).body.is_match).toBe(true);
    expect((await compare('SeanConnery', 'sean_guru2_crop', { threshold: '0.9' })).body.is_match).toBe(false);
  });

  it.each([
    ['scream_crop', 'audrey', 'no_face_in_source'],
    ['audrey', 'scream_crop', 'no_face_in_target'],
    ['scream_crop', 'scream_crop', 'no_face_in_source'],
  ])('of %s with %s is %s', async (source, target, code) => {
    const { status, body } = await compare(source, target);
    expect([status, body.detail.code]).toEqual([422, code]);
  });
});

describe('errors', () => {
  const image = photo('audrey');
  const nowhere = '/api/v2/collections/nowhere';

  it.each([
    ['/api/v2/faces:detect', { image, attributes: 'some' }, 400, 'invalid_attributes'],
    ['/api/v2/faces:detect', { image: missing }, 400, 'empty_image'],
    ['/api/v2/faces:detect', { image: text }, 400, 'invalid_image'],
    ['/api/v2/faces:detect', { image: image.slice(0, 9000) }, 400, 'invalid_image'],
    ['/api/v2/faces:detect', {}, 400, 'invalid_request'],
    ['/api/v2/faces:compare', { source_image: image }, 400, 'invalid_request'],
    ['/api/v2/faces:compare', { source_image: image, target_image: missing }, 400, 'empty_image'],
    [
      '/api/v2/faces:compare',
      { source_image: image, target_image: image, threshold: '7' },
      400,
      'invalid_request',
    ],
    [`${nowhere}/faces`, { image }, 404, 'collection_not_found'],
    [`${nowhere}/search-by-image`, { image }, 404, 'collection_not_found'],
    [`${nowhere}/search-by-face/x`, {}, 404, 'collection_not_found'],
    ['/api/v2/nothing', {}, 404, 'not_found'],
  ])('%s with %o is %d %s', async (path, form, status, code) => {
    const answer = await sendForm(path, form as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ detail: { code, message: expect.any(String) } });
  });

  it.each([
    ['GET', nowhere],
    ['DELETE', nowhere],
    ['GET', `${nowhere}/faces`],
    ['DELETE', `${nowhere}/faces/x`],
  ])('%s %s is 404 collection_not_found', async (method, path) => {
    const { status, body } = await call(method, path);
    expect([status, body.detail.code]).toEqual([404, 'collection_not_found']);
  });

  it('a body that only claims to be a form has no image', async () => {
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
    const { status, body } = await call('POST', '/api/v2/faces:detect', { body: 'garbage', headers });
    expect([status, body.detail.code]).toEqual([400, 'invalid_request']);
  });
});
