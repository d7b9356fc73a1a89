/** One object for each key hands out start times to all applicants everywhere, so that together they keep the tier. */
import { DurableObject } from 'cloudflare:workers';
import {
  type Backlog,
  type LimiterState,
  NO_BACKLOG,
  type Priority,
  type Slot,
  slotFor,
  type Tier,
  windowsOf,
} from './rate-limit.ts';

/**
 * A shorter backlog is not written: it is over before an idle object is put away. A longer one is written that far ahead
 * of what was handed out, so that many grants share a write.
 */
const UNWRITTEN_MS = 5_000;
const KEY = 'promised';

/**
 * The Durable Object. In a burst all ask within seconds and then wait for minutes, so that nobody may keep it in memory:
 * promises that were forgotten would be made a second time. What was started is over within a second or two.
 */
export class RateLimiter extends DurableObject<Env> {
  #state: LimiterState = {
    promised: this.ctx.storage.kv.get<Backlog>(KEY) ?? NO_BACKLOG,
    started: NO_BACKLOG,
  };
  /** Up to when a start may be promised without writing. */
  #writtenUpTo = latest(this.#state.promised);

  /** A slot for that many calls, which follow each other, within the tier as the caller knows it. */
  slot(priority: Priority, calls: number, tier: Tier): Slot {
    const now = Date.now();
    const { slot, state } = slotFor(windowsOf(tier), this.#state, priority, calls, now);
    this.#state = state;
    const { promised } = state;
    if (latest(promised) > Math.max(this.#writtenUpTo, now + UNWRITTEN_MS)) {
      const ahead = { ...promised, emptyAt: promised.emptyAt.map((at) => at + UNWRITTEN_MS) };
      this.ctx.storage.kv.put(KEY, ahead);
      this.#writtenUpTo = latest(ahead);
    }
    return slot;
  }
}

function latest({ emptyAt }: Backlog): number {
  return Math.max(0, ...emptyAt);
}
