/** Whatever is copied when, by clocks that differ: the next daily file lists each chain that moved, as it ended. */
import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepDailyHeads } from '../../src/audit/daily-heads.ts';
import { dayHeadsSchema } from '../../src/audit/day-heads.ts';
import { dayOf, daysAfter } from '../../src/day.ts';
import { createRecords, type Snapshot } from '../../src/records/applicant-records.ts';
import { chainOf } from '../support/audited.ts';
import { FULL, REPLAY } from '../support/scale.ts';
import { setClock } from '../support/stage.ts';

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
/** One of them moves some time after the last, and is copied: with its log or for the lists alone. A night may be missed. */
const move = fc.record({
  who: fc.nat({ max: 3 }),
  wait: fc.oneof(fc.nat({ max: 26 * HOUR }), fc.nat({ max: HOUR / 10 })),
  adds: fc.integer({ min: 1, max: 2 }),
  keepsLog: fc.boolean(),
  createdOff: wrong,
  copiedOff: wrong,
  missesNights: fc.boolean(),
});

/** Half an hour after the next midnight. */
function nextCron(now: number): number {
  const today = Date.parse(`${dayOf(now)}T00:30:00.000Z`);
  return today > now ? today : today + 24 * HOUR;
}

/** The file of the night, by `user_id`. */
async function writtenAt(cron: number): Promise<Map<string, number>> {
  setClock(cron);
  await keepDailyHeads(env, cron);
  const file = await env.PHOTOS.get(`audit/${daysAfter(dayOf(cron), -1)}.json`);
  const { chains } = dayHeadsSchema.parse(await file?.json());
  return new Map(chains.map(({ user_id, seq }) => [user_id, seq]));
}

const logOf = (user: string, length: number): Snapshot['events'] =>
  chainOf(user, length).map(({ user_id, data, ...event }) => ({ ...event, data: JSON.stringify(data) }));

it('each chain that moved is in the next file', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 25 }), async (moves) => {
      run += 1;
      const files = await env.PHOTOS.list({ prefix: 'audit/' });
      await env.PHOTOS.delete(files.objects.map(({ key }) => key));
      const users = [0, 1, 2, 3].map((nth) => ({ id: `r${run}-${nth}`, created: '', seq: 0, copied: 0 }));
      const moved = new Map<string, number>();
      let now = EVENING;
      for (const { who, wait, adds, keepsLog, createdOff, copiedOff, missesNights } of moves) {
        for (let cron = nextCron(now); cron <= now + wait; cron = nextCron(cron)) {
          if (missesNights) continue;
          const written = await writtenAt(cron);
          for (const [user, seq] of moved) expect(written.get(user), `${user}, ${dayOf(cron)}`).toBe(seq);
          moved.clear();
        }
        now += wait;
        const user = users[who]!;
        user.created ||= new Date(now + createdOff).toISOString();
        user.seq += adds;
        setClock(now + copiedOff);
        const document = {
          ...{ user_id: user.id, seq: user.seq, status: 'awaiting_liveness', reasons: [] },
          ...{ created_at: user.created, review: null },
        } as unknown as Snapshot['document'];
        const events = logOf(user.id, user.seq).slice(user.copied);
        await createRecords(env.DB).follow({ document, ending: null, wakeAt: null, events, keepsLog });
        if (!keepsLog) continue;
        user.copied = user.seq;
        moved.set(user.id, user.seq);
      }
    }),
    { numRuns: FULL ? 300 : 40, ...REPLAY },
  );
});
