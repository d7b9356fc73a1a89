import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { createFailedLivenessCase, createLowSimilarityCase } from '../support/cases.ts';
import { readAfterRun } from '../support/customer.ts';
import { accessToken, browse, hiddenFieldsOf, useTeamKeys } from '../support/team.ts';

useTeamKeys();

const ONE_ROW = 'SELECT n FROM queue_changes WHERE id = 1';

describe('the queue', () => {
  it('lists who waits, longest first, narrowed by reason and age', async () => {
    const as = await accessToken();
    const [first, second] = [await createFailedLivenessCase(), await createLowSimilarityCase()];
    const { text } = await browse('/review', { as });
    expect(text.indexOf(first)).toBeGreaterThan(0);
    expect(text.indexOf(second)).toBeGreaterThan(text.indexOf(first));
    const alike = await browse('/review?reason=similarity_low', { as });
    expect(alike.text).toContain(second);
    expect(alike.text).not.toContain(first);
    const aged = await browse('/review/queue?age=24', { as });
    expect(aged.status).toBe(200);
    expect(aged.text).not.toContain(first);
    expect((await browse('/review?reason=nonsense&age=-1', { as })).text).toContain(first);
  });

  it('goes on behind the case that was decided or left, and not back to those left before', async () => {
    const as = await accessToken();
    await env.DB.prepare('UPDATE applicants SET review_opened_ms = NULL').run();
    const [left, decided, last] = [
      await createFailedLivenessCase(),
      await createFailedLivenessCase(),
      await createFailedLivenessCase(),
    ];
    const page = await browse(`/review/applicants/${decided}`, { as });
    const form = { ...hiddenFieldsOf(page), decision: 'reject', ground_reject: 'spoof', note: '' };
    const answer = await browse(`/review/applicants/${decided}/decisions`, { as, form });
    // The copy has heard of it, so the case itself is no place in the queue any more.
    await readAfterRun(decided);
    const next = async (path: string) => (await browse(path, { as })).headers.get('location');
    const done = `done=${decided}&decision=reject`;
    expect(await next(answer.headers.get('location')!)).toBe(`/review/applicants/${last}?${done}`);
    // From the last it begins anew.
    const opened = await browse(`/review/applicants/${last}`, { as });
    const leave = { ...hiddenFieldsOf(opened), leave: 'next' };
    const advance = await browse(`/review/applicants/${last}/claim`, { as, form: leave });
    expect(await next(advance.headers.get('location')!)).toBe(`/review/applicants/${left}`);
  });

  it('goes back to the queue when the last case was the only one', async () => {
    const as = await accessToken();
    const user = await createFailedLivenessCase();
    const next = async () => (await browse(`/review/next?after=${user}`, { as })).headers.get('location');
    // The copy still names it, as it does for a moment after a decision; nobody else waits.
    await env.DB.prepare('UPDATE applicants SET review_opened_ms = NULL WHERE user_id <> ?').bind(user).run();
    expect(await next()).toBe('/review');
    const another = await createFailedLivenessCase();
    expect(await next()).toBe(`/review/applicants/${another}`);
  });

  it('answers an open page with the list when it has changed, and with nothing, for one row of D1, while not', async () => {
    const as = await accessToken();
    const other = await accessToken({ email: 'ben@example.com' });
    vi.useFakeTimers({ toFake: ['Date'], now: Math.ceil(Date.now() / 60_000) * 60_000 });
    const user = await createFailedLivenessCase();
    await readAfterRun(user);
    let tag = /data-tag="([^"]+)"/
      .exec((await browse('/review', { as })).text)![1]!
      .replaceAll('&quot;', '"');
    const ask = async () => {
      const { db, asked } = listening();
      const settings = { DB: db };
      const seen = await browse('/review/queue', {
        as,
        headers: { 'if-none-match': tag },
        settings,
      });
      return { ...seen, asked };
    };
    expect(await ask()).toMatchObject({ status: 304, text: '', asked: [ONE_ROW] });
    await browse(`/review/applicants/${user}`, { as: other });
    await readAfterRun(user);
    const claimed = await ask();
    expect(claimed).toMatchObject({ status: 200 });
    expect(claimed.text).toContain('ben@example.com');
    tag = claimed.headers.get('etag')!;
    expect(await ask()).toMatchObject({ status: 304, asked: [ONE_ROW] });
    // Waiting times and claims change with the clock alone.
    vi.setSystemTime(Date.now() + 15_000);
    expect((await ask()).status).toBe(200);
    await env.DB.prepare('UPDATE queue_changes SET n = n + 1').run();
    expect((await ask()).status).toBe(200);
    // Another tag, and no number to make one of.
    tag = 'W/"1-1", "2"';
    expect((await ask()).status).toBe(200);
    await env.DB.prepare('DELETE FROM queue_changes').run();
    const unknown = await ask();
    expect([unknown.status, unknown.headers.get('etag')]).toEqual([200, null]);
    await env.DB.prepare('INSERT INTO queue_changes (id, n) VALUES (1, 1)').run();
    vi.useRealTimers();
  });
});

/** The database, which notes what is asked of it, but for what each isolate asks once. */
function listening(): { db: D1Database; asked: string[] } {
  const asked: string[] = [];
  const db: D1Database = Object.assign(Object.create(env.DB), {
    prepare(query: string) {
      if (!query.includes('FROM deployment')) asked.push(query);
      return env.DB.prepare(query);
    },
  });
  return { db, asked };
}
