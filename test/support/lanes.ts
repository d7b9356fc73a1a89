/** Plays the two lanes of the rate limiter in virtual time: onboardings, and known faces that ask again at their times. */
import { EMPTY_LANE, laneSlotFor, withStart } from '../../src/ilive/rate-limit/background-lane.ts';
import {
  type Lane,
  NO_BACKLOG,
  type Priority,
  SOON_MS,
  slotFor,
  type Tier,
  windowsOf,
} from '../../src/ilive/rate-limit/rate-limit.ts';

/** Who comes when (ms), with how many calls. */
export type Arrival = { readonly lane: Lane; readonly at: number; readonly calls: number };
/** Calls that start. */
export type Start = Arrival & { readonly startAt: number; readonly asked: number };

/** How late a timer is that the object itself waits for, ms. */
const TIMER_LATE_MS = 5;

type Waiting = Arrival & { readonly next: number; readonly priority: Priority; readonly asked: number };

/**
 * Gives the starts, in their order.
 * @param late how much later than its time the nth question comes, ms
 * @param until questions after that time are not asked any more
 */
export function playLanes(
  tier: Tier,
  share: number,
  arrivals: readonly Arrival[],
  late: (nth: number) => number = () => 0,
  until = Number.POSITIVE_INFINITY,
): readonly Start[] {
  let limiter = { promised: NO_BACKLOG, started: NO_BACKLOG };
  let lane = EMPTY_LANE;
  const starts: Start[] = [];
  const waiting: Waiting[] = arrivals.map((it) => ({ ...it, next: it.at, priority: 'next', asked: 0 }));
  waiting.sort((a, b) => b.next - a.next);
  for (let nth = 0; ; nth += 1) {
    const who = waiting.pop();
    if (!who || who.next > until) return starts.toSorted((a, b) => a.startAt - b.startAt);
    const { calls, priority, next: now } = who;
    const asked = who.asked + 1;
    let slot = { startAt: 0, final: false };
    if (who.lane === 'known') {
      const given = laneSlotFor({ limiter, lane }, tier, share, priority, calls, now);
      ({ slot, lane } = given);
    } else {
      const given = slotFor(windowsOf(tier), limiter, priority, calls, now);
      ({ slot, state: limiter } = given);
      if (slot.final) lane = withStart(lane, tier, calls, now);
    }
    if (slot.final) starts.push({ lane: who.lane, at: who.at, calls, startAt: slot.startAt, asked });
    else {
      const next = Math.max(now, slot.startAt);
      // A time soon is waited for in the object; a later one is its alarm's.
      const lateMs = next - now <= SOON_MS ? Math.min(late(nth), TIMER_LATE_MS) : late(nth);
      insert(waiting, { ...who, priority: 'due', asked, next: next + lateMs });
    }
  }
}

/** Keeps the list sorted, the next one last. */
function insert(waiting: Waiting[], who: Waiting): void {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((waiting[middle]?.next ?? 0) > who.next) low = middle + 1;
    else high = middle;
  }
  waiting.splice(low, 0, who);
}

/** The most calls that any rolling window of that length saw; `starts` in their order. */
export function busiest(starts: readonly Start[], windowMs: number): number {
  let [most, sum, from] = [0, 0, 0];
  for (const { startAt, calls } of starts) {
    sum += calls;
    while ((starts[from]?.startAt ?? 0) <= startAt - windowMs) {
      sum -= starts[from]?.calls ?? 0;
      from += 1;
    }
    most = Math.max(most, sum);
  }
  return most;
}
