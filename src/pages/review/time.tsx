/** Times in the form in which people read them. */

/** Formats the time since a moment in its two largest units. @param since RFC 3339 @param now ms since the epoch */
export function formatWait(since: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${rest} min`;
  return rest > 0 ? `${rest} min` : 'under 1 min';
}

/** Renders a moment in UTC to the second, with the exact time in `datetime`. @param props `at`: RFC 3339 UTC */
export function Moment({ at }: { at: string }) {
  return <time datetime={at}>{`${at.slice(0, 10)} ${at.slice(11, 19)} UTC`}</time>;
}
