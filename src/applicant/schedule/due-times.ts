/** When the object must do something next. Pure, so that a test is a table. Times are in ms since the epoch. */
import { abandonedAt, knownPhotoDueAt, photosDueAt, type Retention } from '#src/core/erasure.ts';
import type { State } from '#src/core/model.ts';
import { isAwaitingApplicant } from '#src/core/status.ts';
import { nextSteps, type Step, stepKey, wakeAt } from '#src/core/steps.ts';
import { DAY_MS } from '#src/platform/day.ts';
import type { Cursor } from '../storage/cursor.ts';
import type { Retry } from '../storage/retry-store.ts';
import type { RowStatus } from './row-status.ts';

/** A run that starts now is taken for crashed after this time. The alarm then resumes it (ms). */
export const RUN_NET_MS = 30_000;

/**
 * The same for a row that is due while the applicant is awaited (ms). It is longer so that one alarm serves all steps
 * of an onboarding. The price: if the object crashes before the row is written, the row is late by this time.
 */
export const ROW_NET_MS = 5 * 60_000;

/**
 * Each day an open case compares its row at a time between 00:05 and 00:25 UTC. That is before the nightly check at
 * 00:30, which asks for what was found and names it in the file of the day.
 */
const COMPARE_MS = { from: 5 * 60_000, within: 20 * 60_000 };
/** After a failure the row in D1 is tried again after as long as it has been behind already, within these bounds. */
const ROW_RETRY_MS = { least: 1_000, most: 5 * 60_000 };

/** What the due times follow from. All of it is stored or a setting, except `row`, which is kept in memory only. */
export type ScheduleInput = {
  readonly state: State;
  readonly retry: Retry | null;
  readonly row: RowStatus;
  /** How many tries to clear R2 have failed, and when the next one is due. */
  readonly photos: Cursor;
  /** When the next notification is due, null when none is. */
  readonly notifyAt: number | null;
  readonly retention: Retention;
  /** How long after its opening a case is overdue (ms), or null. */
  readonly dueMs: number | null;
};

/**
 * Finds the step that may run first.
 * @returns the step with its time, 0 for at once; null when no step is to be done
 */
export function dueStep({ state, retry }: ScheduleInput): { step: Step; at: number } | null {
  const due = nextSteps(state).map((step) => {
    const notBefore = 'notBefore' in step ? (step.notBefore ?? 0) : 0;
    return { step, at: Math.max(notBefore, isWaiting(retry, step) ? retry.dueAt : 0) };
  });
  return due.toSorted((a, b) => a.at - b.at)[0] ?? null;
}

/** Whether the stored retry is for this step. A retry may be for several steps that failed in the same round. */
export function isWaiting(retry: Retry | null, step: Step): retry is Retry {
  return retry?.stepKeys.includes(stepKey(step)) ?? false;
}

/** Whether the state still calls for the step. */
export function isWanted(state: State | null, step: Step): boolean {
  return state !== null && nextSteps(state).some((due) => stepKey(due) === stepKey(step));
}

/**
 * Computes when the row in D1 must be written or compared: 0 for at once, null for not at all. A failed try is repeated
 * after as long as the row has been behind: so the pause doubles each time, and no counter must survive a restart.
 */
export function rowDueAt({ state, row: { is, failedAt } }: ScheduleInput): number | null {
  if (is === 'unknown' || is === 'current') return null;
  if (failedAt === null) return 0;
  const behindMs = failedAt - Date.parse(state.updatedAt);
  return failedAt + Math.min(ROW_RETRY_MS.most, Math.max(ROW_RETRY_MS.least, behindMs));
}

/**
 * Computes when an open case must compare its row next; null for any other status. It does so each day, even when the
 * row counts as current: a case that somebody removed from the queue in D1 must come back.
 */
export function compareAt({ status, review }: State, now: number): number | null {
  if (status.name !== 'in_review' || !review) return null;
  const spread = COMPARE_MS.from + (Date.parse(review.openedAt) % COMPARE_MS.within);
  const today = Math.floor(now / DAY_MS) * DAY_MS + spread;
  return today > now ? today : today + DAY_MS;
}

/** Computes when R2 must be cleared, or null. */
export function clearingDueAt({ state, photos, retention }: ScheduleInput): number | null {
  const at = earliest([photosDueAt(state, retention), knownPhotoDueAt(state, retention)]);
  return at === null ? null : Math.max(at, photos.dueAt);
}

/**
 * Computes when time alone changes something, or null: a session ends, a case becomes overdue, or an applicant who has
 * not come back is erased by retention.
 */
export function clockAt({ state, retention, dueMs }: ScheduleInput): number | null {
  return earliest([wakeAt(state, dueMs), abandonedAt(state, retention)]);
}

/**
 * Computes when something is due next, or null. What is due already is running now. Its time is `netMs` from now: a
 * safety net that resumes the run after a crash. The row stays due until D1 has confirmed it, so the alarm that was set
 * with an event does not move on before that.
 */
export function nextDueAt(input: ScheduleInput, now: number, netMs = RUN_NET_MS): number | null {
  const step = dueStep(input)?.at ?? null;
  const rowNetMs = isAwaitingApplicant(input.state.status) ? Math.max(netMs, ROW_NET_MS) : netMs;
  const due = [step, clockAt(input), clearingDueAt(input), input.notifyAt];
  return earliest([
    orSafetyNet(rowDueAt(input), now, rowNetMs),
    ...due.map((at) => orSafetyNet(at, now, netMs)),
  ]);
}

/** Replaces a time that has passed by the time of the safety net. */
function orSafetyNet(at: number | null, now: number, netMs: number): number | null {
  return at !== null && at <= now ? now + netMs : at;
}

/** Computes the time of the alarm, or null: `nextDueAt`, or the daily comparison of an open case if that is earlier. */
export function alarmAt(input: ScheduleInput, now: number, netMs = RUN_NET_MS): number | null {
  return earliest([nextDueAt(input, now, netMs), compareAt(input.state, now)]);
}

/** Returns the earliest time, or null when all are null. */
export function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((at) => at !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
