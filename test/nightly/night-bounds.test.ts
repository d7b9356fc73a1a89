/** Whatever somebody did to all of D1, the file of the day is written, and says what the night did not get to. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDayFiles } from '../../src/audit/day-files.ts';
import { type Mismatch, urgencyOf } from '../../src/audit/day-heads.ts';
import { type Bounds, caseRotation, rowRotation } from '../../src/audit/night-bounds.ts';
import { createFindings } from '../../src/audit/night-findings.ts';
import type { RowPorts } from '../../src/audit/row-watch.ts';
import { writeDay } from '../../src/audit/write-day.ts';
import { createRecords } from '../../src/d1/applicants.ts';
import { createNightRecords } from '../../src/d1/night-queries.ts';
import { daysAfter } from '../../src/platform/day.ts';
import { setClock } from '../support/controlled-applicant.ts';
import { muteConsole } from '../support/mute-console.ts';
import { dayFileOf, dayFiles, dayMac } from '../support/night.ts';
import { sealedRow } from '../support/sealed-rows.ts';

const FIRST_DAY = '2031-01-01';
const CREATED = Date.parse('2030-12-31T12:00:00.000Z');
let said: ReturnType<typeof muteConsole>;
const run = (query: string) => env.DB.prepare(query).run();

beforeEach(async () => {
  said = muteConsole();
  await run('DELETE FROM applicants');
  for (const { key } of (await env.PHOTOS.list({ prefix: 'audit/' })).objects) await env.PHOTOS.delete(key);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Objects that find nothing wrong with the row, and who was asked, in order. */
function objects(answer: (user: string) => Promise<void> = async () => {}) {
  const asked: string[] = [];
  let [now, most] = [0, 0];
  const ports: RowPorts = {
    records: createRecords(env.DB),
    rowMac: { isGenuine: () => true },
    async checkRow(user, row) {
      asked.push(user);
      now += 1;
      most = Math.max(most, now);
      await answer(user);
      now -= 1;
      if (!row) return { found: 'missing', repaired: false, head: { seq: 1, hash: 'a'.repeat(64) } };
      return { found: 'current', repaired: true, head: { seq: row.head_seq, hash: row.head_hash } };
    },
  };
  return { asked, ports, atOnce: () => most };
}

/** Applicants that moved as they were created, a millisecond apart. */
async function applicants(count: number, at = CREATED): Promise<readonly string[]> {
  const users = Array.from({ length: count }, (_, nth) => `user-${String(nth).padStart(3, '0')}`);
  for (const [nth, user] of users.entries()) {
    const row = sealedRow(user, {
      created_ms: at + nth,
      head_hash: 'a'.repeat(64),
      document: JSON.stringify({ updated_at: new Date(at + nth).toISOString() }),
    });
    await createRecords(env.DB).put({ row, sessionIds: [], wakeMs: null, movedMs: at + nth });
  }
  return users;
}

/** The night after that day, and the file that it wrote. */
async function nightOf(
  date: string,
  ports: RowPorts,
  given: Partial<Bounds> & { now?: () => number } = {},
  pageSize = 3,
) {
  setClock(Date.parse(daysAfter(date, 1)) + 30 * 60_000);
  const night = createNightRecords(env.DB, pageSize);
  await writeDay({ night, files: dayFiles, rows: ports, dayMac }, date, given);
  return dayFileOf(date);
}

describe('a night', () => {
  it('of rows that are all open cases asks some, says so, and has asked each within the nights of the rotation', async () => {
    const users = await applicants(12);
    await nightOf(FIRST_DAY, objects().ports);
    await run('UPDATE applicants SET review_opened_ms = 1');
    const seen = new Set<string>();
    // Twelve, at most four a night: three nights. A thirtieth of milliseconds in a row has one at most.
    for (let nth = 1; nth <= 3; nth += 1) {
      const { asked, ports } = objects();
      const { checks } = await nightOf(daysAfter(FIRST_DAY, nth), ports, { cases: 4 });
      expect(checks?.left_out.cases).toBe(8);
      expect(asked.length).toBeLessThanOrEqual(4 + 1);
      for (const user of asked) seen.add(user);
    }
    expect([...seen].sort()).toEqual(users);
  });

  it('of more cases in one millisecond than it may ask stops at the bound', async () => {
    await applicants(1);
    await nightOf(FIRST_DAY, objects().ports);
    await run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
      INSERT INTO applicants SELECT id + i, 'copy-' || i, head_seq, head_hash, status, reasons, 1, queue, claimed_by, claimed_until_ms, funnel_steps, reviewed_for,
        document, row_mac, mac_key, wake_ms, moved_ms FROM applicants, n`);
    const rotation = Array.from({ length: 30 }, (_, nth) => daysAfter(FIRST_DAY, nth + 1));
    const counts = [];
    for (const date of rotation) {
      const { asked, ports } = objects();
      const { checks } = await nightOf(date, ports, { cases: 4, rows: 5 });
      expect(asked.length).toBeLessThanOrEqual(4 + 5);
      counts.push(checks?.left_out.cases);
    }
    expect(Math.min(...counts.map(Number))).toBe(36);
  });

  it('without any row left asks about some heads of the files, several at a time, and says how many are left', async () => {
    const users = await applicants(60);
    await nightOf(FIRST_DAY, objects().ports);
    await run('DELETE FROM applicants');
    const { asked, ports, atOnce } = objects(() => scheduler.wait(0));
    const { checks, chains } = await nightOf(daysAfter(FIRST_DAY, 1), ports, { heads: 25 });
    expect(checks).toMatchObject({ files: 1, mismatches: 25, left_out: { heads: 35 } });
    expect([asked.length, new Set(asked).size, chains]).toEqual([25, 25, []]);
    expect(asked.every((user) => users.includes(user))).toBe(true);
    expect(atOnce()).toBe(8);
  });

  it('in which all rows moved lists so many, and the nights after it list the others', async () => {
    const users = await applicants(20);
    await nightOf(FIRST_DAY, objects().ports);
    // Long after their creation: the ones by the index of moves, the others within a quarter of an hour.
    const second = daysAfter(FIRST_DAY, 1);
    const movedMs = Date.parse(second) + 3_600_000;
    await run(`UPDATE applicants SET moved_ms = ${movedMs}`);
    const fresh = (await applicants(27, movedMs)).slice(20);
    const listed: string[] = [];
    const left: (number | undefined)[] = [];
    for (let nth = 1; nth <= 5; nth += 1) {
      const file = await nightOf(daysAfter(FIRST_DAY, nth), objects().ports, { chains: 6 });
      left.push(file.remaining?.rows);
      listed.push(...file.chains.map(({ user_id }) => user_id));
    }
    expect(listed.toSorted()).toEqual([...users, ...fresh].toSorted());
    // Up to the end of a page: the second night read one of the first kind and six of the other.
    expect(left).toEqual([21, 14, 8, 2, undefined]);
  });

  it('asks the objects of rows that moved up to a bound, half of which is kept for rows that look wrong', async () => {
    const users = await applicants(9);
    const late = users.slice(5);
    await run(`UPDATE applicants SET moved_ms = moved_ms + 3600000 WHERE user_id >= '${late[0]}'`);
    const { asked, ports } = objects();
    const { checks, chains } = await nightOf(FIRST_DAY, ports, { moved: 6, rows: 0 });
    // Half of six whose rows look right, and the rest for those that do not.
    expect(asked.filter((user) => !late.includes(user))).toHaveLength(3);
    expect(asked.filter((user) => late.includes(user))).toHaveLength(3);
    expect([checks?.left_out.moved, chains.length]).toEqual([3, 9]);
  });

  it('with slow objects stops asking in time', async () => {
    const users = await applicants(40);
    await nightOf(FIRST_DAY, objects().ports);
    await run('UPDATE applicants SET review_opened_ms = 1');
    await run(`UPDATE applicants SET moved_ms = ${Date.parse(daysAfter(FIRST_DAY, 1)) + 3_600_000}`);
    let clock = 0;
    const { asked, ports } = objects(async () => {
      clock += 60_000;
    });
    const { checks, chains } = await nightOf(daysAfter(FIRST_DAY, 1), ports, { now: () => clock });
    // Nine minutes for the checks, three more for what moved; each of the eight lanes may have begun one more.
    expect(asked.length).toBeLessThanOrEqual(12 + 2 * 8);
    expect(checks?.left_out).toMatchObject({ files: 1, heads: 0 });
    expect(checks?.left_out.cases).toBeGreaterThanOrEqual(40 - 9 - 8);
    expect(checks?.left_out.moved).toBeGreaterThan(0);
    expect(chains.map(({ user_id }) => user_id).toSorted()).toEqual(users);
  });

  it('does not wait for an object that does not answer', async () => {
    const users = await applicants(3);
    const { ports } = objects((user) => (user === users[1] ? new Promise(() => {}) : Promise.resolve()));
    const { checks, chains } = await nightOf(FIRST_DAY, ports, { askMs: 1, rows: 0 });
    expect([checks?.left_out.unanswered, chains.length]).toEqual([1, 3]);
    expect(said.errors.join()).toContain('row_not_checked');
  });

  it.each([
    ['larger than any of ours', 40_000_000, 0],
    ['of somebody else, but for its end', 31_000_000, 2],
  ])('reads no file %s', async (_, size, looks) => {
    const get = vi.fn(async (_key: string, _options?: R2GetOptions) => ({
      text: async () => 'x'.repeat(200),
    }));
    const bucket = { head: async () => ({ size }), get } as unknown as R2Bucket;
    expect(await createDayFiles(bucket, dayMac).read({ date: FIRST_DAY, root: 'a'.repeat(64) })).toBe(null);
    expect(get.mock.calls.map(([, options]) => Object.keys(options?.range ?? {}))).toEqual(
      Array.from({ length: looks }, () => ['suffix']),
    );
  });
});

describe('the rotation', () => {
  it.each([
    [0, 1],
    [100, 1],
    [101, 2],
    [200, 2],
    [201, 3],
    [400, 5],
    [501, 6],
    [1_500, 15],
    [1_501, 30],
    [1_000_000, 30],
  ])('of %i open cases, a hundred a night, takes %i nights', (open, nights) => {
    expect(caseRotation(open, 100)).toBe(nights);
  });

  it.each([
    [0, 30],
    [100, 30],
    [101, 60],
    [1_000, 300],
  ])('of all rows, %i in a thirtieth, a hundred a night, takes %i nights', (share, nights) => {
    expect(rowRotation(share, 100)).toBe(nights);
  });
});

describe('what a night found', () => {
  it('is counted in full, and kept and logged as far as a file may name it', () => {
    const findings = createFindings();
    for (let nth = 0; nth < 2_500; nth += 1)
      findings.add({ user_id: `user-${nth}`, what: 'altered', repaired: true });
    findings.add({ user_id: 'user-7', what: 'altered', repaired: true });
    const lost: Mismatch = { user_id: 'lost', what: 'log_shorter', repaired: false };
    findings.add(lost);
    const { checks, mismatches } = findings.all();
    expect([checks?.mismatches, mismatches.length, said.errors.length]).toEqual([2_501, 1_001, 1_001]);
    expect(mismatches.at(-1)).toEqual(lost);
    expect([lost, { what: 'stale', repaired: false } as const, mismatches[0]!].map(urgencyOf)).toEqual([
      0, 1, 2,
    ]);
  });
});
