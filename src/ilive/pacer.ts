/** One object for each key hands out start times to all applicants everywhere, so that together they keep the tier. */
import { DurableObject } from 'cloudflare:workers';
import { worldOf } from '../world.ts';
import { type Backlog, lanesOf, NO_BACKLOG, reserve } from './pacing.ts';

/**
 * A shorter backlog is not written: it is over before an idle object is put away. A longer one is written that far ahead
 * of what was handed out, so that many grants share a write.
 */
const UNWRITTEN_MS = 5_000;
const KEY = 'backlog';

/**
 * The Durable Object. In a burst all ask within seconds and then wait for minutes, so that nobody keeps it in memory: a
 * backlog that was forgotten would be handed out a second time.
 */
export class Pacer extends DurableObject<Env> {
  #backlog = this.ctx.storage.kv.get<Backlog>(KEY) ?? NO_BACKLOG;
  /** Up to when a start time may be handed out without writing. */
  #writtenUpTo = latest(this.#backlog);

  /** When that many calls may start (ms since the epoch). Asked once for the calls that follow each other. */
  reserve(calls: number): number {
    const result = worldOf(this.env);
    const now = Date.now();
    if (!result.ok) return now;
    const { ILIVE_RPM, ILIVE_RPS } = result.world.config;
    const { startAt, backlog } = reserve(lanesOf(ILIVE_RPM, ILIVE_RPS), this.#backlog, calls, now);
    this.#backlog = backlog;
    if (latest(backlog) > Math.max(this.#writtenUpTo, now + UNWRITTEN_MS)) {
      const ahead = { ...backlog, emptyAt: backlog.emptyAt.map((at) => at + UNWRITTEN_MS) };
      this.ctx.storage.kv.put(KEY, ahead);
      this.#writtenUpTo = latest(ahead);
    }
    return startAt;
  }
}

function latest({ emptyAt }: Backlog): number {
  return Math.max(0, ...emptyAt);
}
