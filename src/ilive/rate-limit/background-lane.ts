/**
 * The lane of known faces: their calls take what onboardings leave of the key's tier, and at most a share of it. An
 * onboarding's start never depends on this lane's state, so it never waits for it. Pure: the clock is an argument. Times
 * are in ms since the epoch.
 */
import {
  type Backlog,
  type LimiterState,
  movedWithClock,
  NO_BACKLOG,
  type Priority,
  reserve,
  type Slot,
  type Tier,
  type Window,
  windowsOf,
} from './rate-limit.ts';

/** What the lane knows. Nothing of it need be stored: a place that is given twice is refused to the second that comes. */
export type LaneState = {
  /** The places given so far. Each is a time to ask again at, not a promise. */
  readonly places: Backlog;
  /** The places given to those who came at their time and could not start. */
  readonly again: Backlog;
  /** The calls of this lane that have started. */
  readonly started: Backlog;
  /** The calls of both lanes that have started. */
  readonly all: Backlog;
};

/** Nothing given or started yet. */
export const EMPTY_LANE: LaneState = {
  places: NO_BACKLOG,
  again: NO_BACKLOG,
  started: NO_BACKLOG,
  all: NO_BACKLOG,
};

/** The share of the tier that is left unused, so that no minute has more calls than it may. */
const SPARE = 0.01;
/** Places are given a little less often than calls may start, so that whoever comes late does not make all others late. */
const PLACE_SPARE = 0.01;

/** Counts calls of an onboarding that start now. */
export function withStart(lane: LaneState, tier: Tier, calls: number, now: number): LaneState {
  return { ...lane, all: reserve(windowsOf(tier), lane.all, calls, now).backlog };
}

/**
 * Finds out whether calls of a known face may start now. They may if no start of an onboarding is promised, no call that
 * has started still takes up a window, and the lane has not had its share. Bursts are left to the onboardings.
 * @param given its `limiter` is moved with the clock by the caller, who keeps it
 * @param share of the tier, above 0 and up to 1
 * @returns a slot that is `final` if the calls start now; else when to ask again, as `due`. For `soon` the time says
 * nothing, and nothing is kept
 */
export function laneSlotFor(
  given: { readonly limiter: Pick<LimiterState, 'promised'>; readonly lane: LaneState },
  tier: Tier,
  share: number,
  priority: Priority,
  calls: number,
  now: number,
): { readonly slot: Slot; readonly lane: LaneState } {
  const { limiter } = given;
  const lane = laneMovedWithClock(given.lane, now);
  const windows = windowsOf(tier);
  const shared = shareOf(tier, share, calls);
  const place = reserve(shared.map(wider), lane.places, calls, now);
  const comesFirst = priority !== 'due';
  if (comesFirst && place.startAt > now) {
    const slot = { startAt: place.startAt, final: false };
    return { slot, lane: priority === 'soon' ? lane : { ...lane, places: place.backlog } };
  }
  const before = comesFirst ? { ...lane, places: place.backlog } : lane;
  const quiet = windows.map((window) => ({ ...window, burst: calls }));
  // Who comes a little late must not make all that follow late.
  const nearlyQuiet = windows.map((window) => ({ ...window, burst: calls + 1 }));
  const own = reserve(shared, lane.started, calls, now);
  const all = reserve(nearlyQuiet, lane.all, calls, now);
  const freeAt = Math.max(own.startAt, all.startAt, reserve(quiet, limiter.promised, calls, now).startAt);
  if (freeAt <= now) {
    const slot = { startAt: now, final: true };
    return { slot, lane: { ...before, started: own.backlog, all: all.backlog } };
  }
  if (priority === 'soon') return { slot: { startAt: freeAt, final: false }, lane };
  const later = quiet.map((_, n) => Math.max(freeAt, lane.again.emptyAt[n] ?? freeAt));
  const again = reserve(quiet, { emptyAt: later, asOf: now }, calls, now);
  return { slot: { startAt: again.startAt, final: false }, lane: { ...before, again: again.backlog } };
}

function laneMovedWithClock({ places, again, started, all }: LaneState, now: number): LaneState {
  const moved = (backlog: Backlog) => movedWithClock(backlog, now);
  return { places: moved(places), again: moved(again), started: moved(started), all: moved(all) };
}

/** Gives the windows of a share of the tier. What may start at once is little: no minute may have more than its share. */
function shareOf({ perMinute, perSecond }: Tier, share: number, calls: number): readonly Window[] {
  const window = (most: number, windowMs: number): Window[] =>
    most === 0
      ? []
      : [
          {
            intervalMs: windowMs / (most * share * (1 - SPARE)),
            burst: Math.max(calls, Math.floor(most * share * SPARE)),
          },
        ];
  return [...window(perMinute, 60_000), ...window(perSecond, 1_000)];
}

function wider({ intervalMs, burst }: Window): Window {
  return { intervalMs: intervalMs / (1 - PLACE_SPARE), burst };
}
