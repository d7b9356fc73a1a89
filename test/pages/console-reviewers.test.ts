/** The overview's figures about now and about reviewers, and who sees the latter. */
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRecords } from '../../src/d1/applicants.ts';
import { KEPT_MS, removeOldDecisions } from '../../src/d1/reviewer-figures.ts';
import { createFailedLivenessCase, createLowSimilarityCase } from '../support/cases.ts';
import { newUserId, readAfterRun, send } from '../support/customer.ts';
import { CREATED_MS, sealedRow } from '../support/sealed-rows.ts';
import { accessToken, browse, hiddenFieldsOf, useTeamKeys } from '../support/team.ts';

useTeamKeys();
afterEach(() => void vi.useRealTimers());

const HOUR = 3_600_000;
const ROLES = JSON.stringify({
  'rita@example.com': ['reviewer'],
  'sara@example.com': ['senior'],
  'aud@example.com': ['auditor'],
  'sue@example.com': ['supervisor'],
  'both@example.com': ['reviewer', 'supervisor'],
});
const settings = { ROLES, REVIEW_DUE_HOURS: '24' };

async function overview(who: string, query = ''): Promise<string> {
  const as = await accessToken({ email: `${who}@example.com` });
  const { status, text } = await browse(`/review/overview${query}`, { as, settings });
  expect(status).toBe(200);
  return text;
}

/** The rows of a table: the texts of their cells by the text of their heading. */
function table(text: string, label: string): Record<string, string[]> {
  const found = new RegExp(`aria-label="${label}"><table[^>]*>.*?<tbody>(.*?)</tbody>`).exec(text);
  const rows = (found?.[1] ?? '').split('</tr>').map((row) => {
    const cells = [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)];
    return cells.map(([, cell]) => cell!.replaceAll(/<[^>]*>/g, ''));
  });
  return Object.fromEntries(rows.filter(({ length }) => length > 0).map(([head, ...rest]) => [head!, rest]));
}

const stat = (text: string, name: string) =>
  new RegExp(`<dt>${name}</dt><dd>(.*?)</dd>`).exec(text)?.[1]?.replaceAll(/<[^>]*>/g, '');

async function rejectByKey(user: string): Promise<void> {
  const { seq } = await readAfterRun(user);
  const json = { decision: 'reject', reviewer: 'a label', note: 'n', seq };
  const { status } = await send('POST', `/v1/applicants/${user}/decisions`, { as: 'reviewer', json });
  expect(status).toBe(200);
  await readAfterRun(user);
}

describe('the figures about reviewers', () => {
  it('count what each has decided in the console and by a key, with the time from the claim', async () => {
    const as = await accessToken({ email: 'rita@example.com' });
    const user = await createFailedLivenessCase();
    await readAfterRun(user);
    const page = await browse(`/review/applicants/${user}`, { as, settings });
    const form = { ...hiddenFieldsOf(page), decision: 'reject', ground_reject: 'spoof', note: '' };
    const decided = await browse(`/review/applicants/${user}/decisions`, { as, settings, form });
    expect(decided.status).toBe(303);
    await readAfterRun(user);
    await rejectByKey(await createLowSimilarityCase());
    const rows = table(await overview('sue'), 'Reviewers');
    expect(rows['rita@example.com']).toEqual(['1', '0', expect.stringMatching(/^\d+ s$/), '0', '0', '0']);
    expect(rows['key:reviewer']).toEqual(['1', '0', '–', '0', '0', '0']);
    // Erasure leaves them, and nothing about the person is among them.
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await readAfterRun(user);
    expect(table(await overview('sue'), 'Reviewers')['rita@example.com']?.[0]).toBe('1');
    const kept = await env.DB.prepare('SELECT * FROM review_decisions WHERE user_id = ?').bind(user).all();
    expect(Object.keys(kept.results[0]!).toSorted()).toEqual([
      ...['at_ms', 'decision', 'kind', 'overturned', 'reviewer', 'second_look', 'seq', 'took_ms', 'user_id'],
    ]);
  });

  it.each(['rita', 'sara', 'aud'])('are not shown to %s, who is no supervisor', async (who) => {
    const text = await overview(who);
    expect(text).toContain('id="now"');
    expect(text).not.toContain('Median time');
    expect(text).not.toContain('key:reviewer');
  });

  it.each(['sue', 'both'])('are shown to %s', async (who) => {
    expect(await overview(who)).toContain('Median time');
  });

  it('are shown to nobody where nobody has a role', async () => {
    const { text } = await browse('/review/overview', {
      as: await accessToken({ email: 'sue@example.com' }),
    });
    expect(text).not.toContain('Median time');
  });

  it('are of the period: the median of the times, the shares of what was overturned and disagreed with', async () => {
    const add = (reviewer: string, tookMs: number | null, given: object = {}) => {
      const row = {
        at_ms: Date.now() - 1_000,
        user_id: newUserId(),
        seq: 1,
        kind: 'decided',
        decision: 'approve',
      };
      const all = { ...row, reviewer, took_ms: tookMs, second_look: null, overturned: 0, ...given };
      const names = Object.keys(all);
      const query = `INSERT INTO review_decisions (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
      return env.DB.prepare(query)
        .bind(...Object.values(all))
        .run();
    };
    for (const tookMs of [10_000, 20_000, 90_000, null]) await add('odd', tookMs);
    for (const tookMs of [600_000, 61_000]) await add('even', tookMs, { overturned: 1 });
    await add('even', null, { at_ms: Date.now() - 20 * 24 * HOUR });
    await add('looked', null, { kind: 'proposed', second_look: 'agreed' });
    await add('looked', null, { kind: 'proposed', second_look: 'disagreed' });
    await add('looked', null, { kind: 'proposed' });
    // As somebody may put it there who can write to D1.
    await add('<b>odd</b>', -5, { overturned: 1e9, kind: '<i>' });
    const month = table(await overview('sue'), 'Reviewers');
    expect(month.odd).toEqual(['4', '0', '20 s', '0', '0', '0']);
    expect(month.even).toEqual(['3', '0', '5 min 31 s', '2 (67 %)', '0', '0']);
    expect(month.looked).toEqual(['0', '3', '–', '0', '2', '1 (50 %)']);
    expect(await overview('sue')).not.toContain('<b>odd');
    expect(table(await overview('sue', '?days=7'), 'Reviewers').even?.[0]).toBe('2');
  });

  it('go after 92 days, and are not written again', async () => {
    const count = () => env.DB.prepare('SELECT count(*) AS n FROM review_decisions').first<number>('n');
    await env.DB.prepare('DELETE FROM review_decisions').run();
    const user = await createFailedLivenessCase();
    await rejectByKey(user);
    const at = await env.DB.prepare('SELECT at_ms FROM review_decisions').first<number>('at_ms');
    await removeOldDecisions(env.DB, at! + KEPT_MS - 1);
    expect(await count()).toBe(1);
    await removeOldDecisions(env.DB, at! + KEPT_MS);
    expect(await count()).toBe(0);
    vi.useFakeTimers({ toFake: ['Date'], now: at! + KEPT_MS });
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await readAfterRun(user);
    expect(await count()).toBe(0);
  });
});

describe('how it stands now', () => {
  const details = { type: 'applicant.created', failures: null, code: null, nextTryMs: null };
  const parked = { kind: 'notification_parked', seq: 1, sinceMs: CREATED_MS, details } as const;

  it('counts cases by reason and age, the overdue, the stuck and what was given up, and leads to them', async () => {
    await env.DB.prepare('DELETE FROM applicants').run();
    const now = Date.now();
    const put = (user: string, row: object, movedMs = now, unfinished = [] as (typeof parked)[]) =>
      createRecords(env.DB).put({
        ...{ row: sealedRow(user, row), sessionIds: [], wakeMs: null, movedMs, unfinished },
      });
    const waits = (user: string, hours: number, reasons: string[]) =>
      put(user, {
        ...{ status: 'in_review', reasons: JSON.stringify(reasons), queue: 'standard' },
        review_opened_ms: now - hours * HOUR,
      });
    await waits('new', 0.5, ['similarity_low']);
    await waits('hours', 2, ['similarity_low', 'possible_duplicate']);
    await waits('days', 25, ['similarity_low']);
    await waits('week', 170, ['possible_duplicate']);
    await put('checked', { status: 'verifying' }, now - 9 * 60_000);
    await put('stuck', { status: 'verifying' }, now - 11 * 60_000);
    await put('told', { status: 'approved' }, now - HOUR, [parked]);
    const text = await overview('aud');
    expect(table(text, 'The queue by reason and age')).toEqual({
      'Faces not alike enough': ['3', '2', '1', '0'],
      'Possible duplicate': ['2', '2', '1', '1'],
      'Any reason': ['4', '3', '2', '1'],
    });
    expect(text).toContain('href="/review?reason=similarity_low&amp;age=24"');
    expect(stat(text, 'Waiting')).toBe('4');
    expect(stat(text, 'Overdue')).toBe('2');
    expect(stat(text, 'Stuck in checks over 10 min')).toBe('1');
    expect(stat(text, 'Notifications given up')).toBe('1');
    expect(text).toContain('href="/review/applicants/stuck"');
    expect(text).not.toContain('href="/review/applicants/checked"');
    const unset = await browse('/review/overview', { as: await accessToken() });
    expect(stat(unset.text, 'Overdue')).toBe('– no due time is set');
  });
});
