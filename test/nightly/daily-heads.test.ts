import { env } from 'cloudflare:workers';
import canonicalize from 'canonicalize';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import worker from '../../src/app.ts';
import { createDayFiles } from '../../src/audit/day-files.ts';
import { type DayHeads, gatherHeads, rootOf } from '../../src/audit/day-heads.ts';
import { verifyAudit } from '../../src/audit/verify/verify.ts';
import { NIGHTLY_CRON } from '../../src/cron/run-nightly-audit.ts';
import { newPhotoPrefix } from '../../src/photos/photo-store.ts';
import { dayOf, daysAfter } from '../../src/platform/day.ts';
import { exportText } from '../support/audit-export.ts';
import { rehashed } from '../support/audited.ts';
import { runUntilSettled, setClock } from '../support/controlled-applicant.ts';
import {
  completeLiveness,
  createWithIdPhoto,
  decide,
  newUserId,
  readAfterRun,
  readLog,
  send,
  upload,
} from '../support/customer.ts';
import { dayFileOf, dayFileTextOf, dayMac, rewriteLog } from '../support/night.ts';

/** The clock stands, so that midnight does not come in between; iLive's signatures are of the real time. */
const ONBOARDED = Date.now();
/** By then nothing is due for any of them: a night that checks a row wakes its object, which would do what is due. */
const START = ONBOARDED + 120_000;
const TODAY = dayOf(START);
const day = (nth: number) => daysAfter(TODAY, nth);
const noon = (date: string) => Date.parse(`${date}T12:00:00.000Z`);
/** The cron of the night after that day. */
const nightAfter = (date: string) => Date.parse(`${daysAfter(date, 1)}T00:30:00.000Z`);
const scheduled = (cron: string, scheduledTime: number) =>
  worker.scheduled({ cron, scheduledTime } as ScheduledController, env);
const keep = (date: string) => scheduled(NIGHTLY_CRON, nightAfter(date));

async function filesThere(): Promise<string[]> {
  return (await env.PHOTOS.list({ prefix: 'audit/' })).objects.map(({ key }) => key);
}

/** Where the applicant's own log ends. */
async function headOf(user_id: string) {
  const { seq, hash } = (await readLog(user_id)).at(-1)!;
  return { user_id, seq, hash };
}

/** Somebody who has done nothing but begin. */
async function begun(prefix = 'user-'): Promise<string> {
  const user_id = newUserId(prefix);
  await send('POST', '/v1/applicants', { json: { user_id } });
  await readAfterRun(user_id);
  return user_id;
}

/** Another ID photo: one event more. */
async function stirred(user: string): Promise<void> {
  await upload(user, 'cage.jpg');
  await readAfterRun(user);
}

const byUser = (chains: DayHeads['chains']) =>
  [...chains].sort((one, other) => (one.user_id < other.user_id ? -1 : 1));

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the heads of a day', () => {
  let [approved, rejected, idle, other] = ['', '', '', ''];

  beforeAll(async () => {
    setClock(ONBOARDED);
    approved = newUserId();
    await createWithIdPhoto(approved, 'cage.jpg');
    await completeLiveness(approved, 'cage2_crop.jpg');
    rejected = newUserId('fail-');
    await createWithIdPhoto(rejected, 'walter2_crop.jpg');
    await completeLiveness(rejected, 'walter2_crop.jpg');
    await decide(rejected, 'reject');
    await runUntilSettled(rejected);
    await runUntilSettled(approved);
    setClock(START);
    idle = await begun();
    other = await begun();
  });

  it('list where each chain ended, in canonical JSON with the root at its end', async () => {
    await keep(TODAY);
    const text = await dayFileTextOf(TODAY);
    const file = await dayFileOf(TODAY);
    expect(file).toMatchObject({ date: TODAY, previous: null });
    expect((await readLog(approved)).at(-1)?.type).toBe('faces_reconciled');
    const heads = await Promise.all([approved, rejected, idle, other].map(headOf));
    expect(byUser(file.chains)).toEqual(byUser(heads));
    expect(file.root).toBe(rootOf(file));
    expect(text).toBe(canonicalize(file));
    const digest = await crypto.subtle.digest(
      'SHA-256',
      new TextEncoder().encode(text!.replace(/,"root":"[0-9a-f]*","root_mac":.*/, '}')),
    );
    expect(Buffer.from(digest).toString('hex')).toBe(file.root);
  });

  it('stand once they are written, however often and at the same time the cron comes', async () => {
    const before = await dayFileTextOf(TODAY);
    setClock(START);
    await stirred(idle);
    await keep(TODAY);
    expect(await dayFileTextOf(TODAY)).toBe(before);

    const said = vi.spyOn(console, 'info');
    await Promise.all([keep(day(1)), keep(day(1)), keep(day(1))]);
    expect(said.mock.calls.filter(([line]) => line.includes('day_heads_written'))).toHaveLength(1);
    expect(await filesThere()).toEqual([`audit/${TODAY}.json`, `audit/${day(1)}.json`]);
  });

  it('follow the day before, and list nobody who has not moved', async () => {
    const { root } = await dayFileOf(TODAY);
    expect(await dayFileOf(day(1))).toMatchObject({ previous: { date: TODAY, root }, chains: [] });
    setClock(noon(day(2)));
    await stirred(idle);
    const newcomer = await begun();
    await keep(day(2));
    const { previous, chains } = await dayFileOf(day(2));
    expect(previous).toEqual({ date: day(1), root: (await dayFileOf(day(1))).root });
    expect(byUser(chains)).toEqual(byUser(await Promise.all([idle, newcomer].map(headOf))));
  });

  it('of missed days are in the next file', async () => {
    setClock(noon(day(3)));
    await stirred(idle);
    setClock(noon(day(4)));
    await stirred(other);
    await keep(day(5));
    const { previous, chains } = await dayFileOf(day(5));
    expect(previous?.date).toBe(day(2));
    expect(byUser(chains)).toEqual(byUser(await Promise.all([idle, other].map(headOf))));
    expect(await dayFileTextOf(day(4))).toBe(null);
  });

  it('hold a chain that moves just before they are written, and so does the next file', async () => {
    setClock(nightAfter(day(6)) - 60_000);
    await stirred(idle);
    await keep(day(6));
    await keep(day(7));
    for (const date of [day(6), day(7)]) expect((await dayFileOf(date)).chains).toEqual([await headOf(idle)]);
  });

  it('are not written for a day before one that has a file, and that is told', async () => {
    const said = vi.spyOn(console, 'error');
    await keep(day(3));
    expect(await dayFileTextOf(day(3))).toBe(null);
    expect(said.mock.calls.join()).toContain('day_heads_ahead');
  });

  it('are written by the daily cron alone', async () => {
    const before = await filesThere();
    await scheduled('* * * * *', nightAfter(day(8)));
    await scheduled('', nightAfter(day(8)));
    expect(await filesThere()).toEqual(before);
  });

  it('wait for the next day when D1 is away', async () => {
    const said = vi.spyOn(console, 'error');
    await env.DB.exec('ALTER TABLE applicants RENAME TO away');
    try {
      await expect(keep(day(8))).rejects.toThrow();
    } finally {
      await env.DB.exec('ALTER TABLE away RENAME TO applicants');
    }
    expect(said.mock.calls.join()).toContain('day_heads_not_written');
    expect(await dayFileTextOf(day(8))).toBe(null);
  });

  it('do not move with a look at a photo, which is in the log all the same', async () => {
    setClock(noon(day(11)));
    await readAfterRun(approved);
    await keep(day(11));
    setClock(noon(day(12)));
    const before = await headOf(approved);
    await send('GET', `/v1/applicants/${approved}/photos/id`, { as: 'reviewer' });
    await readAfterRun(approved);
    expect((await readLog(approved)).at(-1)).toMatchObject({ type: 'photo_viewed', seq: before.seq + 1 });
    await keep(day(12));
    expect((await dayFileOf(day(12))).chains).toEqual([]);
  });

  it('fit the export; the chains themselves are unbroken', async () => {
    const days = await Promise.all((await filesThere()).map((key) => dayFileOf(key.slice(6, -5))));
    const heads = gatherHeads(days);
    expect(heads).toMatchObject({ broken: [], sinceTheFirst: true });
    const verified = await verifyAudit([await exportText()], heads);
    expect(verified).toMatchObject({ kind: 'export', chains: 5, broken: [], uncovered: { events: 1 } });
  });

  it('show what is rewritten in an object afterwards, link by link', async () => {
    const days = await Promise.all((await filesThere()).map((key) => dayFileOf(key.slice(6, -5))));
    const brokenNow = async () => {
      const verified = await verifyAudit([await exportText()], gatherHeads(days));
      if (!verified.readable) throw new Error(verified.why);
      return verified.broken.map(({ user_id, seq, wrong }) => [user_id, seq, wrong]);
    };
    const events = await readLog(approved);
    const first = days[0]!.chains.find((chain) => chain.user_id === approved)!.seq;

    const actor = 'api_key:somebody';
    await rewriteLog(
      approved,
      events.map((event) => (event.seq === 3 ? { ...event, actor } : event)),
    );
    expect(await brokenNow()).toEqual([[approved, 3, 'altered']]);

    const forged = rehashed(
      events.map((event) => ({
        ...(event as unknown as Parameters<typeof rehashed>[0][number]),
        ...(event.seq === 3 ? { actor } : {}),
      })),
      3,
    );
    await rewriteLog(approved, forged);
    expect(await verifyAudit([await exportText()], null)).toMatchObject({ broken: [] });
    expect(await brokenNow()).toEqual([[approved, first, 'forked']]);

    await rewriteLog(rejected, (await readLog(rejected)).slice(0, 2));
    expect(await verifyAudit([await exportText()], null)).toMatchObject({ broken: [] });
    expect(await brokenNow()).toContainEqual([rejected, 3, 'missing']);
  });
});

describe('the bucket', () => {
  it('is listed page by page for the days, whatever else lies there', async () => {
    const names = ['2026-01-01', '2027-03-04', '2026-12-31', '2025-07-08', '2026-02-03.0123456789abcdef'].map(
      (date) => `audit/${date}.json`,
    );
    const others = ['audit/2099-01-01.json.bak', 'audit/zz/2099-01-01.json', 'audit2/2099-01-01.json'];
    const before = await filesThere();
    await env.PHOTOS.delete(before);
    for (const key of [...names, ...others]) await env.PHOTOS.put(key, '');
    const list = vi.fn((options?: R2ListOptions) => env.PHOTOS.list({ ...options, limit: 2 }));
    const { newest, links, foreign } = await createDayFiles(
      { list } as unknown as R2Bucket,
      dayMac,
    ).written();
    expect([newest, links, foreign]).toEqual([null, [], names.toSorted().toReversed()]);
    expect(list).toHaveBeenCalledTimes(4);
    await env.PHOTOS.delete([...names, ...others]);
  });

  it('has pictures under photos/, never under audit/', () => {
    for (let nth = 0; nth < 100; nth += 1) expect(newPhotoPrefix()).toMatch(/^photos\/[0-9a-f]{32}$/);
  });
});
