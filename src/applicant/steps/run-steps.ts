/** One run: executes the steps that the state calls for, one after the other, until none is due. */
import { QUICK_TRIES, retryDelay } from '#src/core/backoff.ts';
import { abandonedAt } from '#src/core/erasure.ts';
import type { Policy } from '#src/core/policy.ts';
import { type Step, stepKey } from '#src/core/steps.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { dueStep, isWaiting, isWanted, RUN_NET_MS } from '../schedule/due-times.ts';
import type { Retry } from '../storage/retry-store.ts';
import { execute } from './execute.ts';
import type { Pace } from './pace.ts';
import type { StepPorts } from './step-ports.ts';
import { failedOutcome, type Retryable, retryable, type StepResult } from './step-result.ts';

/** What a run needs. */
export type Run = {
  readonly aggregate: Aggregate;
  readonly ports: StepPorts;
  readonly policy: Policy;
  readonly pace: Pace;
  /** Deletes a picture from R2 that no event names. */
  readonly discard: (key: string) => Promise<void>;
};

/** Executes steps until none is due. The state may change at every `await`, so it is read again each time. */
export async function runDueSteps(run: Run): Promise<void> {
  const { aggregate, pace } = run;
  try {
    for (;;) {
      tick(run);
      const due = aggregate.scheduleInput && dueStep(aggregate.scheduleInput);
      if (!due || due.at > Date.now()) return;
      const admission = await admit(due.step, run);
      if (admission === 'recheck') continue;
      const before = waitOf(aggregate, due.step);
      if (!begin(due.step, before, run)) continue;
      const failed = await attempt(due.step, run);
      if (failed) retryLater(due.step, failed, before, run);
    }
  } finally {
    pace.end();
  }
}

/** Records what time alone has changed: a session that ended, an onboarding that was not gone on with. */
function tick({ aggregate, policy }: Run): void {
  const now = Date.now();
  aggregate.handle({ type: 'tick' }, 'clock', policy, now);
  const { scheduleInput: input } = aggregate;
  const abandoned = input && abandonedAt(input.state, input.retention);
  if (abandoned === null || abandoned > now) return;
  const isCustomer = input?.state.isFromBefore === true;
  const command = isCustomer
    ? ({ type: 'abandon_onboarding' } as const)
    : ({ type: 'erase', cause: 'retention' } as const);
  aggregate.handle(command, 'clock', policy, now);
}

/** Asks whether the step may start now. If not, stores the time, and the calls that are reserved for it. */
async function admit(step: Step, { aggregate, pace }: Run): Promise<'go' | 'recheck'> {
  const waited = waitOf(aggregate, step);
  // What is done for a customer from before never delays an onboarding.
  const lane = aggregate.state?.status.name === 'known' ? 'known' : 'onboarding';
  const admission = await pace.admit(step, waited?.reserved ?? 0, lane);
  if (typeof admission === 'string') return admission;
  const now = Date.now();
  const wait = { ...noFailure(now), ...waited, dueAt: admission.at, reserved: admission.calls };
  postpone(step, wait, aggregate, now);
  return 'recheck';
}

function waitOf({ scheduleInput }: Aggregate, step: Step): Retry | null {
  const retry = scheduleInput?.retry ?? null;
  return isWaiting(retry, step) ? retry : null;
}

/**
 * Stores when the step is due. There is only one stored retry, which may be for several clean-up steps. A clean-up step
 * joins those that wait already: each is then tried once a round, and none replaces the retry of the others.
 */
function postpone(step: Step, wait: Omit<Retry, 'stepKeys'>, aggregate: Aggregate, now: number): void {
  const others = aggregate.scheduleInput?.retry;
  const joinsOthers =
    isClearingUp(step) && others && others.dueAt > now && others.retryClass === wait.retryClass;
  if (joinsOthers)
    aggregate.postpone({ ...others, stepKeys: [...new Set([...others.stepKeys, stepKey(step)])] }, now);
  else aggregate.postpone({ ...wait, stepKeys: [stepKey(step)] }, now);
}

function noFailure(now: number) {
  return { retryClass: 'none', sameClassInRow: 0, failures: 0, unfinished: 0, firstFailedAt: now };
}

/**
 * Counts an attempt before it is made, because a crash leaves no other trace. Only an instance that has appended nothing
 * yet can have crashed at this step, so the usual way costs no row, and the very first attempt is not counted. Clearing
 * up is never given up, so it is not counted either.
 * @returns false when too many attempts in a row did not end: the step is given up
 */
function begin(step: Step, before: Retry | null, { aggregate, policy, ports }: Run): boolean {
  if (!aggregate.isResumed || isClearingUp(step)) return true;
  const now = Date.now();
  const unfinished = before?.unfinished ?? 0;
  if (unfinished >= QUICK_TRIES) {
    log('error', 'step_crashed', { user_id: ports.userId, step: step.type });
    aggregate.handleOutcome(failedOutcome(step, 'step_crashed'), policy, now);
    return false;
  }
  const counts = { ...noFailure(now), ...before, unfinished: unfinished + 1 };
  postpone(step, { ...counts, dueAt: now + RUN_NET_MS, reserved: 0 }, aggregate, now);
  return true;
}

/**
 * Executes the step and records its outcome. Any exception counts as a passing failure.
 * @returns a failure to retry later, or null
 */
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
  // The state changed during the call, so nothing was recorded. A photo that no event names must not stay.
  if (outcome.type === 'photo_fetched') await discard(outcome.photo.key);
  // An outcome that changes nothing would come again and again, so the step is given up after five tries.
  const retryClass = isClearingUp(step) ? 'clear_up' : 'tries_5';
  return isWanted(aggregate.state, step) ? retryable('no_progress', retryClass) : null;
}

function isClearingUp({ type }: Step): boolean {
  return type === 'delete_face' || type === 'reconcile_faces';
}

function retryClassFor(step: Step): 'outage' | 'clear_up' {
  return isClearingUp(step) ? 'clear_up' : 'outage';
}

function retryLater(
  step: Step,
  { failure, code, field }: Retryable,
  before: Retry | null,
  { aggregate, policy, ports }: Run,
): void {
  const now = Date.now();
  const failures = (before?.failures ?? 0) + 1;
  const { retryClass } = failure;
  const sameClassInRow = (before?.retryClass === retryClass ? before.sameClassInRow : 0) + 1;
  const firstFailedAt = before && before.failures > 0 ? before.firstFailedAt : now;
  const delay = retryDelay(failure, failures, now - firstFailedAt, Math.random(), sameClassInRow);
  const fields = {
    user_id: ports.userId,
    step: step.type,
    code,
    ...(field === null ? {} : { field }),
    failures,
    retry_in_ms: delay && Math.round(delay),
  };
  if (failure.retryClass === 'key') log('error', 'ilive_refuses_our_key', fields);
  else if (failure.retryClass === 'clear_up' && failures > QUICK_TRIES)
    log('error', 'face_not_deleted', fields);
  else log('warn', 'step_postponed', fields);
  if (delay === null) {
    aggregate.handleOutcome(failedOutcome(step, code, field), policy, now);
  } else {
    const counts = { retryClass, sameClassInRow, failures, unfinished: 0, firstFailedAt };
    postpone(step, { ...counts, dueAt: now + delay, reserved: 0 }, aggregate, now);
    // D1 lists the faces that could not be deleted.
    if (isClearingUp(step)) aggregate.row.markDue();
  }
}
