/** The search for a text anywhere in an id or in a value of the metadata: what it finds, and how far it looks. */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SearchFilter } from '../../src/d1/console/search.ts';
import { LOOKED_AT, searchAnywhere } from '../../src/d1/console/search-anywhere.ts';
import { readAfterRun, send } from '../support/customer.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';

useTeamKeys();

const MANY = 2 * LOOKED_AT + 500;
const START = 1_767_225_600_000;
const at = (n: number) => new Date(START + n * 60_000).toISOString();
const id = (n: number) => `row-${String(n).padStart(4, '0')}-end`;

const METADATA: Readonly<Record<number, object>> = {
  10: { name: 'Zoe Oldest' },
  2600: { name: 'Zoë Müller', note: 'NAÏVE' },
  2601: { name: 'JÜRGEN MÜLLER'.normalize('NFD') },
  4000: { customer: 4711007, vip: true, ratio: 0.25 },
  4100: { text: '100%_\\"quoted\'' },
  4200: { zoe: 'the key is not looked at' },
};

/** The higher the number the later created; every tenth waits for a person. */
beforeAll(async () => {
  const numbers = `WITH RECURSIVE n (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM n WHERE n < ${MANY - 1})`;
  const when = `(${START} + n * 60000)`;
  await env.DB.prepare(
    `${numbers} INSERT INTO applicants (id, user_id, head_seq, head_hash, status, reasons, review_opened_ms, funnel_steps,
       reviewed_for, document, row_mac, mac_key, moved_ms)
     SELECT ${when} << 11, printf('row-%04d-end', n), 1, '', iif(n % 10, 'approved', 'in_review'), '[]',
       iif(n % 10, NULL, ${when}), 0, '[]', '{}', '', '', ${when} FROM n`,
  ).run();
  const update = env.DB.prepare('UPDATE applicants SET document = ? WHERE user_id = ?');
  await env.DB.batch(
    Object.entries(METADATA).map(([n, metadata]) =>
      update.bind(JSON.stringify({ metadata, liveness: { session_id: 'zoe' } }), id(Number(n))),
    ),
  );
});

async function search(
  text: string,
  filter: Partial<SearchFilter> = {},
  before: number | null = null,
  limit = 50,
) {
  const { found, ...rest } = await searchAnywhere(env.DB, { text, ...filter }, before, limit);
  return { ...rest, ids: found.map(({ user_id }) => user_id) };
}

describe('the search anywhere', () => {
  const found: [string, number[]][] = [
    ['4499-END', [4499]],
    ['w-2600-e', [2600]],
    ['zoë', [2600]],
    ['ZOË', [2600]],
    ['müller', [2601, 2600]],
    ['Müller'.normalize('NFD'), [2601, 2600]],
    ['jürgen MÜLLER', [2601]],
    ['naïve', [2600]],
    ['4711', [4000]],
    ['0.25', [4000]],
    ['100%_', [4100]],
    ['\\"quoted\'', [4100]],
    // Neither keys nor what else stands in the row, nor truth values.
    ['zoe', []],
    ['true', []],
    ['session_id', []],
    ['%', [4100]],
  ];
  it.each(found)('%j', async (text, numbers) => {
    expect((await search(text)).ids).toEqual(numbers.map(id));
  });

  it('looks at a bounded number of the newest, says how far, and goes on from there to the end', async () => {
    const first = await search('oldest');
    expect(first).toMatchObject({ ids: [], lookedAt: LOOKED_AT, backTo: at(MANY - LOOKED_AT), more: false });
    const second = await search('oldest', {}, first.next);
    expect(second).toMatchObject({ ids: [], lookedAt: LOOKED_AT, backTo: at(MANY - 2 * LOOKED_AT) });
    expect(await search('oldest', {}, second.next)).toEqual({
      ...{ ids: [id(10)], lookedAt: 500, backTo: at(0), more: false, next: null },
    });
  });

  it('goes on behind a full page, and passes nobody over', async () => {
    const all: string[] = [];
    let before: number | null = null;
    do {
      const page: Awaited<ReturnType<typeof search>> = await search('-end', {}, before, 1_000);
      all.push(...page.ids);
      before = page.next;
    } while (before !== null);
    expect(all).toEqual(Array.from({ length: MANY }, (_, n) => id(MANY - 1 - n)));
  });

  it('looks only at who passes the other filters', async () => {
    expect(await search('oldest', { createdBefore: at(11) })).toMatchObject({
      ids: [id(10)],
      lookedAt: 11,
      next: null,
    });
    expect(await search('oldest', { createdFrom: at(9), createdBefore: at(10) })).toMatchObject({
      ids: [],
      lookedAt: 1,
    });
    expect(await search('oldest', { status: 'in_review' })).toMatchObject({ ids: [id(10)], lookedAt: 450 });
    expect(await search('oldest', { status: 'approved' })).toMatchObject({ ids: [], lookedAt: LOOKED_AT });
    expect(await search('oldest', { waitingSince: at(11) })).toMatchObject({ ids: [id(10)] });
    expect(await search('oldest', { waitingSince: at(10) })).toMatchObject({ ids: [] });
    expect(await search('oldest', { waitingSince: at(11), status: 'approved' })).toMatchObject({
      lookedAt: 0,
    });
    expect(await search('nowhere', { createdBefore: at(0) })).toMatchObject({
      lookedAt: 0,
      backTo: null,
      next: null,
    });
  });
});

describe('the search page', () => {
  it('takes a name from the form alone, shows where it stood, and how far it looked', async () => {
    const as = await accessToken();
    await send('POST', '/v1/applicants', {
      json: { user_id: 'someone-new', metadata: { name: 'Ann <Other>' } },
    });
    await readAfterRun('someone-new');
    const { status, text } = await browse('/review/search', { as, form: { q: 'other>', status: '' } });
    expect(status).toBe(200);
    expect(text).toContain('someone-new');
    expect(text).toContain('name: Ann &lt;Other&gt;');
    expect(text).toContain('Looked at the newest 2,000, back to 2026-01-02 (UTC)');
    expect(text).toMatch(/<form[^>]* method="post"/);
    expect(text).not.toMatch(/(href|action)="[^"]*other/i);
    const before = /name="before" value="(\d+)"/.exec(text)![1]!;
    const older = await browse('/review/search', { as, form: { q: 'other>', before } });
    expect(older.text).not.toContain('someone-new');
    expect(older.text).toContain('Looked at the next 2,000');
    const named = await browse('/review/search', {
      ...{ as, form: { q: 'ann <o' }, settings: { CONSOLE_TITLE_FIELD: 'name' } },
    });
    expect(named.text).toContain('>Ann &lt;Other&gt;</a><small class="cut id">someone-new</small>');
  });

  it('answers a form of another site without a search, and an address as before', async () => {
    const as = await accessToken();
    const foreign = { as, form: { q: 'other' }, headers: { origin: 'https://elsewhere.test' } };
    expect((await browse('/review/search', foreign)).text).not.toContain(
      'anywhere in an id or the metadata.',
    );
    expect((await browse('/review/search?q=row-4499', { as })).text).toContain('row-4499-end');
    expect((await browse('/review/search?q=end&before=-1', { as })).status).toBe(200);
  });
});
