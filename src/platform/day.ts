/** Days in UTC, `YYYY-MM-DD`. */

/** A day in milliseconds. */
export const DAY_MS = 24 * 60 * 60_000;

/** Returns the day of a time (ms since the epoch). */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Returns the day that is `days` days later, or earlier if negative. */
export function daysAfter(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS);
}
