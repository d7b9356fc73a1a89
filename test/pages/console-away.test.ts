/** Each page of the console while a store is away or a log cannot be read: words, the request's id, and a way to go on. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createLowSimilarityCase } from '../support/cases.ts';
import { readAfterRun } from '../support/customer.ts';
import { accessToken, browse, hiddenFieldsOf, type Seen, useTeamKeys } from '../support/team.ts';

useTeamKeys();
let user = '';
beforeAll(async () => {
  user = await createLowSimilarityCase();
  await readAfterRun(user);
});
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

const PAGES = [
  '/review',
  '/review/queue',
  '/review/next',
  '/review/search',
  '/review/overview',
  '/review/notifications',
];
const throws = (message: string) => () => {
  throw new Error(message);
};

function expectWords(
  { status, headers, text }: Seen,
  wanted: { status: number; again: string; words: string },
) {
  expect([wanted.again, status]).toEqual([wanted.again, wanted.status]);
  expect(headers.get('content-type')).toContain('text/html');
  expect(text).toContain(wanted.words);
  expect(text).toContain(`<code>${headers.get('x-request-id')}</code>`);
  expect(text).toContain(`<a class="button" href="${wanted.again}">`);
  expect(text).toContain('<a href="/review">To the queue</a>');
}

const AWAY = 'The data cannot be reached at the moment';
const FAILED = 'Something went wrong here';
/** D1 that cannot be reached, and one whose tables are not there, as after a wrong migration. */
const databases: [string, string, { status: number; words: string }][] = [
  ['cannot be reached', 'D1_ERROR: Network connection lost.', { status: 503, words: AWAY }],
  ['has no such table', 'D1_ERROR: no such table: applicants: SQLITE_ERROR', { status: 500, words: FAILED }],
];

it.each(databases)('D1 that %s: every page that asks it', async (_, message, { status, words }) => {
  const as = await accessToken();
  const away = throws(message);
  const DB = { prepare: away, batch: away, exec: away, dump: away, withSession: away };
  for (const again of PAGES)
    expectWords(await browse(again, { as, settings: { DB } }), { status, words, again });
  const search = await browse('/review/search', { as, settings: { DB }, form: { q: 'a name' } });
  expectWords(search, { status, words, again: '/review/search' });
  // The case itself lives in its object.
  expect((await browse(`/review/applicants/${user}`, { as, settings: { DB } })).status).toBe(200);
});

it('R2 away: the case and all lists come, without the pictures', async () => {
  const as = await accessToken();
  const away = throws('network connection lost');
  const PHOTOS = { get: away, head: away, put: away, list: away, delete: away };
  const page = await browse(`/review/applicants/${user}`, { as, settings: { PHOTOS } });
  expect(page.status).toBe(200);
  expect((await browse(`/review/applicants/${user}/photos/id`, { as, settings: { PHOTOS } })).status).toBe(
    503,
  );
  for (const path of PAGES)
    expect((await browse(path, { as, settings: { PHOTOS } })).status).toBeLessThan(400);
});

it.each([
  ['cannot be reached', Object.assign(new Error('lost'), { retryable: true }), 503, AWAY],
  ['has failed', new Error('broken'), 500, FAILED],
] as const)('an object that %s: the case, its forms, and what was typed', async (_, error, status, words) => {
  const as = await accessToken();
  const form = {
    ...hiddenFieldsOf(await browse(`/review/applicants/${user}`, { as })),
    ...{ decision: 'reject', ground_reject: 'different_person', note: 'typed <words>' },
  };
  const stub = new Proxy({}, { get: () => () => Promise.reject(error) });
  const APPLICANTS = { getByName: () => stub, idFromName: env.APPLICANTS.idFromName.bind(env.APPLICANTS) };
  const again = `/review/applicants/${user}`;
  const settings = { APPLICANTS };
  expectWords(await browse(again, { as, settings }), { status, words, again });
  const sent = await browse(`${again}/decisions`, { as, settings, form });
  expectWords(sent, { status, words, again });
  expect(sent.text).toContain('typed &lt;words&gt;');
  // Lists ask no object.
  for (const path of PAGES.filter((page) => page !== '/review/next'))
    expect((await browse(path, { as, settings })).status).toBe(200);
});
