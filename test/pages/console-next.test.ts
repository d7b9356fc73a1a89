/** The next case of a reviewer, and the filter that travels with it. */
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import { rightsOf } from '../../src/config/team.ts';
import { createRecords } from '../../src/d1/applicants.ts';
import { listCases } from '../../src/pages/review/next.ts';
import { createFailedLivenessCase, createLowSimilarityCase } from '../support/cases.ts';
import { decide, readAfterRun } from '../support/customer.ts';
import { CREATED_MS, sealedRow } from '../support/sealed-rows.ts';
import { accessToken, browse, hiddenFieldsOf, useTeamKeys } from '../support/team.ts';

useTeamKeys();

const ROLES = JSON.stringify({
  'rita@example.com': ['reviewer'],
  'sam@example.com': ['senior'],
  '*@team.example.com': ['reviewer'],
});
const settings = { ROLES };
const as = (name: string) => accessToken({ email: name.includes('@') ? name : `${name}@example.com` });
const caseOf = (user: string) => `/review/applicants/${user}`;
const REJECT = { decision: 'reject', ground_reject: 'customer_withdrew', note: '' };

/** Takes all cases so far out of the queue, once nothing of them is still to be copied to D1. */
async function emptyQueue(): Promise<void> {
  const { results } = await env.DB.prepare('SELECT user_id FROM applicants').all<{ user_id: string }>();
  await Promise.all(results.map(({ user_id }) => readAfterRun(user_id)));
  await env.DB.prepare('UPDATE applicants SET review_opened_ms = NULL').run();
}

describe('the next case', () => {
  it('is one that nobody else has, of the same filter, and it is claimed at once', async () => {
    await emptyQueue();
    const [first, unlike, second, third] = [
      await createFailedLivenessCase(),
      await createLowSimilarityCase(),
      await createFailedLivenessCase(),
      await createFailedLivenessCase(),
    ];
    const next = async (who: string, query: string) =>
      (await browse(`/review/next${query}`, { as: await as(who), settings })).headers.get('location');
    const filter = '?reason=liveness_failed';
    expect(await next('rita', filter)).toBe(`${caseOf(first)}${filter}`);
    // D1 may not know of the claim yet, the case itself does.
    expect(await next('sam', filter)).toBe(`${caseOf(second)}${filter}`);
    expect(await next('new@team.example.com', filter)).toBe(`${caseOf(third)}${filter}`);
    expect(await next('old@team.example.com', filter)).toBe(`/review${filter}`);
    expect(await next('old@team.example.com', '')).toBe(caseOf(unlike));

    // The filter goes through the decision, and the case that was decided is not opened again.
    const rita = { as: await as('rita'), settings };
    const page = await browse(caseOf(first) + filter, rita);
    const action = /class="bar" method="post" action="([^"]+)"/.exec(page.text)![1]!;
    expect(action).toBe(`${caseOf(first)}/decisions${filter}`);
    const form = { ...hiddenFieldsOf(page), ...REJECT };
    const decided = await browse(action, { ...rita, form });
    const there = decided.headers.get('location')!;
    expect(there).toContain('/review/next?reason=liveness_failed&after=');
    const gone = (await browse(there, rita)).headers.get('location')!;
    expect(gone).toBe(`/review${filter}&done=${first}&decision=reject`);
  });

  it('keeps to the queue that the reviewer may decide in, and to own cases where asked', async () => {
    await emptyQueue();
    const [senior, mine] = [await createLowSimilarityCase(), await createFailedLivenessCase()];
    await decide(senior, 'escalate', undefined, { ground: 'second_opinion' });
    await readAfterRun(senior);
    const rita = { as: await as('rita'), settings };
    expect((await browse('/review/next', rita)).headers.get('location')).toBe(caseOf(mine));
    await readAfterRun(mine);
    const rows = async (query: string) => {
      const { text } = await browse(`/review/queue${query}`, rita);
      return [senior, mine].filter((user) => text.includes(user));
    };
    expect(await rows('')).toEqual([senior, mine]);
    expect(await rows('?queue=senior')).toEqual([senior]);
    expect(await rows('?queue=standard')).toEqual([mine]);
    expect(await rows('?mine=1')).toEqual([mine]);
    expect(await rows('?mine=1&queue=senior')).toEqual([]);
    const { text } = await browse('/review', rita);
    expect(text).toContain('<strong>you</strong>');
    expect(text).toContain(`title="${mine}"`);
  });
});

it('the next case is none that the reviewer has escalated: another one decides it', async () => {
  await emptyQueue();
  const user = await createFailedLivenessCase();
  const sam = { as: await as('sam'), settings };
  const form = {
    ...hiddenFieldsOf(await browse(caseOf(user), sam)),
    ...{ decision: 'escalate', ground_escalate: 'second_opinion', note: '' },
  };
  expect((await browse(`${caseOf(user)}/decisions`, { ...sam, form })).status).toBe(303);
  expect(await readAfterRun(user)).toMatchObject({
    review: { queue: 'senior', escalated_by: 'sam@example.com' },
  });
  const next = async (who: string) =>
    (await browse('/review/next', { as: await as(who), settings })).headers.get('location');
  expect(await next('sam')).toBe('/review');
  const roles = JSON.stringify({ 'sue@example.com': ['senior'] });
  const other = await browse('/review/next', { as: await as('sue'), settings: { ROLES: roles } });
  expect(other.headers.get('location')).toBe(caseOf(user));
});

describe('the next case in a long queue', () => {
  type Given = { claimedBy?: string; proposedBy?: string; queue?: string; count: number; minutes?: number };
  const opened = Date.parse('2026-01-02T00:00:00.000Z');

  afterEach(() => env.DB.prepare('DELETE FROM applicants WHERE user_id LIKE ?').bind('full-%').run());

  /** Rows of cases that wait longer than any other, each with its own place. */
  async function fill({
    claimedBy,
    proposedBy,
    queue = 'standard',
    count,
    minutes = 10,
  }: Given): Promise<void> {
    const until = claimedBy === undefined ? null : Date.now() + minutes * 60_000;
    for (let made = 0; made < count; made += 1) {
      const review = {
        ...{ opened_at: new Date(opened + made).toISOString(), due_at: null, queue },
        ...{ claimed_by: claimedBy ?? null, claimed_until: until && new Date(until).toISOString() },
        proposal: proposedBy === undefined ? null : { by: proposedBy },
      };
      const row = sealedRow(`full-${crypto.randomUUID()}`, {
        ...{ created_ms: CREATED_MS + made, status: 'in_review', reasons: '["liveness_failed"]', queue },
        ...{ review_opened_ms: opened + made, claimed_by: claimedBy ?? null, claimed_until_ms: until },
        document: JSON.stringify({ next_action: 'wait', updated_at: review.opened_at, review }),
      });
      await createRecords(env.DB).put({ row, sessionIds: [], wakeMs: null, movedMs: opened });
    }
  }

  /** Opens the next case. @returns where it leads, and how many queries and rows it took */
  async function next(who: string, query = '') {
    const took = { queries: 0, rows: 0 };
    const DB = {
      prepare: (sql: string) => ({
        bind: (...values: unknown[]) => {
          const statement = env.DB.prepare(sql).bind(...values);
          const count = (rows: number) => {
            took.queries += 1;
            took.rows += rows;
          };
          return {
            async all() {
              const answer = await statement.all();
              count(answer.results.length);
              return answer;
            },
            async first(column: string) {
              count(1);
              return statement.first(column);
            },
          };
        },
      }),
    };
    const seen = await browse(`/review/next${query}`, { as: await as(who), settings: { ...settings, DB } });
    return { location: seen.headers.get('location'), ...took };
  }

  it('is found behind 500 that others have, by two queries that read it alone', async () => {
    await emptyQueue();
    await fill({ claimedBy: 'sam@example.com', count: 500 });
    const free = await createFailedLivenessCase();
    await readAfterRun(free);
    const filter = '?reason=liveness_failed';
    for (const query of ['', filter, '?queue=standard'])
      expect(await next('rita', query)).toMatchObject({ location: `${caseOf(free)}${query}`, queries: 2 });
    const { rows } = await next('rita');
    expect(rows).toBeLessThanOrEqual(2);
    // Of the reviewer's own cases it is the only one.
    await readAfterRun(free);
    expect((await next('rita', '?mine=1')).location).toBe(`${caseOf(free)}?mine=1`);
    const page = await browse('/review/queue?mine=1', { as: await as('rita'), settings });
    expect([...page.text.matchAll(/<tr>/g)]).toHaveLength(1 + 1);
  });

  it('is none when 500 are claimed by others: that takes two queries and no row', async () => {
    await emptyQueue();
    await fill({ claimedBy: 'sam@example.com', count: 500 });
    expect(await next('rita')).toEqual({ location: '/review', queries: 2, rows: 0 });
  });

  it('is found behind 120 of the senior queue and 60 of the reviewer’s own proposals', async () => {
    await emptyQueue();
    await fill({ queue: 'senior', count: 120 });
    await fill({ proposedBy: 'rita@example.com', count: 60 });
    const free = await createFailedLivenessCase();
    await readAfterRun(free);
    expect(await next('rita')).toMatchObject({ location: caseOf(free), queries: 3, rows: 61 });
    expect(await next('rita', '?queue=senior')).toMatchObject({
      location: '/review?queue=senior',
      queries: 0,
    });
  });

  it('tries a bounded number of cases that D1 calls free and the objects do not', async () => {
    await emptyQueue();
    await fill({ count: 120 });
    expect(await next('rita')).toMatchObject({ location: '/review', queries: 2, rows: 50 });
  });
});

describe('the pages of the queue', () => {
  it('lead through all cases, each once, with the filter', async () => {
    await emptyQueue();
    const users = [];
    for (let made = 0; made < 3; made += 1) users.push(await createFailedLivenessCase());
    await Promise.all(users.map(readAfterRun));
    const { records } = { records: createRecords(env.DB) };
    const viewer = { email: 'rita@example.com', rights: rightsOf(undefined, 'rita@example.com') };
    const filter = { reason: 'liveness_failed' } as const;
    const first = await listCases(records, filter, null, 2, viewer);
    expect(first.rows.map(({ document }) => document.user_id)).toEqual(users.slice(0, 2));
    const second = await listCases(records, filter, first.next, 2, viewer);
    expect(second.rows.map(({ document }) => document.user_id)).toEqual(users.slice(2));
    expect(second.next).toBeNull();
    const from = `${first.next!.at}-${first.next!.id}`;
    const page = await browse(`/review?reason=liveness_failed&from=${from}`, {
      as: await as('rita'),
      settings,
    });
    expect(users.filter((user) => page.text.includes(user))).toEqual(users.slice(2));
    expect(page.text).toContain('<a href="/review?reason=liveness_failed">To the head of the queue</a>');
    expect(page.text).toContain(`data-live="/review/queue?reason=liveness_failed&amp;from=${from}"`);
    for (const odd of ['x', '1', '-', '1-2-3', '9'.repeat(40)])
      expect((await browse(`/review?from=${odd}`, { as: await as('rita'), settings })).text).toContain(
        users[0]!,
      );
  });
});
