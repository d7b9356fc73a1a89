import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import worker from '../../src/app.ts';
import { createRecords } from '../../src/d1/applicants.ts';
import { createRowMac } from '../../src/d1/row-mac.ts';
import {
  completeLiveness,
  createWithIdPhoto,
  decide,
  newUserId,
  readAfterRun,
  readApplicant,
  readLog,
  send,
} from '../support/customer.ts';
import { CREATED_MS, rowMac, sealedRow } from '../support/sealed-rows.ts';

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

const records = createRecords(env.DB);

/** The row, which the service wrote. */
async function rowOf(user: string) {
  const row = await records.row(user);
  if (row) expect(rowMac.isGenuine(row)).toBe(true);
  return row;
}

/** Where the log ends, looks at photos left out. */
async function headOf(user: string) {
  const head = (await readLog(user)).findLast(({ type }) => type !== 'photo_viewed');
  return { head_seq: head?.seq, head_hash: head?.hash };
}

/** As the lists show it. */
async function listed(user: string) {
  const { created_at } = await readApplicant(user);
  const [after, before] = [-1, 1].map((by) => new Date(Date.parse(created_at) + by).toISOString());
  const shown = await all(`/v1/applicants?limit=100&created_after=${after}&created_before=${before}`);
  return shown.find(({ user_id }) => user_id === user);
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the records in D1', () => {
  it('follow the log: once a run is over the row is of its newest event', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'cage.jpg');
    const after = await completeLiveness(user, 'cage2_crop.jpg');
    expect(await rowOf(user)).toMatchObject({ ...(await headOf(user)), status: 'approved', reasons: '[]' });
    expect(await listed(user)).toEqual(after);
    const session = await env.DB.prepare('SELECT user_id FROM sessions WHERE session_id = ?')
      .bind(after.liveness!.session_id)
      .first();
    expect(session).toEqual({ user_id: user });
  });

  it('have no event, no token and no link to a session', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'cage.jpg');
    const { body } = await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
    await readAfterRun(user);
    const tables = await env.DB.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_*' AND name NOT GLOB 'd1_*' AND name NOT GLOB 'sqlite_*'",
    ).all<{ name: string }>();
    expect(tables.results.map(({ name }) => name).toSorted()).toEqual([
      ...[
        'applicants',
        'cases_opened',
        'cron_runs',
        'deployment',
        'endings',
        'known_pairs',
        'queue_changes',
        'queue_counts',
        'reasons',
        'review_decisions',
        'sessions',
      ],
      ...['settings', 'unfinished', 'unfinished_counts'],
    ]);
    const stored = await env.DB.prepare('SELECT * FROM applicants WHERE user_id = ?').bind(user).first();
    const { session_url } = (await readApplicant(user)).liveness!;
    expect(session_url).toEqual(body.session_url);
    expect(JSON.stringify(stored)).not.toContain(session_url);
    expect((await listed(user)) as object).toMatchObject({ liveness: { session_url: null } });
  });

  it('follow while a step waits for its next try', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const user = newUserId('down-once-');
    await createWithIdPhoto(user, 'cage.jpg');
    const { status, seq } = await completeLiveness(user, 'cage2_crop.jpg');
    expect(status).toBe('verifying');
    const row = await env.DB.prepare('SELECT head_seq, wake_ms FROM applicants WHERE user_id = ?')
      .bind(user)
      .first<{ head_seq: number; wake_ms: number }>();
    expect(row?.head_seq).toBe(seq);
    expect(row!.wake_ms - Date.now()).toBeGreaterThan(0);
    expect(row!.wake_ms - Date.now()).toBeLessThan(2_000);
  });

  it('may be away: the onboarding goes on, and they catch up', async () => {
    const user = newUserId();
    await env.DB.exec('ALTER TABLE applicants RENAME TO applicants_away');
    try {
      await createWithIdPhoto(user, 'cage.jpg');
      expect((await completeLiveness(user, 'cage2_crop.jpg')).next_action).not.toBe('start_liveness');
      expect((await send('GET', '/healthz', { as: 'nobody' })).status).toBe(200);
    } finally {
      await env.DB.exec('ALTER TABLE applicants_away RENAME TO applicants');
    }
    expect(await rowOf(user)).toBeNull();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 });
    await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    expect(await rowOf(user)).toMatchObject(await headOf(user));
    expect(await listed(user)).toEqual(await readApplicant(user));
  });

  it('are listed newest first, by key, whatever the page size', async () => {
    const users = Array.from({ length: 7 }, () => newUserId());
    const start = new Date(Date.now() - 1).toISOString();
    for (const user_id of users) {
      await send('POST', '/v1/applicants', { json: { user_id } });
      await readAfterRun(user_id);
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
    // An object, a time as text, a negative number, three numbers.
    'cursor=eyJhdCI6MSwiaWQiOjJ9',
    'cursor=WyIyMDI2LTAxLTAxVDAwOjAwOjAwLjAwMFoiLCJ1c2VyIl0',
    'cursor=Wy0xLDJd',
    'cursor=WzEsMiwzXQ',
    'status=nope',
    'reason=nope',
    'created_after=yesterday',
  ])('refuse a list with %s', async (query) => {
    expect((await send('GET', `/v1/applicants?${query}`)).body.code).toBe('invalid_request');
  });

  it('queue reviews, longest waiting first, and drop what is decided', async () => {
    const users = [newUserId('fail-'), newUserId('fail-'), newUserId('fail-')];
    for (const user of users) {
      await createWithIdPhoto(user, 'walter2_crop.jpg');
      await completeLiveness(user, 'walter2_crop.jpg');
    }
    const queued = async () =>
      (await all('/v1/reviews?limit=2&reason=liveness_failed', 'reviewer'))
        .map((it) => it.user_id)
        .filter((user) => users.includes(user));
    expect(await queued()).toEqual(users);
    await decide(users[1]!, 'reject');
    await readAfterRun(users[1]!);
    expect(await queued()).toEqual([users[0], users[2]]);
    expect((await all('/v1/reviews?limit=100', 'reviewer')).map((it) => it.user_id)).toEqual(
      expect.arrayContaining([users[0], users[2]]),
    );
    const rejected = await all('/v1/applicants?limit=100&status=rejected&reason=liveness_failed');
    expect(rejected.map((it) => it.user_id)).toContain(users[1]);
  });

  it('stay as they are when somebody looks at a photo', async () => {
    const user = newUserId('fail-');
    await createWithIdPhoto(user, 'walter2_crop.jpg');
    const { seq, updated_at } = await completeLiveness(user, 'walter2_crop.jpg');
    const before = await rowOf(user);
    const photo = await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
    expect(photo.status).toBe(200);
    const after = await readAfterRun(user);
    expect((await readLog(user)).at(-1)).toMatchObject({ seq: seq + 1, type: 'photo_viewed' });
    expect(after).toMatchObject({ seq: seq + 1, updated_at });
    expect(await rowOf(user)).toEqual(before);
    expect(await listed(user)).toEqual({ ...after, seq });
  });

  it('are never overtaken by an older row, nor is a reason left of it', async () => {
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    await readAfterRun(user);
    const { moved_ms: movedMs, listed_reasons: _, ...first } = (await rowOf(user))!;
    const older = rowMac.seal({ ...first, reasons: '["session_expired"]' });
    await createWithIdPhoto(user, 'cage.jpg');
    await readAfterRun(user);
    const newer = await rowOf(user);
    await records.put({ row: older, sessionIds: [], wakeMs: null, movedMs });
    expect(newer).toMatchObject({ head_seq: 2 });
    expect(await rowOf(user)).toEqual(newer);
  });

  it('wake an applicant whose alarm was lost', async () => {
    const user = newUserId();
    const before = await createWithIdPhoto(user, 'cage.jpg');
    await send('POST', `/v1/applicants/${user}/sessions`);
    await readAfterRun(user);
    const stub = env.APPLICANTS.getByName(user);
    await runInDurableObject(stub, (_, state) => state.storage.deleteAlarm());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60 * 60_000 });
    await worker.scheduled({} as ScheduledController, env);
    expect((await readApplicant(user)).seq).toBeGreaterThan(before.seq + 1);
    expect(await readApplicant(user)).toMatchObject({
      status: 'awaiting_liveness',
      reasons: ['session_expired'],
    });
  });
});

describe('a row', () => {
  const write = (row: ReturnType<typeof sealedRow>, given = {}) =>
    records.put({ ...{ row, sessionIds: [], wakeMs: null, movedMs: CREATED_MS + 60_000 }, ...given });

  it('has a place of its own among those of the same millisecond, however many come at once', async () => {
    const created_ms = CREATED_MS - 1;
    const users = Array.from({ length: 30 }, (_, nth) => `twin-${nth}`);
    await Promise.all(users.map((user) => write(sealedRow(user, { created_ms }))));
    for (const user of users) expect(await rowOf(user)).toMatchObject({ user_id: user, created_ms });
    await records.remove('twin-29');
    await write(sealedRow('twin-30', { created_ms }));
    const at = new Date(created_ms).toISOString();
    const filter = {
      createdAfter: new Date(created_ms - 1).toISOString(),
      createdBefore: new Date(CREATED_MS).toISOString(),
    };
    const found: string[] = [];
    for (let after = null as Parameters<typeof records.applicants>[1]; ; ) {
      const page = await records.applicants(filter, after, 7);
      found.push(...page.map(({ document }) => document?.user_id ?? ''));
      expect(page.every(({ document }) => document?.created_at === at)).toBe(true);
      after = page.at(-1)?.position ?? null;
      if (!after) break;
    }
    expect(found.toSorted()).toEqual([...users.slice(0, 29), 'twin-30'].toSorted());
  });

  it('takes the place of nobody else where its millisecond is full', async () => {
    const created_ms = CREATED_MS + 10;
    await env.DB.prepare(
      `WITH RECURSIVE n (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM n WHERE n < 2046)
       INSERT INTO applicants SELECT (?1 << 11) + n, 'full-' || n, 1, '', 'verifying', '[]', NULL, NULL, NULL, NULL, 0, '[]', '{}', '', '', NULL, 0
       FROM n`,
    )
      .bind(created_ms)
      .run();
    await write(sealedRow('last', { created_ms }));
    await write(sealedRow('next', { created_ms: created_ms + 1 }));
    const stood = await rowOf('next');
    await expect(write(sealedRow('too-many', { created_ms }))).rejects.toThrow();
    expect(await rowOf('last')).toMatchObject({ created_ms });
    expect(await rowOf('next')).toEqual(stood);
    await write(sealedRow('last', { created_ms, head_seq: 2 }));
    expect(await rowOf('last')).toMatchObject({ created_ms, head_seq: 2 });
  });

  it('is written anew where that is asked for, also in place of a newer one', async () => {
    await write(sealedRow('forced', { head_seq: 9, status: 'in_review', reasons: '["liveness_failed"]' }));
    await write(sealedRow('forced', { head_seq: 3 }), { force: true });
    expect(await rowOf('forced')).toMatchObject({ head_seq: 3, reasons: '[]', listed_reasons: '[]' });
    await write(sealedRow('never-there'), { force: true });
    expect(await rowOf('never-there')).toMatchObject({ head_seq: 1 });
  });

  it('is written where another has left its reasons, or somebody has put some there', async () => {
    const given = { status: 'in_review', reasons: '["liveness_failed"]', review_opened_ms: CREATED_MS };
    const created_ms = CREATED_MS + 30;
    for (const row of [
      sealedRow('moved-away', { created_ms, ...given }),
      sealedRow('plain', { created_ms: created_ms + 9 }),
    ]) {
      await write(row);
      await env.DB.batch([
        env.DB.prepare('UPDATE applicants SET id = id + 1 WHERE user_id = ?').bind(row.user_id),
        env.DB.prepare(
          `INSERT INTO reasons SELECT a.id - 1, value, ?2, ?3, ?4 FROM applicants a,
             json_each('["liveness_failed", "similarity_low"]') WHERE user_id = ?1 ON CONFLICT DO NOTHING`,
        ).bind(row.user_id, row.status, row.review_opened_ms, row.queue),
      ]);
      await write(row, { force: true });
      expect(await rowOf(row.user_id)).toMatchObject({ ...row, listed_reasons: row.reasons });
    }
  });

  it('comes with its sessions, or neither does', async () => {
    await env.DB.exec(
      "CREATE TRIGGER refuse BEFORE INSERT ON applicants WHEN new.user_id = 'refused' BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    const sessionIds = ['whole-1', 'whole-2'];
    await expect(write(sealedRow('refused'), { sessionIds })).rejects.toThrow();
    await env.DB.exec('DROP TRIGGER refuse');
    expect([await records.row('refused'), await records.userOfSession('whole-1')]).toEqual([null, null]);
    await write(sealedRow('refused'), { sessionIds });
    expect(await records.userOfSession('whole-2')).toBe('refused');
    // Whose a session is never changes.
    await write(sealedRow('another'), { sessionIds: ['whole-2', 'whole-3'] });
    expect(await records.userOfSession('whole-2')).toBe('refused');
    expect(await records.userOfSession('whole-3')).toBe('another');
  });

  const changes = [
    "user_id = 'somebody-else'",
    'id = id + (1 << 11)',
    'head_seq = head_seq + 1',
    "head_hash = replace(head_hash, substr(head_hash, 1, 1), 'x')",
    "status = 'approved'",
    "reasons = '[]'",
    'reasons = \'["liveness_failed","similarity_low"]\'',
    'review_opened_ms = review_opened_ms - 1',
    'review_opened_ms = NULL',
    'funnel_steps = funnel_steps | 16',
    "reviewed_for = '[]'",
    "document = json_set(document, '$.next_action', 'none')",
    "row_mac = ''",
    "row_mac = replace(row_mac, substr(row_mac, 1, 1), 'g')",
    "mac_key = '00000000'",
    // Before its newest event: it would be missing from an export of what has moved.
    'moved_ms = moved_ms - 60001',
  ];

  it.each(changes)('is none of ours once somebody has set %s', async (change) => {
    await env.DB.prepare("DELETE FROM applicants WHERE user_id IN ('altered', 'somebody-else')").run();
    const given = {
      status: 'in_review',
      reasons: '["liveness_failed"]',
      review_opened_ms: CREATED_MS,
      reviewed_for: '["liveness_failed"]',
    };
    await write(sealedRow('altered', { created_ms: CREATED_MS + 77, ...given }), {
      movedMs: CREATED_MS + 60_077,
    });
    const right = (await records.row('altered'))!;
    expect(rowMac.isGenuine(right)).toBe(true);
    await env.DB.prepare(`UPDATE applicants SET ${change} WHERE user_id = 'altered'`).run();
    const altered = (await records.row('altered')) ?? (await records.row('somebody-else'))!;
    expect(altered).not.toEqual(right);
    expect(rowMac.isGenuine(altered)).toBe(false);
  });

  it.each([
    'DELETE FROM reasons',
    "UPDATE reasons SET reason = 'similarity_low'",
    "UPDATE reasons SET status = 'rejected'",
    'UPDATE reasons SET review_opened_ms = NULL',
    "INSERT INTO reasons SELECT id, 'similarity_low', status, review_opened_ms, queue FROM reasons",
  ])('is none of ours where the lists by reason say something else: %s', async (change) => {
    await env.DB.prepare('DELETE FROM applicants').run();
    const given = { status: 'in_review', reasons: '["liveness_failed"]', review_opened_ms: CREATED_MS };
    await write(sealedRow('listed', given));
    expect(rowMac.isGenuine((await records.row('listed'))!)).toBe(true);
    await env.DB.prepare(change).run();
    expect(rowMac.isGenuine((await records.row('listed'))!)).toBe(false);
  });

  it('stays ours while its key is rotated out, and not after that', async () => {
    const [old, present] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const { row_mac: _, mac_key: __, ...content } = sealedRow('rotated');
    await write(createRowMac([old]).seal(content));
    const there = (await records.row('rotated'))!;
    expect(createRowMac([present, old]).isGenuine(there)).toBe(true);
    expect(createRowMac([present]).isGenuine(there)).toBe(false);
    expect(createRowMac([present, old]).seal(content).mac_key).toBe(createRowMac([present]).keyId);
    // With the name of the present key, it is still sealed with the other.
    expect(createRowMac([present, old]).isGenuine({ ...there, mac_key: createRowMac([present]).keyId })).toBe(
      false,
    );
  });
});
