import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createFailedLivenessCase, createLowSimilarityCase } from '../support/cases.ts';
import {
  createWithIdPhoto,
  decide,
  newUserId,
  readAfterRun,
  readApplicant,
  send,
  startSession,
} from '../support/customer.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';

useTeamKeys();

/** The cells of each row of the figure of that title, as numbers; those of a share stay text. */
async function table(title: string, days = 30): Promise<Record<string, string[]>> {
  const { status, text } = await browse(`/review/overview?days=${days}`, { as: await accessToken() });
  expect(status).toBe(200);
  const figure = text.split('<h2 ').find((part) => part.includes(`>${title}</h2>`)) ?? '';
  const rows = [...figure.matchAll(/<th scope="row">([^<]+)<\/th>((?:<td[^>]*>[^<]*<\/td>)+)/g)];
  return Object.fromEntries(
    rows.map(([, label, cells]) => [label, [...cells!.matchAll(/>([^<]+)</g)].map(([, cell]) => cell!)]),
  );
}

const funnel = async () => Object.values(await table('Funnel')).map(([n]) => Number(n));

/** With an ID photo, and no further. */
async function waiting(): Promise<string> {
  const user = newUserId();
  await createWithIdPhoto(user, 'cage.jpg');
  return user;
}

describe('the overview', () => {
  it('says so where nobody is', async () => {
    const { text } = await browse('/review/overview', { as: await accessToken() });
    expect(text.match(/Nobody in this period\./g)).toHaveLength(6);
    expect(text).not.toContain('<svg');
  });

  it('has a funnel: each step counts who took it and all before, for good', async () => {
    await send('POST', '/v1/applicants', { json: { user_id: newUserId() } });
    const rejected = await createFailedLivenessCase();
    await waiting();
    const started = await waiting();
    await startSession(started);
    const matched = await createLowSimilarityCase();
    for (const user of [rejected, started, matched]) await readAfterRun(user);
    //                         created, photo, started, passed, decided, approved
    expect(await funnel()).toEqual([5, 4, 3, 1, 0, 0]);
    await decide(matched, 'approve');
    expect((await readAfterRun(matched)).status).toBe('approved');
    await decide(rejected, 'reject');
    await readAfterRun(rejected);
    expect(await funnel()).toEqual([5, 4, 3, 1, 1, 1]);
    const { text } = await browse('/review/overview', { as: await accessToken() });
    expect(text).toContain('Decided without having passed liveness: 1.');
    expect((await table('Funnel'))['Liveness passed']).toEqual(['1', '20 %', '33 %']);
    expect(text).toMatch(/<path class="lost" d="M/);
    // Who is asked for another photo has had one, and who is erased has been approved.
    await send('DELETE', `/v1/applicants/${matched}`, { as: 'eraser' });
    await readAfterRun(matched);
    expect((await readApplicant(matched)).status).toBe('erased');
    expect(await funnel()).toEqual([5, 4, 3, 1, 1, 1]);
  });

  it('knows of decisions that the records first hear of together with the erasure', async () => {
    const before = await funnel();
    const [approved, rejected] = [await createLowSimilarityCase(), await createLowSimilarityCase()];
    await decide(approved, 'approve');
    await decide(rejected, 'reject');
    for (const user of [approved, rejected]) {
      await readAfterRun(user);
      // As if D1 had been away since the review.
      await env.DB.prepare('UPDATE applicants SET funnel_steps = 7 WHERE user_id = ?').bind(user).run();
      await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
      await readAfterRun(user);
    }
    const [, , , , decided, isApproved] = await funnel();
    expect([decided! - before[4]!, isApproved! - before[5]!]).toEqual([2, 1]);
  });

  it('counts who went to a person by reason, also those decided since and those erased', async () => {
    const before = await table('Share to review by reason');
    const [asked, kept] = [await createLowSimilarityCase(), await createLowSimilarityCase()];
    // As if D1 had been away while it was in review: the decision in the log knows.
    await env.DB.prepare("UPDATE applicants SET reviewed_for = '[]' WHERE user_id = ?").bind(kept).run();
    await decide(kept, 'reject');
    await readAfterRun(kept);
    const share = await table('Share to review by reason');
    const count = (rows: typeof share, label: string) => Number(rows[label]?.[0] ?? 0);
    expect(count(share, 'Faces not alike enough')).toBe(count(before, 'Faces not alike enough') + 2);
    expect(count(share, 'Any reason')).toBe(count(before, 'Any reason') + 2);
    // Back with the applicant: neither decided nor in review.
    await decide(asked, 'new_id_photo');
    await readAfterRun(asked);
    const gone = await table('Share to review by reason');
    expect(count(gone, 'Any reason')).toBe(count(before, 'Any reason') + 1);
    const row = await env.DB.prepare('SELECT reviewed_for FROM applicants WHERE user_id = ?')
      .bind(asked)
      .first();
    expect(row).toEqual({ reviewed_for: '["similarity_low"]' });
    await send('DELETE', `/v1/applicants/${kept}`, { as: 'eraser' });
    await readAfterRun(kept);
    expect(count(await table('Share to review by reason'), 'Faces not alike enough')).toBe(
      count(gone, 'Faces not alike enough'),
    );
  });

  it('looks at the applicants created in the chosen period', async () => {
    const all = await funnel();
    const allCreated = (ms: number) =>
      env.DB.prepare(
        'UPDATE applicants SET id = (? << 11) + (SELECT count(*) FROM applicants b WHERE b.user_id < applicants.user_id)',
      )
        .bind(ms)
        .run();
    await allCreated(Date.parse('2020-01-01T00:00:00.000Z'));
    expect(await table('Funnel')).toEqual({});
    await allCreated(Date.now() - 10 * 86_400_000);
    expect(await table('Funnel', 7)).toEqual({});
    expect(await funnel()).toEqual(all);
    expect(Object.keys(await table('Onboardings by day', 90))).toHaveLength(90);
    expect(Object.keys(await table('Onboardings by day', 12))).toHaveLength(30);
  });

  it('stands in columns that follow from the log alone', async () => {
    const columns = 'SELECT user_id, funnel_steps, reviewed_for FROM applicants ORDER BY 1';
    const rows = async () => (await env.DB.prepare(columns).all<{ user_id: string }>()).results;
    const written = await rows();
    await env.DB.prepare("UPDATE applicants SET funnel_steps = 0, reviewed_for = '[]'").run();
    for (const { user_id } of written) await readAfterRun(user_id);
    expect(written.length).toBeGreaterThan(4);
    expect(await rows()).toEqual(written);
  });

  it('counts the outcomes, times, reasons and scores', async () => {
    const as = await accessToken();
    const user = await createLowSimilarityCase();
    const numbers = async () => {
      const { status, text } = await browse('/review/overview', { as });
      expect(status).toBe(200);
      const cells = (label: string) =>
        text
          .match(new RegExp(`<th scope="row">${label}</th>((<td[^>]*>\\d+</td>)+)`))?.[1]
          ?.match(/\d+/g)
          ?.map(Number);
      return {
        day: cells(
          new Date().toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }),
        )!,
        unlike: cells('Faces not alike enough')?.[0] ?? 0,
      };
    };
    const before = await numbers();
    await decide(user, 'reject');
    await readAfterRun(user);
    const [approved, rejected, waiting, other] = before.day;
    const after = await numbers();
    expect(after.day).toEqual([approved, rejected! + 1, waiting! - 1, other]);
    // A rejection keeps its reason.
    expect(after.unlike).toBe(before.unlike);
  });
});

describe('the search by age', () => {
  it('finds by the day of creation, both ends included, and by how long somebody waits', async () => {
    const as = await accessToken();
    const user = await createFailedLivenessCase();
    const found = async (query: string) => {
      const { status, text } = await browse(`/review/search?q=${user}&${query}`, { as });
      expect(status).toBe(200);
      return text.includes(`/review/applicants/${user}"`);
    };
    const at = Date.parse('2026-03-10T23:59:59.999Z');
    await env.DB.prepare('UPDATE applicants SET id = ?2 << 11 WHERE user_id = ?1').bind(user, at).run();
    expect(await found('from=2026-03-10&until=2026-03-10')).toBe(true);
    expect(await found('from=2026-03-11')).toBe(false);
    expect(await found('until=2026-03-09')).toBe(false);
    expect(await found('from=0001-01-01&until=9999-12-31')).toBe(true);
    expect(await found('from=soon&until=2026-02-30&waiting=long&status=odd')).toBe(true);
    expect(await found('waiting=1')).toBe(false);
    const opened = (hours: number) =>
      env.DB.prepare('UPDATE applicants SET review_opened_ms = ?2 WHERE user_id = ?1')
        .bind(user, Date.now() - hours * 3_600_000)
        .run();
    await opened(25);
    expect(await found('waiting=24')).toBe(true);
    expect(await found('waiting=72')).toBe(false);
    expect(await found('waiting=24&status=in_review&from=2026-03-10')).toBe(true);
    const { text } = await browse('/review/search?from=2026-03-10&waiting=24', { as });
    expect(text).toContain('<input type="date" name="from" value="2026-03-10"/>');
    expect(text).toMatch(/\d+ found, longest waiting first\./);
    const summary = async (query: string) =>
      (await browse(`/review/search?${query}`, { as })).text.match(
        /id="found"><span class="block-line">([^<]*)</,
      )?.[1];
    expect(await summary(`q=${user}`)).toBe('1 found, by id.');
    expect(await summary('status=in_review')).toMatch(/^\d+ found, newest first\.$/);
    const many = `WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 250)
      INSERT INTO applicants SELECT n, 'aaa-' || n, 1, '', 'approved', '[]', NULL, NULL, NULL, NULL, 0, '[]', document, '', '', NULL, 0
      FROM n, applicants WHERE user_id = ?1`;
    await env.DB.prepare(many).bind(user).run();
    expect(await summary('q=aaa')).toBe('The first 100 of more, by id. Narrow the search to see the others.');
    expect(await summary('q=aaa&status=rejected')).toBe(
      'Nobody found among the first 200, by id. There may be more. Give more of the id to see them.',
    );
    expect(text).toContain('<option value="24" selected="">');
  });
});
