/** Requests allowed in any second and any minute; 0 is no cap. */
export interface RateLimits {
  rps: number;
  rpm: number;
}

/** Says whether a key may make a request now, and if so counts it. */
export type RateLimiter = (key: string, now: number) => boolean;

/** Two rolling windows for each key (`/docs/reference/rate-limits`); refused requests do not count. */
export function createRateLimiter({ rps, rpm }: RateLimits): RateLimiter {
  const history = new Map<string, number[]>();
  return (key, now) => {
    if (rps === 0 && rpm === 0) return true;
    const lastMinute = (history.get(key) ?? []).filter((at) => now - at < 60_000);
    const lastSecond = lastMinute.filter((at) => now - at < 1000);
    const allowed = (rps === 0 || lastSecond.length < rps) && (rpm === 0 || lastMinute.length < rpm);
    history.set(key, allowed ? [...lastMinute, now] : lastMinute);
    return allowed;
  };
}
