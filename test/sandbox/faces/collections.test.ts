import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openSandbox } from '../open-sandbox.ts';
import { photo } from '../photos.ts';

const { call, send, sendForm, slept } = await openSandbox({ maxFacesPerCollection: 12 });

async function newCollection(): Promise<string> {
  const external_id = `c-${randomUUID()}`;
  await send('POST', '/api/v2/collections', { external_id });
  return `/api/v2/collections/${external_id}`;
}

async function index(collection: string, name: string, fields: Record<string, string> = {}) {
  const { status, body } = await sendForm(`${collection}/faces`, {
    image: photo(name),
    external_face_id: name,
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

describe('collections', () => {
  it('are made once, listed, looked at and deleted', async () => {
    const external_id = `c-${randomUUID()}`;
    const made = await send('POST', '/api/v2/collections', { external_id, description: 'all of them' });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      external_id,
      description: 'all of them',
      face_count: 0,
      created_at: '2026-01-02T03:04:05.678000+00:00',
    });
    const again = await send('POST', '/api/v2/collections', { external_id });
    expect([again.status, again.body.detail.code]).toEqual([409, 'collection_exists']);
    await index(`/api/v2/collections/${external_id}`, 'audrey');
    expect((await call('GET', `/api/v2/collections/${external_id}`)).body.face_count).toBe(1);
    const { collections } = (await call('GET', '/api/v2/collections')).body;
    expect(collections).toContainEqual({ ...made.body, face_count: 1 });
    const gone = await call('DELETE', `/api/v2/collections/${external_id}`);
    expect([gone.status, gone.bytes.length]).toEqual([204, 0]);
    expect((await call('GET', `/api/v2/collections/${external_id}`)).status).toBe(404);
  });

  it.each(['', 'x'.repeat(121), 'with space', 7, undefined])('are not named %j', async (external_id) => {
    const { status, body } = await send('POST', '/api/v2/collections', { external_id });
    expect([status, body.detail.code]).toEqual([400, 'invalid_collection_id']);
  });
});

describe('indexing', () => {
  it('keeps a face under its ids, and again under a new face_id each time', async () => {
    const collection = await newCollection();
    const first = await index(collection, 'audrey', { external_image_id: 'session-1' });
    const second = await index(collection, 'audrey', { external_image_id: 'session-1' });
    expect(first).toMatchObject({ external_face_id: 'audrey', external_image_id: 'session-1' });
    expect(first.bounding_box.width).toBeGreaterThan(100);
    expect(second.face_id).not.toBe(first.face_id);
    expect((await call('GET', collection)).body.face_count).toBe(2);
  });

  it('needs a face', async () => {
    const { status, body } = await sendForm(`${await newCollection()}/faces`, { image: photo('ironman') });
    expect([status, body.detail.code]).toEqual([422, 'no_face_detected']);
  });

  it('stops at the limit', async () => {
    const collection = await newCollection();
    for (let i = 0; i < 12; i++) await index(collection, 'audrey');
    const { status, body } = await sendForm(`${collection}/faces`, { image: photo('audrey') });
    expect([status, body.detail.code]).toEqual([409, 'collection_limit_reached']);
  });

  it('index-lost- keeps the face but loses the answer, once', async () => {
    const collection = await newCollection();
    const external_face_id = `index-lost-${randomUUID()}`;
    const form = { image: photo('audrey'), external_face_id, external_image_id: 'session-1' };
    expect((await sendForm(`${collection}/faces`, form)).status).toBe(502);
    const { faces } = (await call('GET', `${collection}/faces?external_image_id=session-1`)).body;
    expect(faces).toMatchObject([{ external_face_id }]);
    expect((await sendForm(`${collection}/faces`, form)).status).toBe(201);
  });

  it('slow- holds the answers about a face back', async () => {
    const collection = await newCollection();
    slept.length = 0;
    const { face_id } = await index(collection, 'cage', { external_face_id: `slow-${randomUUID()}` });
    await call('POST', `${collection}/search-by-face/${face_id}`);
    await call('DELETE', `${collection}/faces/${face_id}`);
    expect(slept).toEqual([2000, 2000, 2000]);
  });
});

describe('listing faces', () => {
  it('goes page by page in the order of indexing, and by image id', async () => {
    const collection = await newCollection();
    const ids: string[] = [];
    for (const image of ['a', 'b', 'a', 'c', 'a']) {
      ids.push((await index(collection, 'cage', { external_image_id: image })).face_id);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 9; pages++) {
      const { body } = await call('GET', `${collection}/faces?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(body.faces.length).toBeLessThanOrEqual(2);
      seen.push(...body.faces.map((face: { face_id: string }) => face.face_id));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(ids);
    const filtered = (await call('GET', `${collection}/faces?external_image_id=a`)).body;
    expect(filtered.faces.map((face: { face_id: string }) => face.face_id)).toEqual([ids[0], ids[2], ids[4]]);
    expect(filtered.next_cursor).toBeNull();
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x'])('refuses %s', async (query) => {
    const { status, body } = await call('GET', `${await newCollection()}/faces?${query}`);
    expect([status, body.detail.code]).toEqual([400, 'invalid_request']);
  });
});

it('a deleted face is gone, and deleting it again says so', async () => {
  const collection = await newCollection();
  const { face_id } = await index(collection, 'audrey');
  const deleted = await call('DELETE', `${collection}/faces/${face_id}`);
  expect([deleted.status, deleted.bytes.length]).toEqual([204, 0]);
  expect((await call('GET', `${collection}/faces`)).body.faces).toEqual([]);
  const again = await call('DELETE', `${collection}/faces/${face_id}`);
  expect([again.status, again.body.detail.code]).toEqual([404, 'face_not_found']);
  const search = await call('POST', `${collection}/search-by-face/${face_id}`);
  expect([search.status, search.body.detail.code]).toEqual([404, 'face_not_found']);
});

describe('searching', () => {
  it('by face finds that face and others like it, the most similar first', async () => {
    const collection = await newCollection();
    const own = await index(collection, 'franck_02159', { external_face_id: 'user-1' });
    const other = await index(collection, 'franck_04117', { external_face_id: 'user-2' });
    await index(collection, 'cage', { external_face_id: 'user-3' });
    const { body } = await call(
      'POST',
      `${collection}/search-by-face/${own.face_id}?threshold=0.5&max_faces=1`,
    );
    expect(body.matches.map((hit: { face_id: string }) => hit.face_id)).toEqual([own.face_id, other.face_id]);
    expect(body.matches[1]).toMatchObject({ external_face_id: 'user-2', external_image_id: null });
    expect(body.matches[0].similarity).toBeGreaterThan(body.matches[1].similarity);
    expect(body).toMatchObject({ searched_face: own.bounding_box, threshold: 0.5 });
  });

  it('gives no more than asked for, ten if not asked', async () => {
    const collection = await newCollection();
    const { face_id } = await index(collection, 'audrey');
    for (let i = 0; i < 11; i++) await index(collection, 'audrey');
    const hits = async (query: string) =>
      (await call('POST', `${collection}/search-by-face/${face_id}?${query}`)).body.matches.length;
    expect(await hits('')).toBe(10);
    expect(await hits('max_results=3')).toBe(3);
    expect(await hits('max_results=100')).toBe(12);
  });

  it('by image finds who was indexed with another photo, and nobody for a stranger', async () => {
    const collection = await newCollection();
    await index(collection, 'bieber_small', { external_face_id: 'user-1' });
    const search = async (name: string) =>
      (await sendForm(`${collection}/search-by-image`, { image: photo(name), threshold: '0.5' })).body
        .matches;
    expect(await search('Justin-Bieber2_crop')).toMatchObject([{ external_face_id: 'user-1' }]);
    expect(await search('obama4_crop')).toEqual([]);
  });

  it.each(['max_results=0', 'max_results=101', 'threshold=2', 'threshold=x'])('refuses %s', async (query) => {
    const collection = await newCollection();
    const { face_id } = await index(collection, 'audrey');
    const { status, body } = await call('POST', `${collection}/search-by-face/${face_id}?${query}`);
    expect([status, body.detail.code]).toEqual([400, 'invalid_request']);
  });
});
