/** Times in the form in which people read them. */

/** Formats the time since a moment in its two largest units. @param since RFC 3339 @param now ms since the epoch */
export function formatWait(since: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${rest} min`;
  return rest > 0 ? `${rest} min` : 'under 1 min';
}

/**
 * Renders a moment in UTC, with the exact time in `datetime`. The script shows it in the reader's own time and keeps UTC
 * for the hover.
 * @param props `at`: RFC 3339 UTC; `short`: hours and minutes alone
 */
export function Moment({ at, short = false }: { at: string; short?: boolean }) {
  const words = short ? `${at.slice(11, 16)} UTC` : `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
  return (
    <time datetime={at} data-short={short ? '' : undefined}>
      {words}
    </time>
  );
}

/** How close a case is to the time by which it is due. */
export type Urgency = 'in_time' | 'due_soon' | 'overdue';

/** The last part of a case's time, in which it is due soon. */
const LAST_PART = 0.25;

/**
 * Returns how close a case is to its due time.
 * @param openedAt RFC 3339
 * @param dueAt RFC 3339, null if cases have no due time
 * @param now ms since the epoch
 */
export function urgencyOf(openedAt: string, dueAt: string | null, now: number): Urgency {
  if (dueAt === null) return 'in_time';
  const [opened, due] = [Date.parse(openedAt), Date.parse(dueAt)];
  if (now >= due) return 'overdue';
  return now >= due - (due - opened) * LAST_PART ? 'due_soon' : 'in_time';
}
