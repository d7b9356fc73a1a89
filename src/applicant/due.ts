/** When the object must do something next: pure, so that the alarm is a table in a test. Times in ms since the epoch. */
import type { State } from '../core/model.ts';
import { nextStep, type Step, stepKey, wakeAt } from '../core/steps.ts';
import type { Cursor, Retry } from './store.ts';

/** A run that starts now is taken for crashed after this long, and resumed by the alarm. */
export const RUN_NET_MS = 30_000;

/** What the due times follow from: nothing but what is stored. */
export type Stored = {
  readonly state: State;
  readonly retry: Retry | null;
  readonly records: Cursor;
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

/**
 * The alarm: the earliest of step, clock and records, or null. What is due already runs right now, so the alarm stands
 * behind it as the net.
 */
export function alarmAt(stored: Stored, now: number): number | null {
  const due = [dueStep(stored)?.at ?? null, wakeAt(stored.state), recordsDueAt(stored)];
  const times = due.filter((at) => at !== null).map((at) => (at <= now ? now + RUN_NET_MS : at));
  return times.length > 0 ? Math.min(...times) : null;
}
