import { env } from 'cloudflare:workers';
import { expect, it, vi } from 'vitest';
import { createPhotos, newPhotoPrefix } from '../../src/photos/photo-store.ts';
import { pictureOf } from '../support/picture.ts';
import { onScene } from './consenting-applicant.ts';

onScene();
const photos = createPhotos(env.PHOTOS);
const put = (key: string) => env.PHOTOS.put(key, pictureOf('nina'));
const keysFrom = async (prefix: string) => (await env.PHOTOS.list({ prefix })).objects.map(({ key }) => key);

it('removes all of one applicant, page by page, and nothing of another', async () => {
  const prefix = newPhotoPrefix();
  const theirs = `${prefix}0/id-1.jpg`;
  for (const key of [...Array(5).keys()].map((number) => `${prefix}/id-${number}.jpg`)) await put(key);
  await put(theirs);
  const list = env.PHOTOS.list.bind(env.PHOTOS);
  vi.spyOn(env.PHOTOS, 'list').mockImplementation((options) => list({ ...options, limit: 2 }));
  expect(await photos.removeAll(prefix)).toBe(5);
  vi.restoreAllMocks();
  expect(await keysFrom(prefix)).toEqual([theirs]);
  expect(await photos.removeAll(prefix)).toBe(0);
});

it.each([
  ['none', () => ''],
  ['a part of one', (prefix: string) => prefix.slice(0, -1)],
  ['two of them', (prefix: string) => `${prefix}${prefix}`],
  ['a path', (prefix: string) => `${prefix}/id`],
])('removes nothing under what is no prefix of an applicant: %s', async (_name, spoil) => {
  const prefix = newPhotoPrefix();
  const key = `${prefix}/id/1.jpg`;
  await put(key);
  await expect(photos.removeAll(spoil(prefix))).rejects.toThrow('not the prefix of an applicant');
  expect(await keysFrom(prefix)).toEqual([key]);
});
