/** How a step can end, and the one place where a failed call becomes such an end. */
import type { PassingFailure } from '#src/core/backoff.ts';
import type { Outcome } from '#src/core/commands.ts';
import { type Step, stepKey } from '#src/core/steps.ts';
import type { Failure } from '#src/ilive/failure.ts';

/** The step of that type. */
export type StepOf<T extends Step['type']> = Extract<Step, { type: T }>;

/** A failure that may pass. */
export type Retryable = Extract<StepResult, { done: false }>;

/** A step's end, or a failure that may pass. `code` is for the operator's log. */
export type StepResult =
  | { readonly done: true; readonly outcome: Outcome }
  | { readonly done: false; readonly failure: PassingFailure; readonly code: string };

/** The step ended that way. */
export function done(outcome: Outcome): StepResult {
  return { done: true, outcome };
}

/** The step cannot be done: a person must look at it. */
export function failedForGood(step: Step, code: string): StepResult {
  return done({ type: 'failed', stepKey: stepKey(step), step: step.type, code });
}

/** It may go better later. */
export function retryable(
  code: string,
  retryClass: PassingFailure['retryClass'],
  retryAfterMs: number | null = null,
): Retryable {
  return { done: false, failure: { retryClass, retryAfterMs }, code };
}

/** What most failures come to: tried again, tried slowly, or a person's matter. */
export function fellThrough(step: Step, { kind, code, retryAfterMs }: Failure): StepResult {
  switch (kind) {
    case 'passing':
      return retryable(code, 'outage', retryAfterMs);
    case 'key':
      return retryable(code, 'key', retryAfterMs);
    case 'permanent':
      return failedForGood(step, code);
  }
}
