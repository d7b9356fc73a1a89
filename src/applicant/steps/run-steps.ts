/** One run: performs the steps that the log calls for, one after the other, until none is due. */
import { QUICK_TRIES, retryDelay } from '#src/core/backoff.ts';
import { abandonedAt } from '#src/core/erasure.ts';
import type { Policy } from '#src/core/policy.ts';
import { type Step, stepKey } from '#src/core/steps.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { dueStep, isWaiting, isWanted } from '../schedule/due-times.ts';
import type { Retry } from '../storage/retry-store.ts';
import { execute } from './execute.ts';
import type { Pace } from './pace.ts';
import type { Ports } from './ports.ts';
import { type Retryable, retryable, type StepResult } from './step-result.ts';

/** What a run needs beside the aggregate. */
export type Run = {
  readonly aggregate: Aggregate;
  readonly ports: Ports;
  readonly policy: Policy;
  readonly pace: Pace;
  /** Removes a picture that no event names. */
  readonly discard: (key: string) => Promise<void>;
};

/** Ends when nothing is due any more. The world may change at every `await`, so the state is asked anew each time. */
export async function runDueSteps(run: Run): Promise<void> {
  const { aggregate, pace } = run;
  try {
    for (;;) {
      tick(run);
      const due = aggregate.scheduleInput && dueStep(aggregate.scheduleInput);
      if (!due || due.at > Date.now()) return;
      const admission = await admit(due.step, run);
      if (admission === 'look_again') continue;
      const failed = await attempt(due.step, run);
      if (failed) retryLater(due.step, failed, run);
    }
  } finally {
    pace.end();
  }
}

/** What the clock alone changes. */
function tick({ aggregate, policy }: Run): void {
  const now = Date.now();
  aggregate.handle({ type: 'tick' }, 'clock', policy, now);
  const { scheduleInput: stored } = aggregate;
  const abandoned = stored && abandonedAt(stored.state, stored.retention);
  if (abandoned !== null && abandoned <= now)
    aggregate.handle({ type: 'erase', cause: 'retention' }, 'clock', policy, now);
}

/** Whether the pacer lets the step start now. A long wait is stored, with the calls that it was granted for. */
async function admit(step: Step, { aggregate, pace }: Run): Promise<'go' | 'look_again'> {
  const waited = waitOf(aggregate, step);
  const admission = await pace.admit(step, waited?.reserved ?? 0);
  if (typeof admission === 'string') return admission;
  const now = Date.now();
  const none = { retryClass: 'none', sameClassInRow: 0, failures: 0, firstFailedAt: now };
  postpone(step, { ...none, ...waited, dueAt: admission.at, reserved: admission.calls }, aggregate, now);
  return 'look_again';
}

function waitOf({ scheduleInput }: Aggregate, step: Step): Retry | null {
  const retry = scheduleInput?.retry ?? null;
  return isWaiting(retry, step) ? retry : null;
}

/** One that is to be cleared up joins those that wait already, so that each is tried once a round and none forgets the others. */
function postpone(step: Step, wait: Omit<Retry, 'stepKeys'>, aggregate: Aggregate, now: number): void {
  const others = aggregate.scheduleInput?.retry;
  const joins = isClearingUp(step) && others && others.dueAt > now && others.retryClass === wait.retryClass;
  if (joins)
    aggregate.postpone({ ...others, stepKeys: [...new Set([...others.stepKeys, stepKey(step)])] }, now);
  else aggregate.postpone({ ...wait, stepKeys: [stepKey(step)] }, now);
}

/** Performs the step and records how it ended; what throws on the way, of ours or theirs, may pass. */
async function attempt(step: Step, run: Run): Promise<Retryable | null> {
  const { ports } = run;
  try {
    const result = await execute(step, ports);
    if (!result) return null;
    return result.done ? await conclude(step, result, run) : result;
  } catch (error) {
    log('error', 'step_threw', { user_id: ports.userId, step: step.type, ...whereabouts(error) });
    return retryable('step_threw', retryClassFor(step));
  }
}

async function conclude(
  step: Step,
  { outcome }: Extract<StepResult, { done: true }>,
  { aggregate, policy, discard }: Run,
): Promise<Retryable | null> {
  const handled = aggregate.handleOutcome(outcome, policy, Date.now());
  if (handled.ok && handled.value.length > 0) return null;
  // The world went on meanwhile: nothing was recorded, so nothing may be left behind.
  if (outcome.type === 'photo_fetched') await discard(outcome.photo.key);
  return isWanted(aggregate.state, step) ? retryable('no_progress', retryClassFor(step)) : null;
}

function isClearingUp({ type }: Step): boolean {
  return type === 'delete_face' || type === 'reconcile_faces';
}

function retryClassFor(step: Step): 'outage' | 'clear_up' {
  return isClearingUp(step) ? 'clear_up' : 'outage';
}

function retryLater(step: Step, { failure, code }: Retryable, { aggregate, policy, ports }: Run): void {
  const now = Date.now();
  const before = waitOf(aggregate, step);
  const failures = (before?.failures ?? 0) + 1;
  const { retryClass } = failure;
  const sameClassInRow = (before?.retryClass === retryClass ? before.sameClassInRow : 0) + 1;
  const firstFailedAt = before && before.failures > 0 ? before.firstFailedAt : now;
  const delay = retryDelay(failure, failures, now - firstFailedAt, Math.random(), sameClassInRow);
  const fields = {
    user_id: ports.userId,
    step: step.type,
    code,
    failures,
    retry_in_ms: delay && Math.round(delay),
  };
  if (failure.retryClass === 'key') log('error', 'ilive_refuses_our_key', fields);
  else if (failure.retryClass === 'clear_up' && failures > QUICK_TRIES)
    log('error', 'face_not_deleted', fields);
  else log('warn', 'step_postponed', fields);
  if (delay === null) {
    aggregate.handleOutcome({ type: 'failed', stepKey: stepKey(step), step: step.type, code }, policy, now);
  } else {
    const counts = { retryClass, sameClassInRow, failures, firstFailedAt };
    postpone(step, { ...counts, dueAt: now + delay, reserved: 0 }, aggregate, now);
  }
}
