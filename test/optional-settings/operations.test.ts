/** What an operator sees: `/status`, `/metrics`, undelivered notifications, the test notification. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { SCHEMA } from '../../src/config/release.ts';
import { runNightlyAudit } from '../../src/cron/run-nightly-audit.ts';
import { wakeOverdue } from '../../src/cron/wake-overdue.ts';
import { NO_FIGURES } from '../../src/figures/figures.ts';
import { crash, passTime, setClock, uploadOf } from '../support/controlled-applicant.ts';
import { decide, deliver, newUserId, readApplicant, send } from '../support/customer.ts';
import { growth, scrape } from '../support/metrics.ts';
import { pictureOf } from '../support/picture.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';
import { approved, created, DAY, onScene, reported, rest, withSession } from './consenting-applicant.ts';

const scene = onScene();
useTeamKeys();
const refuse = (code: number) => () => new Response(null, { status: code });
const statusOf = async () => (await send('GET', '/status', { as: 'operator' })).body;
const list = (query: string) => send('GET', `/v1/notifications${query}`, { as: 'operator' });
const figuresObject = () => env.FIGURES.getByName('figures');

/** The object with the figures is put away and starts again. */
async function evictFigures(): Promise<void> {
  await runInDurableObject(figuresObject(), (_, state) => state.abort('evicted')).catch(() => {});
}

/** A customer from before, whose face is indexed and searched for. */
async function giveFace(user: string): Promise<void> {
  const form = new FormData();
  form.set('user_id', user);
  form.set('image', new File([pictureOf('bob')], 'a.jpg'));
  expect((await send('POST', '/v1/known-faces', { as: 'importer', body: form })).status).toBe(201);
  await rest(user);
}

async function givesUp(user: string): Promise<void> {
  await uploadOf(user, 'bob');
  passTime(61 * DAY);
  expect((await rest(user)).status).toBe('known');
}

/** As if D1 had been away since the onboarding began. */
async function unheardOf(user: string): Promise<void> {
  await uploadOf(user, 'bob');
  await rest(user);
  await env.DB.prepare(`UPDATE applicants SET status = 'known' WHERE user_id = ?`).bind(user).run();
}

describe('/metrics', () => {
  it('counts an onboarding once: its end, its time, its calls', async () => {
    const before = await scrape();
    await approved(scene);
    const grown = growth(before, await scrape());
    const calls = ['create_session', 'result', 'photo', 'detect', 'compare', 'index', 'search'];
    expect(grown).toMatchObject({
      ...Object.fromEntries(
        calls.map((route) => [`kyc_ilive_calls_total{route="${route}",outcome="ok"}`, 1]),
      ),
      'kyc_onboardings_ended_total{outcome="approved",reason="none"}': 1,
      kyc_verdict_to_decision_seconds_count: 1,
      'kyc_webhooks_total{outcome="taken"}': 1,
      'kyc_notifications_total{outcome="accepted"}': 3,
    });
    expect(grown.kyc_limiter_wait_seconds_count).toBeGreaterThanOrEqual(1);
  });

  it('keeps its counters when the object is put away, and when the applicant is', async () => {
    const user = await approved(scene);
    const before = await scrape();
    await evictFigures();
    await crash(user);
    const after = await scrape();
    for (const [series, value] of before) {
      if (/_total|_count|_bucket/.test(series)) expect([series, after.get(series)]).toEqual([series, value]);
    }
  });

  it('never shows a counter that it could lose', async () => {
    const one = { counters: { row_writes_failed: 1 }, ilive: NO_FIGURES.ilive, deliveries: {} };
    // More reports than are written one by one.
    for (let nth = 0; nth < 50; nth += 1)
      await figuresObject().report({ figures: one, behind: [], caughtUp: [] });
    const shown = (await scrape()).get('kyc_row_writes_failed_total');
    await evictFigures();
    expect((await scrape()).get('kyc_row_writes_failed_total')).toBe(shown);
  });

  it('counts an end by the reason of its review, and the review while it is open', async () => {
    const before = await scrape();
    const { user } = await reported(scene, newUserId('face-'), newUserId('other-'));
    await rest(user);
    expect((await readApplicant(user)).status).toBe('in_review');
    passTime(3_600_000);
    const open = growth(before, await scrape());
    expect(open.kyc_reviews_open).toBe(1);
    expect(open['kyc_reviews_open_by_reason{reason="similarity_low"}']).toBe(1);
    expect(open['kyc_reviews_opened_total{reason="similarity_low"}']).toBe(1);
    expect((await scrape()).get('kyc_review_oldest_age_seconds')).toBeGreaterThanOrEqual(3_600);
    await decide(user, 'reject');
    await rest(user);
    const closed = growth(before, await scrape());
    expect(closed.kyc_reviews_open).toBeUndefined();
    expect(closed['kyc_onboardings_ended_total{outcome="rejected",reason="similarity_low"}']).toBe(1);
    expect(closed['kyc_verdict_to_decision_seconds_bucket{le="1800"}']).toBeUndefined();
    expect(closed['kyc_verdict_to_decision_seconds_bucket{le="3600"}'] ?? 0).toBeLessThanOrEqual(1);
    expect(closed.kyc_verdict_to_decision_seconds_sum).toBeGreaterThanOrEqual(3_600);
  });

  it('counts an end once, however often the row is written, and not again when an old row is written anew', async () => {
    const user = await approved(scene);
    const before = await scrape();
    await rest(user);
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await rest(user);
    setClock(Date.now() + 2 * DAY);
    await env.DB.prepare('DELETE FROM applicants WHERE user_id = ?').bind(user).run();
    await rest(user);
    const row = await env.DB.prepare('SELECT status FROM applicants WHERE user_id = ?')
      .bind(user)
      .first('status');
    expect(row).toBe('erased');
    const ended = Object.keys(growth(before, await scrape())).filter((series) => series.includes('ended'));
    expect(ended).toEqual([]);
  });

  it('counts an end that comes to D1 with the first row', async () => {
    const before = await scrape();
    const user = await created();
    await rest(user);
    await env.DB.prepare('DELETE FROM applicants WHERE user_id = ?').bind(user).run();
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await rest(user);
    expect(
      growth(before, await scrape())['kyc_onboardings_ended_total{outcome="erased",reason="none"}'],
    ).toBe(1);
  });

  const ERASED = 'kyc_onboardings_ended_total{outcome="erased",reason="none"}';
  const drop = (user: string) => env.DB.prepare('DELETE FROM applicants WHERE user_id = ?').bind(user).run();

  it.each<[string, number, (user: string) => Promise<unknown>]>([
    ['is only known', 0, async () => {}],
    ['is only known, and comes to D1 with the erasure', 0, drop],
    ['gave an onboarding up', 0, givesUp],
    ['is in an onboarding', 1, (user) => uploadOf(user, 'bob').then(() => rest(user))],
    [
      'is in an onboarding, and comes to D1 with the erasure',
      1,
      (user) => uploadOf(user, 'bob').then(() => drop(user)),
    ],
    ['is in an onboarding that D1 has not heard of', 1, unheardOf],
  ])('an erased customer from before who %s: %d ends', async (_, count, before) => {
    const user = newUserId();
    await giveFace(user);
    await before(user);
    const figures = await scrape();
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    expect((await rest(user)).status).toBe('erased');
    expect(growth(figures, await scrape())[ERASED] ?? 0).toBe(count);
  });

  it('has the calls that fail by their kind, and no person in a label', async () => {
    const before = await scrape();
    scene.ilive.play({
      fault: (name, nth) =>
        name === 'compare' && nth === 1 ? '429' : name === 'index' && nth === 1 ? '500' : null,
    });
    const { user } = await reported(scene);
    await rest(user);
    passTime(60_000);
    await rest(user);
    passTime(60_000);
    await rest(user);
    const after = await scrape();
    const grown = growth(before, after);
    expect(grown['kyc_ilive_calls_total{route="compare",outcome="rate_limited"}']).toBe(1);
    expect(grown['kyc_ilive_calls_total{route="index",outcome="server_error"}']).toBe(1);
    expect([...after.keys()].join('\n')).not.toContain(user);
  });

  it('says which part is away, and still answers', async () => {
    await env.DB.prepare('ALTER TABLE cron_runs RENAME TO cron_runs_away').run();
    try {
      const without = await scrape();
      expect(without.get('kyc_up{part="d1"}')).toBe(0);
      expect(without.get('kyc_up{part="figures"}')).toBe(1);
      expect(without.has('kyc_reviews_open')).toBe(false);
      expect((await statusOf()).d1).toEqual({ ok: false });
    } finally {
      await env.DB.prepare('ALTER TABLE cron_runs_away RENAME TO cron_runs').run();
    }
    expect((await scrape()).get('kyc_up{part="d1"}')).toBe(1);
  });

  it('says that D1 lacks a migration of this version, and which is the newest', async () => {
    expect((await statusOf()).schema).toEqual({ ok: true, newest: SCHEMA });
    expect((await scrape()).get('kyc_up{part="schema"}')).toBe(1);
    const setNewest = (name: string) =>
      env.DB.prepare('UPDATE d1_migrations SET name = ? WHERE id = (SELECT max(id) FROM d1_migrations)')
        .bind(name)
        .run();
    await setNewest('0000_before.sql');
    try {
      expect((await statusOf()).schema).toEqual({ ok: false, newest: '0000_before.sql' });
      expect((await scrape()).get('kyc_up{part="schema"}')).toBe(0);
    } finally {
      await setNewest(SCHEMA);
    }
  });

  it('counts webhooks that are refused', async () => {
    const before = await scrape();
    const headers = {
      'x-ilive-signature': `sha256=${'0'.repeat(64)}`,
      'x-ilive-timestamp': String(Math.floor(Date.now() / 1_000)),
    };
    expect((await deliver({ headers, body: '{}' })).status).toBe(401);
    expect((await deliver({ headers: {}, body: '{}' })).status).toBe(400);
    const grown = growth(before, await scrape());
    expect(grown['kyc_webhooks_total{outcome="refused"}']).toBe(1);
    expect(grown['kyc_webhooks_total{outcome="malformed"}']).toBe(1);
  });
});

describe('/status', () => {
  it('tells of iLive what the calls have shown, and makes none itself', async () => {
    await approved(scene);
    const well = (await statusOf()).ilive;
    expect(Date.parse(well.last_success_at)).toBe(Date.now());
    expect(well.key_refused_since).toBeNull();
    scene.ilive.play({ fault: (name) => (name === 'create_session' ? '401' : null) });
    const user = await created();
    await uploadOf(user, 'ida');
    const refusedAt = Date.now() + 1_000;
    setClock(refusedAt);
    await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
    setClock(refusedAt + 60_000);
    await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
    const calls = scene.ilive.seen.length;
    const { ilive } = await statusOf();
    expect(scene.ilive.seen.length).toBe(calls);
    expect(ilive).toMatchObject({
      last_failure: {
        at: new Date(refusedAt + 60_000).toISOString(),
        route: 'create_session',
        kind: 'key_refused',
      },
      key_refused_since: new Date(refusedAt).toISOString(),
    });
    scene.ilive.play({});
    await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
    expect((await statusOf()).ilive.key_refused_since).toBeNull();
  });

  it('tells when the crons last ran, and what the night has written', async () => {
    await approved(scene);
    await wakeOverdue(env);
    const midnight = Math.ceil(Date.now() / DAY) * DAY;
    setClock(midnight + 30 * 60_000);
    await runNightlyAudit(env, Date.now());
    const { cron } = await statusOf();
    expect(Date.parse(cron.minute.last_success_at)).toBeLessThan(midnight);
    expect(cron.night).toMatchObject({
      last_success_at: new Date(midnight + 30 * 60_000).toISOString(),
      date: new Date(midnight - DAY).toISOString().slice(0, 10),
      mismatches: 0,
    });
    expect(cron.night.heads).toBeGreaterThan(0);
    expect((await scrape()).get('kyc_heads_written_total')).toBeGreaterThanOrEqual(cron.night.heads);
  });

  it('shows who has been in verifying for long', async () => {
    scene.ilive.play({ fault: (name) => (name === 'compare' ? '500' : null) });
    const since = Date.now();
    const { user } = await reported(scene);
    await rest(user);
    passTime(20 * 60_000);
    const { verifying } = await statusOf();
    expect(verifying.count).toBeGreaterThanOrEqual(1);
    expect(Date.parse(verifying.oldest_since)).toBeLessThanOrEqual(since);
    scene.ilive.play({});
    await rest(user);
  });

  it('counts faces that iLive does not delete, until they are gone', async () => {
    const user = await approved(scene);
    scene.ilive.play({ fault: (name) => (name === 'delete' ? '500' : null) });
    const before = (await statusOf()).faces_not_deleted;
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await rest(user);
    expect((await statusOf()).faces_not_deleted).toBe(before + 1);
    await crash(user);
    expect((await statusOf()).faces_not_deleted).toBe(before + 1);
    scene.ilive.play({});
    passTime(3_600_000);
    await rest(user);
    await rest(user);
    expect((await statusOf()).faces_not_deleted).toBe(before);
  });
});

describe('undelivered notifications', () => {
  it('are listed while they wait, and not any more once they are accepted', async () => {
    scene.customer.answers.push(refuse(503));
    const user = await created();
    await rest(user);
    const { body } = await list('?state=pending');
    expect(body.data.find((row: { user_id: string }) => row.user_id === user)).toMatchObject({
      seq: 1,
      type: 'applicant.created',
      state: 'pending',
      failures: 1,
      last_code: 'http_503',
    });
    passTime(60_000);
    await rest(user);
    await rest(user);
    expect((await list('?state=pending')).body.data).not.toContainEqual(
      expect.objectContaining({ user_id: user }),
    );
  });

  it('are parked page by page, newest event first, until they are sent again', async () => {
    const users: string[] = [];
    for (let nth = 0; nth < 3; nth += 1) {
      passTime(1_000);
      scene.customer.answers.push(refuse(410));
      users.unshift(await created());
      await rest(users[0] ?? '');
      await rest(users[0] ?? '');
    }
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { status, body } = await list(`?limit=1${cursor}`);
      expect(status).toBe(200);
      seen.push(
        ...body.data.map((row: { user_id: string; last_code: string; next_try_at: null }) => row.user_id),
      );
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(seen.filter((user) => users.includes(user))).toEqual(users);
    expect((await list('?state=parked')).body.data[0]).toMatchObject({
      last_code: 'http_410',
      next_try_at: null,
      failures: null,
    });
    expect((await scrape()).get('kyc_notifications_undelivered{state="parked"}')).toBeGreaterThanOrEqual(3);
    for (const user of users) {
      await send('POST', `/v1/applicants/${user}/notifications/resend`);
      await rest(user);
      await rest(user);
    }
    expect((await list('')).body.data.map(({ user_id }: { user_id: string }) => user_id)).not.toEqual(
      expect.arrayContaining(users),
    );
  });

  it('stay in the list when the object dies right after it has given one up', async () => {
    scene.customer.answers.push(refuse(410));
    const user = await created();
    await rest(user);
    await env.DB.prepare('DELETE FROM unfinished WHERE user_id = ?').bind(user).run();
    await crash(user);
    await rest(user);
    expect((await list('')).body.data).toContainEqual(expect.objectContaining({ user_id: user }));
  });

  it('end with an erasure: they can never be sent again', async () => {
    scene.customer.answers.push(refuse(410));
    const user = await created();
    await rest(user);
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await rest(user);
    await rest(user);
    expect((await list('')).body.data).not.toContainEqual(expect.objectContaining({ user_id: user }));
  });

  it.each([
    '?state=sent',
    '?state=',
    '?cursor=x',
    '?cursor=W10',
    '?limit=0',
    '?status=parked',
  ])('refuses %s', async (query) => {
    expect((await list(query)).status).toBe(400);
  });
});

describe('the page of the console', () => {
  it('shows the last try at the receiver, and what was given up', async () => {
    scene.customer.answers.push(refuse(410));
    const user = await created();
    await rest(user);
    await rest(user);
    const { status, text } = await browse('/review/notifications', { as: await accessToken() });
    expect(status).toBe(200);
    expect(text).toMatch(/<td>customer\.test<\/td><td>HTTP 410<\/td><td>\d+ ms<\/td>/);
    expect(text).toContain(`<a href="/review/applicants/${user}">${user}</a>`);
  });

  it('is closed to who is not signed in', async () => {
    expect((await browse('/review/notifications')).status).not.toBe(200);
  });
});

describe('the test notification', () => {
  const test = (headers = {}) => send('POST', '/v1/notifications/test', { as: 'operator', headers });

  it('is signed, about nobody, and answers how it went', async () => {
    const { status, body } = await test();
    expect([status, body]).toEqual([
      200,
      {
        receiver: 'customer.test',
        delivered: true,
        status: 204,
        code: 'http_204',
        latency_ms: expect.any(Number),
      },
    ]);
    const told = scene.customer.received.at(-1);
    expect(told).toMatchObject({ type: 'notification.test', data: {} });
    expect(told?.id).toMatch(/^msg_test_[0-9a-f]{32}$/);
    expect((await statusOf()).notifications.receivers).toEqual([
      { receiver: 'customer.test', at: expect.any(String), code: 'http_204', latency_ms: expect.any(Number) },
    ]);
  });

  it('is tried once, and the answer says why it failed', async () => {
    scene.customer.answers.push(refuse(500), () => {
      throw new Error('no network');
    });
    expect((await test()).body).toMatchObject({ delivered: false, status: 500, code: 'http_500' });
    expect((await test()).body).toMatchObject({ delivered: false, status: null, code: 'unreachable' });
  });

  it('gives the first answer again for the same Idempotency-Key', async () => {
    const headers = { 'idempotency-key': newUserId('key-') };
    const first = await test(headers);
    const tries = scene.customer.received.length;
    expect((await test(headers)).body).toEqual(first.body);
    expect(scene.customer.received.length).toBe(tries);
  });
});

it("a session that is under way is nobody's failure", async () => {
  const before = await scrape();
  await withSession('olga');
  const failed = Object.keys(growth(before, await scrape())).filter(
    (series) => series.startsWith('kyc_ilive_calls_total') && !series.includes('outcome="ok"'),
  );
  expect(failed).toEqual([]);
});

describe('tables of D1 that no MAC covers, with anything in them,', () => {
  const LONG = "replace(hex(zeroblob(300000)), '00', 'ab')";
  const run = (sql: string) => env.DB.prepare(sql).run();
  const TABLES = ['cron_runs', 'endings', 'cases_opened', 'unfinished', 'unfinished_counts'];

  async function keepTables(): Promise<() => Promise<void>> {
    for (const table of TABLES) await run(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
    return async () => {
      for (const table of ['unfinished', ...TABLES.filter((name) => name !== 'unfinished')]) {
        await run(`DELETE FROM ${table}`);
        await run(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
        if (table === 'unfinished') await run('DELETE FROM unfinished_counts');
      }
      for (const table of TABLES) await run(`DROP TABLE kept_${table}`);
    };
  }

  it.each([
    ['a text in details', "UPDATE cron_runs SET details = 'x'"],
    ['a list in details', "UPDATE cron_runs SET details = '[1]'"],
    ['a number in details', "UPDATE cron_runs SET details = '7'"],
    ['long details', `UPDATE cron_runs SET details = ${LONG}`],
    [
      'values of other types in details',
      `UPDATE cron_runs SET details = '{"date":1,"chains":"x","mismatches":[]}'`,
    ],
    ['a success after the end of time', 'UPDATE cron_runs SET succeeded_ms = 9000000000000000'],
    ['a start after the end of time', 'UPDATE cron_runs SET started_ms = 9000000000000000'],
    ['times before the beginning', 'UPDATE cron_runs SET started_ms = -1, succeeded_ms = -9000000000000000'],
    ['times that are no safe integers', 'UPDATE cron_runs SET started_ms = 9e18, succeeded_ms = 9e18'],
    ['a total that is none', 'UPDATE cron_runs SET total = -5'],
    ['a cron that is none', "INSERT INTO cron_runs VALUES ('hour', 1, 1, 1, '{}')"],
    [
      'many crons',
      `INSERT INTO cron_runs SELECT value || ${LONG}, 1, 1, 1, '{}' FROM json_each('[1,2,3,4]')`,
    ],
    ['counts that are none', 'UPDATE endings SET n = -1, seconds = -1'],
    ['counts that are no safe integers', 'UPDATE endings SET n = 9e18, seconds = 9e999'],
    ['an outcome and a reason of any text', `INSERT INTO endings VALUES (${LONG}, ${LONG}, ${LONG}, 1, 1)`],
    ['a reason of any text', `INSERT INTO cases_opened VALUES (${LONG}, 9000000000000000000)`],
    ['a kind of any text', `INSERT INTO unfinished_counts VALUES (${LONG}, -9000000000000000000)`],
  ])('leave /status and /metrics readable: %s', async (_, forgery) => {
    await approved(scene);
    await wakeOverdue(env);
    const putBack = await keepTables();
    try {
      await run(forgery);
      const { status, body } = await send('GET', '/status', { as: 'operator' });
      expect([status, body.d1]).toEqual([200, { ok: true }]);
      const figures = await scrape();
      expect(figures.get('kyc_up{part="d1"}')).toBe(1);
      expect(figures.has('kyc_reviews_open')).toBe(true);
      expect([...figures.keys()].join().length).toBeLessThan(100_000);
    } finally {
      await putBack();
    }
  });

  it('do not keep a run of a cron from being recorded', async () => {
    const putBack = await keepTables();
    try {
      await wakeOverdue(env);
      for (const total of ['9223372036854775807', '-5']) {
        await run(
          `UPDATE cron_runs SET total = ${total}, details = 'x', succeeded_ms = 9e15 WHERE name = 'minute'`,
        );
        await wakeOverdue(env);
        expect(Date.parse((await statusOf()).cron.minute.last_success_at)).toBeLessThanOrEqual(Date.now());
      }
    } finally {
      await putBack();
    }
  });

  it('leave the undelivered notifications listed, page by page, whatever lies between them', async () => {
    const putBack = await keepTables();
    const add = (user: string, since: string, details: string, seq = '1') =>
      run(`INSERT INTO unfinished VALUES (${user}, 'notification_parked', ${seq}, ${since}, ${details})`);
    try {
      await run("DELETE FROM unfinished WHERE kind = 'notification_parked'");
      await add(
        "'one'",
        '5000',
        `'{"type":"applicant.approved","failures":null,"code":"http_500","nextTryMs":null}'`,
      );
      for (const [nth, details] of [
        "'x'",
        "'[]'",
        `'{"type":5}'`,
        LONG,
        `'{"type":"t","nextTryMs":9e15,"failures":-1}'`,
      ].entries())
        await add(`'odd-${nth}'`, '4000', details);
      for (let nth = 0; nth < 5; nth += 1) {
        await add(`'late-${nth}'`, '9000000000000000', "'{}'");
        await add(`'early-${nth}'`, '-1', "'{}'");
        await add(`'seq-${nth}'`, '6000', "'{}'", '9000000000000000000');
        await add(`${nth} || ${LONG}`, '6000', "'{}'");
      }
      await add("'two'", '1', `'{"type":"applicant.rejected","failures":null,"code":null,"nextTryMs":null}'`);
      const users: string[] = [];
      for (let query: string | null = '?state=parked&limit=2'; query !== null; ) {
        const { status, body } = await list(query);
        expect(status).toBe(200);
        users.push(...body.data.map(({ user_id }: { user_id: string }) => user_id));
        query = body.next_cursor === null ? null : `?state=parked&limit=2&cursor=${body.next_cursor}`;
      }
      expect(users).toEqual(['one', 'odd-4', 'odd-3', 'odd-2', 'odd-1', 'odd-0', 'two']);
      const page = await browse('/review/notifications', { as: await accessToken() });
      expect(page.status).toBe(200);
    } finally {
      await putBack();
    }
  });
});
