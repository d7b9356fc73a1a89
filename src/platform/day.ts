/** Days in UTC, `YYYY-MM-DD`. */

const DAY_MS = 24 * 60 * 60_000;

/** The day of a time (ms since the epoch). */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The day that many days later, or earlier. */
export function daysAfter(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS);
}
