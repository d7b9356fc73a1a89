/** Nights: the cron of each, the file that it wrote, and what stands in D1. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import worker from '../../src/app.ts';
import { createDayFiles } from '../../src/audit/day-files.ts';
import { type DayHeads, dayHeadsSchema } from '../../src/audit/day-heads.ts';
import { NIGHTLY_CRON } from '../../src/cron/run-nightly-audit.ts';
import { dayOf, daysAfter } from '../../src/platform/day.ts';
import { createTextMacs } from '../../src/platform/text-mac.ts';
import { setClock } from './controlled-applicant.ts';

/** Makes and checks the MACs of the days' files, by the key of the environment. */
export const dayMac = createTextMacs([Buffer.from(env.DATA_KEY, 'base64')], 'day_mac');
/** The files of the days in the bucket of the environment. */
export const dayFiles = createDayFiles(env.PHOTOS, dayMac);

/** Half an hour after the next midnight. */
export function nextNightAt(now = Date.now()): number {
  const today = Date.parse(`${dayOf(now)}T00:30:00.000Z`);
  return today > now ? today : today + 24 * 3_600_000;
}

/** One run of the cron at that time; the clock goes there. */
export async function runNight(at: number, given: Env = env): Promise<void> {
  setClock(at);
  await worker.scheduled({ cron: NIGHTLY_CRON, scheduledTime: at } as ScheduledController, given);
}

/** The file of that day. */
export async function dayFileOf(date: string): Promise<DayHeads> {
  return dayHeadsSchema.parse(JSON.parse((await dayFileTextOf(date)) ?? 'null'));
}

/** Its text, or null. */
export async function dayFileTextOf(date: string): Promise<string | null> {
  return (await (await env.PHOTOS.get(`audit/${date}.json`))?.text()) ?? null;
}

/** The next night, and the file that it wrote. */
export async function runNextNight(): Promise<DayHeads> {
  const at = nextNightAt();
  await runNight(at);
  return dayFileOf(daysAfter(dayOf(at), -1));
}

/** An applicant's row, all columns. */
export async function rowOf(user: string): Promise<Record<string, unknown> | null> {
  return await env.DB.prepare('SELECT * FROM applicants WHERE user_id = ?').bind(user).first();
}

/** Puts events where those of an applicant's log were, behind the object's back, and has it start anew. */
export async function rewriteLog(
  user: string,
  events: readonly { seq: number; type: string; data: unknown; hash: string }[],
): Promise<void> {
  const stub = env.APPLICANTS.getByName(user);
  await runInDurableObject(stub, async (_, { storage }) => {
    const before = [...storage.kv.list<object>({ prefix: 'event/' })];
    for (const [index, [key, value]] of before.entries()) {
      const event = events[index];
      if (!event) storage.kv.delete(key);
      else {
        const { type, data, hash } = event;
        const { actor } = event as unknown as { actor: string };
        storage.kv.put(key, { ...value, type, actor, data: JSON.stringify(data), hash });
      }
    }
    await storage.sync();
  });
  await runInDurableObject(stub, (_, state) => state.abort('crash')).catch(() => {});
}
