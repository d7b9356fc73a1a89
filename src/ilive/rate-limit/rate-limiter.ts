/**
 * The rate limiter: each key has an object that gives start times to all applicants. Together they keep the tier. One
 * more object counts the sessions of the day.
 */
import { DurableObject } from 'cloudflare:workers';
import { EMPTY_LANE, laneSlotFor, withStart } from './background-lane.ts';
import {
  type Backlog,
  type LimiterState,
  movedWithClock,
  NO_BACKLOG,
  type Priority,
  type Slot,
  slotFor,
  type Tier,
  windowsOf,
} from './rate-limit.ts';
import {
  type BudgetAnswer,
  giveBackSession,
  NO_SESSIONS,
  type SessionsOfDay,
  takeSession,
} from './session-budget.ts';

/**
 * A backlog that ends within this time is not stored: it is over before an idle object is evicted. A longer one is
 * stored with an end that is this much later than the last start promised, so that many promises share one write.
 */
const UNWRITTEN_MS = 5_000;
const KEY = 'promised';
const SESSIONS = 'sessions';

/**
 * The Durable Object. In a burst all applicants ask within seconds and then wait for minutes, so the object may be
 * evicted meanwhile. Promises are stored, since lost ones would be made a second time. `started` is not stored: it is
 * over within a second or two.
 */
export class RateLimiter extends DurableObject<Env> {
  #state: LimiterState = {
    promised: this.ctx.storage.kv.get<Backlog>(KEY) ?? NO_BACKLOG,
    started: NO_BACKLOG,
  };
  /** Of the known faces. Not stored: it is about the next seconds, and promises nothing. */
  #lane = EMPTY_LANE;
  /** Up to when a start can be promised without another write (ms since the epoch). */
  #writtenUpTo = latest(this.#state.promised);

  /** Gives a slot for calls that follow each other. @param tier of the key, by the caller's settings */
  slot(priority: Priority, calls: number, tier: Tier): Slot {
    const now = Date.now();
    const { slot, state } = slotFor(windowsOf(tier), this.#state, priority, calls, now);
    this.#state = state;
    if (slot.final) this.#lane = withStart(this.#lane, tier, calls, now);
    const { promised } = state;
    if (latest(promised) > Math.max(this.#writtenUpTo, now + UNWRITTEN_MS)) {
      const ahead = { ...promised, emptyAt: promised.emptyAt.map((at) => at + UNWRITTEN_MS) };
      this.ctx.storage.kv.put(KEY, ahead);
      this.#writtenUpTo = latest(ahead);
    }
    return slot;
  }

  /**
   * Gives a slot for calls of a known face that follow each other, after those of all onboardings.
   * @param share of the tier that known faces may use, above 0 and up to 1
   */
  laneSlot(priority: Priority, calls: number, tier: Tier, share: number): Slot {
    const now = Date.now();
    this.#state = { ...this.#state, promised: movedWithClock(this.#state.promised, now) };
    const given = { limiter: this.#state, lane: this.#lane };
    const { slot, lane } = laneSlotFor(given, tier, share, priority, calls, now);
    this.#lane = lane;
    return slot;
  }

  /** Returns how far ahead starts have been promised (ms); 0 when a call may start now. Reserves nothing. */
  backlogMs(): number {
    return Math.max(0, latest(this.#state.promised) - Date.now());
  }

  /** Takes one session out of the budget of this day. @param budget by the caller's settings */
  takeSession(budget: number): BudgetAnswer {
    const before = this.#sessions();
    const { answer, counted } = takeSession(before, budget, Date.now());
    if (counted !== before) this.ctx.storage.kv.put(SESSIONS, counted);
    return answer;
  }

  /** Gives a session back that was taken at that time (ms since the epoch). */
  giveBackSession(takenAt: number): void {
    this.ctx.storage.kv.put(SESSIONS, giveBackSession(this.#sessions(), takenAt));
  }

  #sessions(): SessionsOfDay {
    return this.ctx.storage.kv.get<SessionsOfDay>(SESSIONS) ?? NO_SESSIONS;
  }
}

function latest({ emptyAt }: Backlog): number {
  return Math.max(0, ...emptyAt);
}
