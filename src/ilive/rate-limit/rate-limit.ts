/**
 * When the next calls may start so that the key's tier is kept: the generic cell rate algorithm over two windows, a few
 * numbers of state. Pure: the clock is an argument. Times in ms since the epoch.
 */

/** One window of the tier: a call each `intervalMs`, and so many at once after a quiet spell. */
export type Window = { readonly intervalMs: number; readonly burst: number };

/** What the key may call, each minute and each second; 0 is no cap. */
export type Tier = { readonly perMinute: number; readonly perSecond: number };

/** The most calls that one reservation asks for: compare, index, search. */
export const MOST_CALLS = 3;

/**
 * The lanes of a tier; 0 is no cap (/docs/reference/rate-limits). A rolling window sees at most rate times window plus the
 * burst, so the two must stay under the tier: the minute keeps 1 % spare, the second, which the minute hardly ever
 * fills, 10 %. Half of that is for bursts, the other for calls that take longer on their way than those before them.
 */
export function windowsOf({ perMinute, perSecond }: Tier): readonly Window[] {
  const window = (calls: number, windowMs: number, spare: number): Window[] => {
    const burst = Math.max(MOST_CALLS, Math.floor((calls * spare) / 2));
    return calls === 0 ? [] : [{ intervalMs: windowMs / (calls * (1 - spare)), burst }];
  };
  return [...window(perMinute, 60_000, 0.01), ...window(perSecond, 1_000, 0.1)];
}

/** The whole state: for each lane when it would be empty, and when that was reckoned. */
export type Backlog = { readonly emptyAt: readonly number[]; readonly asOf: number };

/** Nothing reserved yet. */
export const NO_BACKLOG: Backlog = { emptyAt: [], asOf: 0 };

/** A start no further away is waited for; one beyond it is left to the alarm, so that the object can sleep (ms). */
export const SOON_MS = 1_000;

/**
 * What was promised, and what was started. Alarms ring late and in heaps: were promises alone counted, a heap would run
 * into the tier. So a promised start is claimed when it has come, and heaps are spread out again.
 */
export type LimiterState = { readonly promised: Backlog; readonly started: Backlog };

/** What the calls are: `next` in line, `soon` or not at all, or `due` after a promise. */
export type Priority = 'next' | 'soon' | 'due';

/** When the calls may start (ms since the epoch); `claimed` says that they need not ask again. */
export type Slot = { readonly startAt: number; readonly final: boolean };

/** Finds a slot, first come, first served, and enters it into the books. A `soon` that is not to be had costs nothing. */
export function slotFor(
  windows: readonly Window[],
  state: LimiterState,
  priority: Priority,
  calls: number,
  now: number,
): { readonly slot: Slot; readonly state: LimiterState } {
  const started = reserve(windows, state.started, calls, now);
  if (priority === 'due') {
    const slot = { startAt: started.startAt, final: true };
    return { slot, state: { ...state, started: started.backlog } };
  }
  const promised = reserve(windows, state.promised, calls, now);
  const startAt = Math.max(promised.startAt, started.startAt);
  const final = startAt - now <= SOON_MS;
  if (final)
    return { slot: { startAt, final }, state: { promised: promised.backlog, started: started.backlog } };
  return {
    slot: { startAt, final },
    state: priority === 'soon' ? state : { ...state, promised: promised.backlog },
  };
}

/** Reserves calls together. Gives when they may start and the backlog after them. */
export function reserve(
  windows: readonly Window[],
  backlog: Backlog,
  calls: number,
  now: number,
): { readonly startAt: number; readonly backlog: Backlog } {
  // A clock set back must not keep everybody waiting until it has caught up.
  const setBack = Math.max(0, backlog.asOf - now);
  const empty = windows.map((_, index) => (backlog.emptyAt[index] ?? 0) - setBack);
  const startAt = windows.reduce((latest, { intervalMs, burst }, index) => {
    return Math.max(latest, (empty[index] ?? 0) + (calls - burst) * intervalMs);
  }, now);
  const emptyAt = windows.map(
    ({ intervalMs }, index) => Math.max(startAt, empty[index] ?? 0) + calls * intervalMs,
  );
  return { startAt, backlog: { emptyAt, asOf: now } };
}
