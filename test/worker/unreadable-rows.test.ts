/** Who can write to D1 makes one row unreadable: lists, queue, search and overview leave it out, and show the others. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readD1 } from '../../src/platform/storage.ts';
import { createLowSimilarityCase } from '../support/cases.ts';
import { readAfterRun, send } from '../support/customer.ts';
import { withoutChecks } from '../support/insider.ts';
import { muteConsole } from '../support/mute-console.ts';
import { rowOf } from '../support/night.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';

useTeamKeys();

let said: ReturnType<typeof muteConsole>;
let [first, forged, last] = ['', '', ''];
let right: Record<string, unknown> = {};

beforeAll(async () => {
  [first, forged, last] = [
    await createLowSimilarityCase(),
    await createLowSimilarityCase(),
    await createLowSimilarityCase(),
  ];
  for (const user of [first, forged, last]) await readAfterRun(user);
  right = (await rowOf(forged)) ?? {};
});
beforeEach(() => {
  said = muteConsole();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await env.DB.prepare('DELETE FROM applicants WHERE user_id NOT IN (?, ?)').bind(first, last).run();
  const names = Object.keys(right);
  await env.DB.prepare(
    `INSERT INTO applicants (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  )
    .bind(...Object.values(right))
    .run();
});

const forge = (columns: string) =>
  withoutChecks(`UPDATE applicants SET ${columns} WHERE user_id = ?`, forged);
const inDocument = (path: string, json: string) =>
  `document = json_set(document, '$.${path}', json('${json}'))`;
const listed = async (path: string, as: 'reader' | 'reviewer') => {
  const { status, body } = await send('GET', path, { as });
  expect([path, status]).toEqual([path, 200]);
  return body.data.map(({ user_id }: { user_id: string }) => user_id) as string[];
};

/** Asks for everything that is read from rows, and expects the two other applicants in it. */
async function expectOthers(): Promise<void> {
  for (const path of [
    '/v1/applicants',
    '/v1/applicants?status=in_review',
    '/v1/applicants?reason=similarity_low',
  ])
    expect(await listed(path, 'reader')).toEqual(expect.arrayContaining([last, first]));
  for (const path of ['/v1/reviews', '/v1/reviews?reason=similarity_low', '/v1/reviews?queue=standard'])
    expect(await listed(path, 'reviewer')).toEqual(expect.arrayContaining([first, last]));
  const as = await accessToken();
  for (const path of [
    ...['', '/queue', '?reason=similarity_low', '/search', '/search?status=in_review'],
    `/search?from=${new Date().toISOString().slice(0, 10)}`,
  ]) {
    const { status, text } = await browse(`/review${path}`, { as });
    expect([path, status]).toEqual([path, 200]);
    expect(text).toContain(first);
    expect(text).toContain(last);
  }
  for (const path of ['/search?waiting=1', `/search?q=${forged}`, '/overview', '/notifications'])
    expect([path, (await browse(`/review${path}`, { as })).status]).toEqual([path, 200]);
  const next = await browse(`/review/next?after=${forged}&since=${new Date().toISOString()}`, { as });
  expect([next.status, next.headers.get('location')]).toEqual([303, expect.stringContaining('/applicants/')]);
}

describe('a row with', () => {
  it.each([
    "document = 'x', review_opened_ms = -1, queue = 'standard'",
    ...["document = ''", "document = '{'", "document = 'null'", "document = '5'", "document = '[]'"],
    ...[
      'document = \'"x"\'',
      inDocument('review', '"x"'),
      inDocument('review', '{}'),
      inDocument('review', '[]'),
    ],
    inDocument('review.opened_at', '5'),
    inDocument('review.opened_at', '"yesterday"'),
    inDocument('review.claimed_until', '{}'),
    inDocument('metadata', '"x"'),
    inDocument('metadata', '{"name": {"toString": 1, "valueOf": 1}}'),
    ...[
      inDocument('match', '"x"'),
      inDocument('match.similarity', '"x"'),
      inDocument('match.similarity', '{}'),
    ],
    inDocument('liveness', '5'),
    ...[inDocument('match', '{}'), inDocument('dedupe', '{}'), inDocument('dedupe', '{"hits": []}')],
    inDocument('dedupe', '{"hits": ["x", 5, null, []], "near": "x"}'),
    inDocument('dedupe', '{"hits": 5, "near": 5}'),
    ...[inDocument('decided_at', '"x"'), inDocument('decided_at', '{}'), inDocument('updated_at', '5')],
    ...['reasons = \'"x"\'', "reasons = '{}'", "reasons = '[5]'", 'reasons = \'["nonsense"]\''],
    ...["reviewed_for = 'x'", "reviewed_for = '[{}, 5, null]'", "reviewed_for = '5'"],
    ...["status = 'nonsense'", "queue = 'nonsense'"],
    'review_opened_ms = 9223372036854775807',
    'review_opened_ms = -9223372036854775808',
    ...['id = -1', 'id = -9223372036854775808', 'id = 9223372036854775807', 'id = 9007199254740991'],
    ...["user_id = ''", "user_id = CAST(X'FF' AS TEXT)", "user_id = 'a/../b'"],
    'head_seq = 9223372036854775807',
    "claimed_by = 'x', claimed_until_ms = 9223372036854775807",
    'funnel_steps = -1',
    'moved_ms = -1',
  ])('%s hides no other', async (columns) => {
    await forge(columns);
    await expectOthers();
  });
});

it('a row that cannot be read is left out, and logged by its id', async () => {
  await forge("document = 'x', review_opened_ms = -1, queue = 'standard'");
  expect(await listed('/v1/reviews', 'reviewer')).toEqual([first, last]);
  expect(await listed('/v1/applicants', 'reader')).not.toContain(forged);
  const { text } = await browse(`/review/search?q=${forged}`, { as: await accessToken() });
  expect(text).not.toContain(`/review/applicants/${forged}`);
  const lines = said.errors.filter((line) => line.includes('row_unreadable'));
  // Queue, list, and the search twice: by the beginning of an id, and anywhere in it.
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: 'error', id: right.id });
});

it('rows that cannot be read end no list, page by page', async () => {
  await forge("document = 'x', review_opened_ms = -1");
  await withoutChecks(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
     INSERT INTO applicants (id, user_id, head_seq, head_hash, status, reasons, review_opened_ms, funnel_steps, reviewed_for,
       document, row_mac, mac_key, moved_ms)
     SELECT id + i, 'bad-' || i, 1, '', 'in_review', '[]', -i, 0, '[]', 'x', '', '', 1 FROM applicants, n WHERE user_id = ?`,
    forged,
  );
  for (const [path, as] of [
    ['/v1/reviews', 'reviewer'],
    ['/v1/applicants', 'reader'],
  ] as const) {
    const found: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 60; pages += 1) {
      const { body } = await send('GET', `${path}?limit=7${cursor}`, { as });
      found.push(...body.data.map(({ user_id }: { user_id: string }) => user_id));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(found.sort()).toEqual([first, last].sort());
  }
});

it.each([
  ['JSON that cannot be read', () => JSON.parse('x')],
  ['a time that is none', () => new Date(Number.NaN).toISOString()],
])('an answer of D1 with %s is no outage, and is not asked for again', async (_, read) => {
  let asked = 0;
  const answer = readD1(async () => {
    asked += 1;
    return read();
  });
  await expect(answer).rejects.not.toThrow(/out of reach/);
  expect(asked).toBe(1);
});
