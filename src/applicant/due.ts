/** When the object must do something next: pure, so that the alarm is a table in a test. Times in ms since the epoch. */
import { abandonedAt, photosDueAt, type Retention } from '../core/erasure.ts';
import type { State } from '../core/model.ts';
import { isTheirTurn } from '../core/standing.ts';
import { nextSteps, type Step, stepKey, wakeAt } from '../core/steps.ts';
import type { Cursor, Retry } from './store.ts';

/** A run that starts now is taken for crashed after this long, and resumed by the alarm. */
export const RUN_NET_MS = 30_000;

/** While it is the applicant's turn the log's copy waits so long for more: a batch is paid for, whatever is in it. */
export const LOG_PAUSE_MS = 5 * 60_000;

/** What the due times follow from: nothing but what is stored, and how long it is kept. */
export type Stored = {
  readonly state: State;
  readonly retry: Retry | null;
  /** How far the log was copied. */
  readonly records: Cursor;
  /** As of which event the lists show the applicant, as far as is known. Not stored. */
  readonly listed: number;
  /** How the last tries to clear R2 went. */
  readonly photos: Cursor;
  /** When the next notification is due, null when none is. */
  readonly notifyAt: number | null;
  readonly retention: Retention;
};

/** The step that may run first, and when. */
export function dueStep({ state, retry }: Stored): { step: Step; at: number } | null {
  const due = nextSteps(state).map((step) => {
    const notBefore = 'notBefore' in step ? (step.notBefore ?? 0) : 0;
    return { step, at: Math.max(notBefore, isWaiting(retry, step) ? retry.dueAt : 0) };
  });
  return due.toSorted((a, b) => a.at - b.at)[0] ?? null;
}

/** Whether the row is of this step: of one, or of several that failed in the same round. */
export function isWaiting(retry: Retry | null, step: Step): retry is Retry {
  return retry?.stepKeys.includes(stepKey(step)) ?? false;
}

/** Whether the step is still to be done. */
export function isWanted(state: State | null, step: Step): boolean {
  return state !== null && nextSteps(state).some((due) => stepKey(due) === stepKey(step));
}

/** When the log must be copied, or null when it is. */
export function logDueAt({ state, records }: Stored): number | null {
  if (records.seq >= state.seq) return null;
  return isTheirTurn(state.standing)
    ? Math.max(records.dueAt, Date.parse(state.updatedAt) + LOG_PAUSE_MS)
    : records.dueAt;
}

/** Whether the log's copy waits for more: then an alarm that rings too early will do, since the next event may be sooner. */
export function isPausing(stored: Stored): boolean {
  return stored.records.failures === 0 && logDueAt(stored) !== null;
}

/** When the records must follow: the lists at once, the log in its time; null when both have. */
export function recordsDueAt(stored: Stored): number | null {
  const { state, records, listed } = stored;
  return Math.max(records.seq, listed) < state.seq ? records.dueAt : logDueAt(stored);
}

/** When R2 must be cleared, or null. */
export function clearingDueAt({ state, photos, retention }: Stored): number | null {
  const at = photosDueAt(state, retention);
  return at === null ? null : Math.max(at, photos.dueAt);
}

/** When the clock alone changes something: the end of a session's life, or of an applicant's who does not come back. */
export function clockAt({ state, retention }: Stored): number | null {
  return earliest([wakeAt(state), abandonedAt(state, retention)]);
}

/**
 * The alarm: the earliest of all that is due, or null. What is due already runs right now, so the alarm stands behind it
 * as the net.
 */
export function alarmAt(stored: Stored, now: number, netMs = RUN_NET_MS): number | null {
  const step = dueStep(stored)?.at ?? null;
  // What the lists lack is copied with the log at the latest.
  const records = stored.records.failures > 0 ? recordsDueAt(stored) : logDueAt(stored);
  const due = [step, clockAt(stored), records, clearingDueAt(stored), stored.notifyAt];
  return earliest(due.map((at) => (at !== null && at <= now ? now + netMs : at)));
}

/** The earliest of those that are known, or null. */
export function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((at) => at !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
