import { describe, expect, it } from 'vitest';
import { search } from '../../src/applicant/steps/search-faces.ts';
import type { StepPorts } from '../../src/applicant/steps/step-ports.ts';
import { createIliveClient } from '../../src/ilive/client.ts';

type Page = readonly { face_id: string; similarity: number; external_face_id: string | null }[];

const own = (similarity: number) => ({ face_id: 'o', similarity, external_face_id: 'user-1' });
const stranger = (similarity: number) => ({ face_id: 's', similarity, external_face_id: 'user-2' });
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

/** Searches with what iLive answers to a page of that size, and gives the sizes that were asked for and how it ended. */
async function searchOver(pages: (size: number) => Page, searchMaxResults = 5) {
  const asked: { max: number; threshold: number }[] = [];
  const ilive = createIliveClient({
    baseUrl: 'https://ilive.test',
    apiKey: 'iksk_test',
    timeoutMs: 1_000,
    sessionHosts: [],
    fetch: async ({ url }) => {
      const { searchParams } = new URL(url);
      const max = Number(searchParams.get('max_results'));
      asked.push({ max, threshold: Number(searchParams.get('threshold')) });
      return Response.json({ matches: pages(max) });
    },
  });
  const settings: StepPorts['settings'] = {
    collection: 'users',
    deletedCollections: [],
    matchThreshold: 0.65,
    duplicateThreshold: 0.5,
    searchFloor: 0.3,
    searchMaxResults,
  };
  const face = { sessionId: 's1', faceId: 'f1', collection: 'users' };
  const step = { type: 'search', ...face, ownFaceIds: ['f1'] } as const;
  const performed = await search(step, { ilive, userId: 'user-1', settings } as StepPorts);
  if (!performed.done) throw new Error(performed.code);
  return { asked, outcome: performed.outcome };
}

/** The most alike of them that fit on the page, as iLive claims to send them. */
const sorted =
  (...faces: Page) =>
  (size: number) =>
    faces.toSorted((a, b) => b.similarity - a.similarity).slice(0, size);
const LEAST = Number.EPSILON;

describe('a page of search results is complete', () => {
  it.each<[string, (size: number) => Page, number[]]>([
    ['nobody at all', sorted(), [5]],
    ['fewer than asked for, in whatever order', () => [stranger(0.4), own(1), stranger(0.9)], [5]],
    ['full, and ends just below the threshold', sorted(...many(5, stranger(0.5 - LEAST))), [5]],
    ['full, and ends at the threshold', sorted(own(1), ...many(20, stranger(0.5))), [5]],
    ['full, and ends just above the threshold', sorted(own(1), ...many(20, stranger(0.5 + LEAST))), [5, 25]],
    ['full of strangers between floor and threshold', sorted(...many(200, stranger(0.4))), [5]],
    ['full of own faces', sorted(...many(5, own(0.9))), [5, 25]],
    ['full of own faces, twice', sorted(...many(25, own(0.9))), [5, 25, 100]],
    ['full of own faces at or below the threshold', sorted(...many(9, own(0.5))), [5]],
    [
      'full and out of order',
      (size) => [stranger(0.35), ...many(size - 1, stranger(0.4))].slice(0, Math.min(size, 7)),
      [5, 25],
    ],
    [
      'more than asked for, sorted, and low from where it should end',
      () => [own(1), ...many(6, stranger(0.4))],
      [5],
    ],
    [
      'more than asked for, and the part to be kept ends high',
      () => [...many(5, own(1)), stranger(0.6), stranger(0.4)],
      [5, 25],
    ],
  ])('or a larger one is asked for: %s', async (_name, pages, sizes) => {
    const { asked, outcome } = await searchOver(pages);
    expect(asked).toEqual(sizes.map((max) => ({ max, threshold: 0.3 })));
    expect(outcome).toMatchObject({ type: 'searched', faceId: 'f1', floor: 0.3, maxResults: sizes.at(-1) });
  });

  it.each([
    [1, [1, 5, 25, 100]],
    [5, [5, 25, 100]],
    [30, [30, 100]],
    [100, [100]],
  ])('from a first page of %i on, up to 100', async (first, sizes) => {
    const { asked } = await searchOver(sorted(...many(200, own(0.9))), first);
    expect(asked.map(({ max }) => max)).toEqual(sizes);
  });
});

describe('where the largest page is not complete', () => {
  it.each<[string, (size: number) => Page]>([
    ['full of own faces', sorted(...many(200, own(0.9)))],
    ['out of order, nobody above the threshold', (size) => [stranger(0.3), ...many(size - 1, stranger(0.4))]],
  ])('the search is given up while no stranger is above the threshold: %s', async (_name, pages) => {
    const { asked, outcome } = await searchOver(pages);
    expect(asked.at(-1)?.max).toBe(100);
    expect(outcome).toMatchObject({ type: 'failed', code: 'search_incomplete' });
  });

  it.each<[string, (size: number) => Page]>([
    ['full of strangers', sorted(...many(200, stranger(0.9)))],
    ['one among own faces', (size) => [...many(size - 1, own(0.9)), stranger(0.6)]],
    ['one behind more than were asked for', (size) => [...many(size, own(0.9)), stranger(0.6)]],
    ['out of order', (size) => [stranger(0.3), stranger(0.6), ...many(size - 2, stranger(0.4))]],
  ])('it is recorded where one is, for a person decides anyway: %s', async (_name, pages) => {
    const { asked, outcome } = await searchOver(pages);
    expect(asked.map(({ max }) => max)).toEqual([5, 25, 100]);
    expect(outcome).toMatchObject({
      type: 'searched',
      maxResults: 100,
      matches: pages(100).map(({ face_id }) => ({ face_id })),
    });
  });
});
