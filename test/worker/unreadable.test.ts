/** A log of another version, or one that cannot be read: 503, and nothing is touched, whoever asks. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRowPorts } from '../../src/cron/run-nightly-audit.ts';
import { wakeOverdue } from '../../src/cron/wake-overdue.ts';
import { createRecords } from '../../src/d1/applicants.ts';
import type { CheckedRow } from '../../src/d1/row.ts';
import { sealReturnLink } from '../../src/links/return-link.ts';
import { dayOf, daysAfter } from '../../src/platform/day.ts';
import { createSeal } from '../../src/platform/seal.ts';
import { CONSENT, linkOf, openOnboarding } from '../support/applicant.ts';
import { openBrowser } from '../support/browser.ts';
import { alarmOf, crash, reportVerdict } from '../support/controlled-applicant.ts';
import {
  createWithIdPhoto,
  newUserId,
  readAfterRun,
  readApplicant,
  send,
  startSession,
} from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { dayFileOf, nextNightAt, runNight } from '../support/night.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';

useTeamKeys();

const FIRST = 'event/0000000001';
let said: ReturnType<typeof muteConsole>;

beforeEach(() => {
  said = muteConsole();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Everything that the object stores by key. */
const storedOf = (user: string) =>
  runInDurableObject(env.APPLICANTS.getByName(user), (_, { storage }) => [...storage.kv.list()]);

/** The way back from that session, as iLive was given it. */
async function returnLink(user: string, sessionId: string): Promise<string> {
  const stub = env.APPLICANTS.getByName(user);
  const { return_ref: returnRef } = await runInDurableObject(stub, (_, { storage }) =>
    JSON.parse(String(storage.kv.get(`side_data/session:${sessionId}`))),
  );
  const seal = createSeal([Uint8Array.from(Buffer.from(env.DATA_KEY, 'base64'))]);
  return `/return/${await sealReturnLink(seal, { objectId: stub.id.toString(), returnRef })}`;
}

/** Changes what is stored, behind the object's back, and has it start anew. */
async function change(user: string, how: (kv: SyncKvStorage) => void): Promise<void> {
  await runInDurableObject(env.APPLICANTS.getByName(user), async (_, { storage }) => {
    how(storage.kv);
    await storage.sync();
  });
  await crash(user);
}

const CHANGES: Readonly<Record<string, (kv: SyncKvStorage) => void>> = {
  'a format that is not known yet': (kv) => kv.put(FIRST, { ...kv.get<object>(FIRST), format: 2 }),
  'no format at all': (kv) => {
    const { format, ...first } = kv.get<{ format: number }>(FIRST) ?? { format: 0 };
    kv.put(FIRST, { ...first });
  },
  'an event that is not known yet': (kv) =>
    kv.put('event/0000000004', {
      type: 'hold_placed',
      at: '2026-01-01T00:00:00.000Z',
      actor: 'x',
      data: '{}',
      hash: 'y',
    }),
  'a known event with other fields': (kv) =>
    kv.put('event/0000000002', { ...kv.get<object>('event/0000000002'), data: '{"key":1}' }),
  'data that is no JSON': (kv) =>
    kv.put('event/0000000002', { ...kv.get<object>('event/0000000002'), data: '{' }),
  'a gap': (kv) => kv.delete('event/0000000002'),
  'no first event': (kv) => kv.delete(FIRST),
};

/** Awaited in here: a call's promise is more than a promise, and what looks at it would make calls of its own. */
async function checkRowOf(user: string, there: CheckedRow | null): Promise<unknown> {
  return await createRowPorts(env)!.checkRow(user, there, true, null);
}

describe('a log that this version cannot read', () => {
  it.each(Object.entries(CHANGES))('%s', async (_, how) => {
    const user = newUserId();
    await createWithIdPhoto(user, 'cage.jpg');
    const { session_id } = await startSession(user);
    await readAfterRun(user);
    const returnPath = await returnLink(user, session_id);
    const browser = await openOnboarding(user);
    const link = await linkOf(user);
    const reviewer = await accessToken();
    await change(user, how);
    const before = await storedOf(user);
    const row = await env.DB.prepare('SELECT * FROM applicants WHERE user_id = ?').bind(user).first();

    const path = `/v1/applicants/${user}`;
    const answers = await Promise.all([
      send('POST', '/v1/applicants', { json: { user_id: user } }),
      send('POST', '/v1/applicants', {
        json: { user_id: user },
        headers: { 'idempotency-key': crypto.randomUUID() },
      }),
      send('GET', path),
      send('PUT', `${path}/id-photo`, { body: new Uint8Array(10) }),
      send('POST', `${path}/sessions`, { json: {} }),
      send('GET', `${path}/events`, { as: 'auditor' }),
      send('GET', `${path}/photos/id`, { as: 'reviewer' }),
      send('POST', `${path}/decisions`, {
        as: 'reviewer',
        json: { decision: 'reject', reviewer: 'r', note: 'n', seq: 3 },
      }),
      send('DELETE', path, { as: 'eraser' }),
      reportVerdict(user, session_id, 'pass'),
    ]);
    for (const { status, body } of answers) expect([status, body.code]).toEqual([503, 'not_ready']);
    expect(answers[0]!.body.detail).toContain('version');

    // The pages: the applicant's own and the console.
    const pages = await Promise.all([
      browser.get('/onboarding'),
      browser.post('/onboarding/consent', CONSENT),
      openBrowser().get(link),
      browse(`/review/applicants/${user}`, { as: reviewer }),
      browse(`/review/applicants/${user}/photos/id`, { as: reviewer }),
    ]);
    expect(pages.map(({ status }) => status)).toEqual(pages.map(() => 503));
    // The way back from iLive: a plain page, because a person waits there.
    expect((await send('GET', returnPath, { as: 'nobody' })).status).toBe(200);
    expect(said.errors.join()).toContain('return_not_noted');

    // Neither the alarm nor the sweep nor the night, which goes on with the others.
    const there = await createRecords(env.DB).row(user);
    await expect(checkRowOf(user, there)).rejects.toThrow();
    const night = nextNightAt();
    await runNight(night);
    vi.useRealTimers();
    expect(said.errors.join()).toContain('row_not_checked');
    const { checks, mismatches } = await dayFileOf(daysAfter(dayOf(night), -1));
    expect([checks?.left_out.unanswered, mismatches]).toEqual([expect.any(Number), []]);
    expect(checks?.left_out.unanswered).toBeGreaterThan(0);
    await env.PHOTOS.delete(`audit/${daysAfter(dayOf(night), -1)}.json`);
    await runInDurableObject(env.APPLICANTS.getByName(user), (object) => object.alarm());
    expect(await alarmOf(user)).toBeGreaterThan(Date.now());
    await env.DB.prepare('UPDATE applicants SET wake_ms = 1 WHERE user_id = ?').bind(user).run();
    await wakeOverdue(env);
    expect(said.errors.join()).toContain('applicant_not_woken');
    expect(said.errors.join()).toContain('log_unreadable');

    expect(await storedOf(user)).toEqual(before);
    const { wake_ms: _wake, ...now } =
      (await env.DB.prepare('SELECT * FROM applicants WHERE user_id = ?').bind(user).first()) ?? {};
    expect(row).toMatchObject(now);
  });

  it('is read again once a version that knows it is back', async () => {
    const user = newUserId();
    const applicant = await createWithIdPhoto(user, 'cage.jpg');
    await change(user, CHANGES['a format that is not known yet']!);
    expect((await send('GET', `/v1/applicants/${user}`)).status).toBe(503);
    await change(user, (kv) => kv.put(FIRST, { ...kv.get<object>(FIRST), format: 1 }));
    expect(await readApplicant(user)).toEqual(applicant);
  });

  it('has its format beside the first event, where no hash covers it, and nowhere else', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'cage.jpg');
    const events = (await storedOf(user)).filter(([key]) => key.startsWith('event/'));
    expect(events.map(([key, value]) => [key, (value as { format?: number }).format])).toEqual([
      [FIRST, 1],
      ['event/0000000002', undefined],
    ]);
    const { body } = await send('GET', `/v1/applicants/${user}/events`, { as: 'auditor' });
    expect(Object.keys(body.data[0]).sort()).toEqual(
      ['actor', 'at', 'data', 'hash', 'prev_hash', 'seq', 'type'].sort(),
    );
  });
});
