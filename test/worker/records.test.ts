import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import worker from '../../src/http/app.ts';
import { created, decide, log, newUserId, read, send, settled, verify } from '../support/customer.ts';

type Page = {
  data: { user_id: string; status: string; created_at: string; seq: number }[];
  next_cursor: string | null;
};

/** All pages of a list. */
async function all(path: string, as: 'backend' | 'reviewer' = 'backend'): Promise<Page['data']> {
  const found: Page['data'] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body }: { body: Page } = await send<Page>('GET', `${path}${cursor && `&cursor=${cursor}`}`, {
      as,
    });
    found.push(...body.data);
    cursor = body.next_cursor;
  }
  return found;
}

/** The log's copy in D1. */
async function copyOf(user: string) {
  const query =
    'SELECT seq, type, at, actor, data, prev_hash, hash FROM events WHERE user_id = ? ORDER BY seq';
  const { results } = await env.DB.prepare(query).bind(user).all<{ data: string }>();
  return results.map((row) => ({ ...row, data: JSON.parse(row.data) }));
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the records in D1', () => {
  it('equal the log once a run is over', async () => {
    const user = newUserId();
    await created(user, 'cage.jpg');
    const after = await verify(user, 'cage2_crop.jpg');
    expect(await copyOf(user)).toEqual(await log(user));
    const row = await env.DB.prepare(
      'SELECT seq, status, wake_ms, document FROM applicants WHERE user_id = ?',
    )
      .bind(user)
      .first();
    expect(row).toMatchObject({ seq: after.seq, status: 'approved' });
    expect(JSON.parse(String(row!.document))).toEqual(after);
    const session = await env.DB.prepare('SELECT user_id FROM sessions WHERE session_id = ?')
      .bind(after.liveness!.session_id)
      .first();
    expect(session).toEqual({ user_id: user });
  });

  it('follow while a step waits for its next try', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const user = newUserId('down-once-');
    await created(user, 'cage.jpg');
    const { status, seq } = await verify(user, 'cage2_crop.jpg');
    expect(status).toBe('verifying');
    const row = await env.DB.prepare('SELECT seq, wake_ms FROM applicants WHERE user_id = ?')
      .bind(user)
      .first<{ seq: number; wake_ms: number }>();
    expect(row?.seq).toBe(seq);
    expect(row!.wake_ms - Date.now()).toBeGreaterThan(0);
    expect(row!.wake_ms - Date.now()).toBeLessThan(2_000);
  });

  it('may be away: the onboarding goes on, and they catch up', async () => {
    const user = newUserId();
    await env.DB.exec('ALTER TABLE applicants RENAME TO applicants_away');
    try {
      await created(user, 'cage.jpg');
      expect((await verify(user, 'cage2_crop.jpg')).next_action).not.toBe('start_liveness');
      expect(await copyOf(user)).toEqual([]);
      expect((await send('GET', '/healthz', { as: 'nobody' })).status).toBe(200);
    } finally {
      await env.DB.exec('ALTER TABLE applicants_away RENAME TO applicants');
    }
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 });
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    expect(await copyOf(user)).toEqual(await log(user));
  });

  it('are listed newest first, by key, whatever the page size', async () => {
    const users = Array.from({ length: 7 }, () => newUserId());
    const start = new Date(Date.now() - 1).toISOString();
    for (const user_id of users) {
      await send('POST', '/v1/applicants', { json: { user_id } });
      await settled(user_id);
    }
    for (const limit of [1, 2, 3, 7, 100]) {
      const found = await all(`/v1/applicants?limit=${limit}&created_after=${start}`);
      expect(found.map((it) => it.user_id).sort()).toEqual([...users].sort());
      expect(found.map((it) => it.created_at)).toEqual(
        found
          .map((it) => it.created_at)
          .sort()
          .reverse(),
      );
    }
    expect(await all(`/v1/applicants?limit=5&created_after=${start}&status=approved`)).toEqual([]);
    expect((await all(`/v1/applicants?limit=5&created_after=${start}&status=awaiting_id_photo`)).length).toBe(
      7,
    );
    expect(await all(`/v1/applicants?limit=5&created_before=2020-01-01T00:00:00%2B02:00`)).toEqual([]);
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'cursor=!!',
    'cursor=WzEsMl0',
    'status=nope',
    'reason=nope',
    'created_after=yesterday',
  ])('refuse a list with %s', async (query) => {
    expect((await send('GET', `/v1/applicants?${query}`)).body.code).toBe('invalid_request');
  });

  it('queue reviews, longest waiting first, and drop what is decided', async () => {
    const users = [newUserId('fail-'), newUserId('fail-'), newUserId('fail-')];
    for (const user of users) {
      await created(user, 'walter2_crop.jpg');
      await verify(user, 'walter2_crop.jpg');
    }
    const queued = async () =>
      (await all('/v1/reviews?limit=2&reason=liveness_failed', 'reviewer'))
        .map((it) => it.user_id)
        .filter((user) => users.includes(user));
    expect(await queued()).toEqual(users);
    await decide(users[1]!, 'reject');
    await settled(users[1]!);
    expect(await queued()).toEqual([users[0], users[2]]);
    expect((await all('/v1/reviews?limit=100', 'reviewer')).map((it) => it.user_id)).toEqual(
      expect.arrayContaining([users[0], users[2]]),
    );
    const rejected = await all('/v1/applicants?limit=100&status=rejected&reason=liveness_failed');
    expect(rejected.map((it) => it.user_id)).toContain(users[1]);
  });

  it('are never overtaken by an older snapshot', async () => {
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    const older = await settled(user);
    await created(user, 'cage.jpg');
    await settled(user);
    const { createRecords } = await import('../../src/records/applicant-records.ts');
    await createRecords(env.DB).follow({
      document: { ...older, reasons: ['session_expired'] },
      ending: null,
      wakeAt: null,
      events: [],
      keepsLog: true,
    });
    expect(await env.DB.prepare('SELECT seq FROM applicants WHERE user_id = ?').bind(user).first()).toEqual({
      seq: 2,
    });
    expect(await env.DB.prepare('SELECT * FROM reasons WHERE user_id = ?').bind(user).all()).toMatchObject({
      results: [],
    });
  });

  it('are read by an index alone, in every list', async () => {
    const prepare = vi.fn((query: string) => ({
      bind: (...values: unknown[]) => ({ all: async () => ({ results: await plan(query, values) }) }),
    }));
    const plan = async (query: string, values: unknown[]) => {
      const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${query}`)
        .bind(...values)
        .all<{ detail: string }>();
      plans.push(...results.map((row) => row.detail));
      return [];
    };
    const plans: string[] = [];
    const { createRecords } = await import('../../src/records/applicant-records.ts');
    const records = createRecords({ prepare } as unknown as D1Database);
    const at = new Date().toISOString();
    const position = { at, userId: 'a' };
    for (const after of [null, position]) {
      for (const status of [undefined, 'approved']) {
        for (const reason of [undefined, 'similarity_low']) {
          for (const createdAfter of [undefined, at])
            await records.applicants(
              { status, reason, createdAfter, createdBefore: createdAfter },
              after,
              26,
            );
        }
      }
      for (const reason of [undefined, 'similarity_low']) await records.reviews({ reason }, after, 26);
    }
    expect(plans.length).toBeGreaterThan(20);
    expect(
      plans.filter((detail) =>
        /^SCAN (?!a USING INDEX|r USING INDEX|applicants USING INDEX)|TEMP B-TREE/.test(detail),
      ),
    ).toEqual([]);
  });

  it('wake an applicant whose alarm was lost', async () => {
    const user = newUserId();
    const before = await created(user, 'cage.jpg');
    await send('POST', `/v1/applicants/${user}/sessions`);
    await settled(user);
    const stub = env.APPLICANTS.getByName(user);
    await runInDurableObject(stub, (_, state) => state.storage.deleteAlarm());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60 * 60_000 });
    await worker.scheduled({} as ScheduledController, env);
    expect((await read(user)).seq).toBeGreaterThan(before.seq + 1);
    expect(await read(user)).toMatchObject({ status: 'awaiting_liveness', reasons: ['session_expired'] });
  });
});
