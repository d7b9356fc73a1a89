/** When the object must do something next: pure, so that the alarm is a table in a test. Times in ms since the epoch. */
import { abandonedAt, photosDueAt, type Retention } from '../core/erasure.ts';
import type { State } from '../core/model.ts';
import { nextStep, type Step, stepKey, wakeAt } from '../core/steps.ts';
import type { Cursor, Retry } from './store.ts';

/** A run that starts now is taken for crashed after this long, and resumed by the alarm. */
export const RUN_NET_MS = 30_000;

/** What the due times follow from: nothing but what is stored, and how long it is kept. */
export type Stored = {
  readonly state: State;
  readonly retry: Retry | null;
  readonly records: Cursor;
  /** How the last tries to clear R2 went. */
  readonly photos: Cursor;
  /** When the next notification is due, null when none is. */
  readonly notifyAt: number | null;
  readonly retention: Retention;
};

/** The step and when it may run. */
export function dueStep({ state, retry }: Stored): { step: Step; at: number } | null {
  const step = nextStep(state);
  if (!step) return null;
  const notBefore = 'notBefore' in step ? (step.notBefore ?? 0) : 0;
  const retryAt = retry?.stepKey === stepKey(step) ? retry.dueAt : 0;
  return { step, at: Math.max(notBefore, retryAt) };
}

/** When the records must follow the log, or null when they have. */
export function recordsDueAt({ state, records }: Stored): number | null {
  return records.seq < state.seq ? records.dueAt : null;
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
export function alarmAt(stored: Stored, now: number): number | null {
  const step = dueStep(stored)?.at ?? null;
  const due = [step, clockAt(stored), recordsDueAt(stored), clearingDueAt(stored), stored.notifyAt];
  return earliest(due.map((at) => (at !== null && at <= now ? now + RUN_NET_MS : at)));
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((at) => at !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
