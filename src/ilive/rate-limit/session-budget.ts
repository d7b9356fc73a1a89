/** Counts the sessions of all applicants in a UTC day: each costs money. Pure: the clock is an argument. */
import { DAY_MS, dayOf } from '#src/platform/day.ts';

/** The sessions that were started in a day, `YYYY-MM-DD` in UTC. */
export type SessionsOfDay = { readonly day: string; readonly started: number };

/** Nothing started yet. */
export const NO_SESSIONS: SessionsOfDay = { day: '', started: 0 };

/** `retryAt`: null when a session may be started now, else when one can be (ms since the epoch). */
export type BudgetAnswer = { readonly retryAt: number | null };

/**
 * Takes one session out of the day's budget.
 * @param budget how many may be started in a day
 * @param now ms since the epoch
 */
export function takeSession(
  counted: SessionsOfDay,
  budget: number,
  now: number,
): { readonly answer: BudgetAnswer; readonly counted: SessionsOfDay } {
  const { day, started } = sessionsOf(counted, now);
  if (started < budget) return { answer: { retryAt: null }, counted: { day, started: started + 1 } };
  return { answer: { retryAt: Date.parse(day) + DAY_MS }, counted };
}

/** Gives a session back that was taken at `takenAt` (ms since the epoch). One of an earlier day is of no use any more. */
export function giveBackSession(counted: SessionsOfDay, takenAt: number): SessionsOfDay {
  if (counted.day !== dayOf(takenAt)) return counted;
  return { ...counted, started: Math.max(0, counted.started - 1) };
}

/** A clock that was set back does not begin an earlier day anew. */
function sessionsOf(counted: SessionsOfDay, now: number): SessionsOfDay {
  const day = dayOf(now);
  return counted.day >= day ? counted : { day, started: 0 };
}
