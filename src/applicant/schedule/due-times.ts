/** When the object must do something next: pure, so that the alarm is a table in a test. Times in ms since the epoch. */
import { abandonedAt, photosDueAt, type Retention } from '#src/core/erasure.ts';
import type { State } from '#src/core/model.ts';
import { isAwaitingApplicant } from '#src/core/status.ts';
import { nextSteps, type Step, stepKey, wakeAt } from '#src/core/steps.ts';
import type { Cursor } from '../storage/cursor.ts';
import type { Retry } from '../storage/retry-store.ts';
import type { RowCopy } from './row-copy.ts';

/** A run that starts now is taken for crashed after this long, and resumed by the alarm. */
export const RUN_NET_MS = 30_000;

/**
 * While the applicant is awaited, the alarm stands so far behind a row that is due: one alarm then serves all steps of an
 * onboarding. A crash in just that moment keeps the row back for as long.
 */
export const ROW_NET_MS = 5 * 60_000;

const DAY_MS = 86_400_000;
/** Open cases compare their rows within these times of the day (UTC): after the night has, which names what it finds in its file. */
const COMPARE_MS = { from: 50 * 60_000, within: 20 * 60_000 };
/** The row in D1 is tried again after as long as it has been behind already, within these bounds. */
const ROW_RETRY_MS = { least: 1_000, most: 5 * 60_000 };

/** What the due times follow from: nothing but what is stored, and how long it is kept. */
export type ScheduleInput = {
  readonly state: State;
  readonly retry: Retry | null;
  readonly row: RowCopy;
  /** How the last tries to clear R2 went. */
  readonly photos: Cursor;
  /** When the next notification is due, null when none is. */
  readonly notifyAt: number | null;
  readonly retention: Retention;
};

/** The step that may run first, and when. */
export function dueStep({ state, retry }: ScheduleInput): { step: Step; at: number } | null {
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

/**
 * When the row in D1 must be written or compared, or null. A try that failed is repeated after as long as the row has been
 * behind: that doubles each time, and needs no counter that a restart would forget.
 */
export function rowDueAt({ state, row: { is, failedAt } }: ScheduleInput): number | null {
  if (is === 'unknown' || is === 'current') return null;
  if (failedAt === null) return 0;
  const behindMs = failedAt - Date.parse(state.updatedAt);
  return failedAt + Math.min(ROW_RETRY_MS.most, Math.max(ROW_RETRY_MS.least, behindMs));
}

/** An open case compares its row each night, whatever it knows of it: nobody may take a case out of the queue for good. */
export function compareAt({ standing, review }: State, now: number): number | null {
  if (standing.status !== 'in_review' || !review) return null;
  const spread = COMPARE_MS.from + (Date.parse(review.openedAt) % COMPARE_MS.within);
  const today = Math.floor(now / DAY_MS) * DAY_MS + spread;
  return today > now ? today : today + DAY_MS;
}

/** When R2 must be cleared, or null. */
export function clearingDueAt({ state, photos, retention }: ScheduleInput): number | null {
  const at = photosDueAt(state, retention);
  return at === null ? null : Math.max(at, photos.dueAt);
}

/** When the clock alone changes something: the end of a session's life, or of an applicant's who does not come back. */
export function clockAt({ state, retention }: ScheduleInput): number | null {
  return earliest([wakeAt(state), abandonedAt(state, retention)]);
}

/**
 * When something is due next, or null. Behind what runs right now it stands as the net: an alarm that was armed with an
 * event is moved on only once D1 has confirmed the row.
 */
export function nextDueAt(stored: ScheduleInput, now: number, netMs = RUN_NET_MS): number | null {
  const step = dueStep(stored)?.at ?? null;
  const rowNetMs = isAwaitingApplicant(stored.state.standing) ? Math.max(netMs, ROW_NET_MS) : netMs;
  const due = [step, clockAt(stored), clearingDueAt(stored), stored.notifyAt];
  return earliest([behind(rowDueAt(stored), now, rowNetMs), ...due.map((at) => behind(at, now, netMs))]);
}

/** What is due already runs right now; the time of its net. */
function behind(at: number | null, now: number, netMs: number): number | null {
  return at !== null && at <= now ? now + netMs : at;
}

/** The alarm: the same, and each night the comparison of an open case's row. */
export function alarmAt(stored: ScheduleInput, now: number, netMs = RUN_NET_MS): number | null {
  return earliest([nextDueAt(stored, now, netMs), compareAt(stored.state, now)]);
}

/** The earliest of those that are known, or null. */
export function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((at) => at !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
