/**
 * Computes when the next calls may start so that the key's tier is kept: the generic cell rate algorithm (GCRA) over
 * two windows, with a few numbers of state. Pure: the clock is an argument. Times are in ms since the epoch.
 */

/** One window of the tier: a call each `intervalMs`, and `burst` calls at once after a quiet time. */
export type Window = { readonly intervalMs: number; readonly burst: number };

/** How many calls the key may make each minute and each second; 0 is no cap (/docs/reference/rate-limits). */
export type Tier = { readonly perMinute: number; readonly perSecond: number };

/** The most calls that one reservation asks for: compare, index, search. */
export const MOST_CALLS = 3;

/**
 * Gives the windows of a tier; a cap of 0 has none. In any period of a window's length at most rate times length plus
 * `burst` calls start, and that must stay under the tier. So the minute keeps 1 % spare, and the second, which the
 * minute's rate hardly ever fills, 10 %. Half of the spare is for bursts, the other half for calls that take longer to
 * arrive than those before them.
 */
export function windowsOf({ perMinute, perSecond }: Tier): readonly Window[] {
  const window = (calls: number, windowMs: number, spare: number): Window[] => {
    const burst = Math.max(MOST_CALLS, Math.floor((calls * spare) / 2));
    return calls === 0 ? [] : [{ intervalMs: windowMs / (calls * (1 - spare)), burst }];
  };
  return [...window(perMinute, 60_000, 0.01), ...window(perSecond, 1_000, 0.1)];
}

/** The calls reserved: for each window when it will be empty again, and `asOf` when that was computed. */
export type Backlog = { readonly emptyAt: readonly number[]; readonly asOf: number };

/** Nothing reserved yet. */
export const NO_BACKLOG: Backlog = { emptyAt: [], asOf: 0 };

/** A start within this time (ms) is waited for. A later one is left to the alarm, so that the object can be evicted. */
export const SOON_MS = 1_000;

/**
 * The starts that were promised, and those that were claimed. Alarms fire late and many at once, and that many calls
 * would exceed the tier if only promises were counted. So a promised start is claimed when its time has come, and
 * starts that are claimed together are spread out again.
 */
export type LimiterState = { readonly promised: Backlog; readonly started: Backlog };

/** Whose calls they are: of onboardings, or of known faces, which take what is left. */
export type Lane = 'onboarding' | 'known';

/** How calls are queued: `next` in line; `soon`, within `SOON_MS` or not at all; `due`, to claim a promised start. */
export type Priority = 'next' | 'soon' | 'due';

/**
 * When the calls may start (ms since the epoch). `final`: they may start then without asking again. Otherwise the start
 * is a promise, to be claimed as `due` when its time has come; for `soon` nothing was reserved.
 */
export type Slot = { readonly startAt: number; readonly final: boolean };

/**
 * Finds a slot, first come, first served, and gives the state with the slot reserved. A `soon` for which there is no
 * slot within `SOON_MS` reserves nothing.
 * @param calls the number of calls that follow each other
 */
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

/**
 * Moves a backlog with a clock that was set back. Otherwise all calls would wait until the clock has caught up. Whoever
 * keeps a backlog keeps the moved one: one that is moved at each look never becomes empty.
 */
export function movedWithClock(backlog: Backlog, now: number): Backlog {
  const setBack = backlog.asOf - now;
  return setBack > 0 ? { emptyAt: backlog.emptyAt.map((at) => at - setBack), asOf: now } : backlog;
}

/** Reserves calls that follow each other, in all windows. @returns when they may start, and the backlog after them */
export function reserve(
  windows: readonly Window[],
  backlog: Backlog,
  calls: number,
  now: number,
): { readonly startAt: number; readonly backlog: Backlog } {
  const there = movedWithClock(backlog, now);
  const empty = windows.map((_, index) => there.emptyAt[index] ?? Number.NEGATIVE_INFINITY);
  const startAt = windows.reduce((latest, { intervalMs, burst }, index) => {
    return Math.max(latest, (empty[index] ?? 0) + (calls - burst) * intervalMs);
  }, now);
  const emptyAt = windows.map(
    ({ intervalMs }, index) => Math.max(startAt, empty[index] ?? 0) + calls * intervalMs,
  );
  return { startAt, backlog: { emptyAt, asOf: now } };
}
