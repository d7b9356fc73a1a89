/** Whatever is written when, by clocks that differ: the next daily file lists each chain that moved, as it ended. */
import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RowPorts } from '../../src/audit/row-watch.ts';
import { writeDay } from '../../src/audit/write-day.ts';
import { createRowPorts } from '../../src/cron/run-nightly-audit.ts';
import { createRecords } from '../../src/d1/applicants.ts';
import { createNightRecords } from '../../src/d1/night-queries.ts';
import { createRowMac } from '../../src/d1/row-mac.ts';
import { dayOf, daysAfter } from '../../src/platform/day.ts';
import { setClock } from '../support/controlled-applicant.ts';
import { dayFileOf, dayFiles, dayMac } from '../support/night.ts';
import { FULL, REPLAY } from '../support/scale.ts';

const HOUR = 3_600_000;
const EVENING = Date.parse('2026-12-20T22:00:00.000Z');

beforeEach(() => {
  vi.spyOn(console, 'info').mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Some seconds that a clock may be wrong. */
const wrong = fc.integer({ min: -3_000, max: 3_000 });
/** One of them moves some time after the last, and its row is written, now or hours later. A night may be missed. */
const move = fc.record({
  who: fc.nat({ max: 3 }),
  wait: fc.oneof(fc.nat({ max: 26 * HOUR }), fc.nat({ max: HOUR / 10 })),
  adds: fc.integer({ min: 1, max: 2 }),
  lateMs: fc.oneof(fc.constant(0), fc.nat({ max: 30 * HOUR })),
  createdOff: wrong,
  writtenOff: wrong,
  missesNights: fc.boolean(),
});

/** Half an hour after the next midnight. */
function nextCron(now: number): number {
  const today = Date.parse(`${dayOf(now)}T00:30:00.000Z`);
  return today > now ? today : today + 24 * HOUR;
}

/** There are rows alone, and no objects: each answers as its row says. */
const ports: RowPorts = {
  ...createRowPorts(env),
  checkRow: async (_, row) =>
    row && { found: 'current', repaired: false, head: { seq: row.head_seq, hash: row.head_hash } },
};
const mac = createRowMac([new Uint8Array(32)]);

/** The file of the night, by `user_id`. */
async function writtenAt(cron: number): Promise<Map<string, number>> {
  setClock(cron);
  const date = daysAfter(dayOf(cron), -1);
  await writeDay({ night: createNightRecords(env.DB), files: dayFiles, rows: ports, dayMac }, date);
  const { chains } = await dayFileOf(date);
  return new Map(chains.map(({ user_id, seq }) => [user_id, seq]));
}

it('each chain that moved is in the next file', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
      run += 1;
      const files = await env.PHOTOS.list({ prefix: 'audit/' });
      await env.PHOTOS.delete(files.objects.map(({ key }) => key));
      await env.DB.prepare('DELETE FROM applicants').run();
      const users = [0, 1, 2, 3].map((nth) => ({ id: `r${run}-${nth}`, createdMs: 0, seq: 0 }));
      const moved = new Map<string, number>();
      let now = EVENING;
      for (const { who, wait, adds, lateMs, createdOff, writtenOff, missesNights } of moves) {
        for (let cron = nextCron(now); cron <= now + wait; cron = nextCron(cron)) {
          if (missesNights) continue;
          const written = await writtenAt(cron);
          for (const [user, seq] of moved) expect(written.get(user), `${user}, ${dayOf(cron)}`).toBe(seq);
          moved.clear();
        }
        now += wait;
        const user = users[who]!;
        // The event is older than the row where D1 was away.
        const happenedMs = now - lateMs + createdOff;
        user.createdMs ||= happenedMs;
        user.seq += adds;
        const row = mac.seal({
          ...{ user_id: user.id, created_ms: user.createdMs, head_seq: user.seq, head_hash: 'a'.repeat(64) },
          ...{ status: 'awaiting_liveness', reasons: '[]', review_opened_ms: null, funnel_steps: 0 },
          ...{ queue: null, claimed_by: null, claimed_until_ms: null },
          ...{ reviewed_for: '[]', document: '{}' },
        });
        const movedMs = Math.max(now + writtenOff, happenedMs);
        await createRecords(env.DB).put({ row, sessionIds: [], wakeMs: null, movedMs });
        moved.set(user.id, user.seq);
      }
    }),
    { numRuns: FULL ? 300 : 40, ...REPLAY },
  );
});
