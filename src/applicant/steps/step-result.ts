/** How a step can end, and what a failed call means for it. */
import type { PassingFailure } from '#src/core/backoff.ts';
import type { Outcome, OutcomeOf } from '#src/core/commands.ts';
import type { PhotoKind } from '#src/core/events.ts';
import type { StoredPhoto } from '#src/core/evidence.ts';
import { type Step, stepKey } from '#src/core/steps.ts';
import type { Failure } from '#src/ilive/failure.ts';
import type { PhotoRead } from '#src/photos/photo-store.ts';

/** The step with the given type. */
export type StepOf<T extends Step['type']> = Extract<Step, { type: T }>;

/** A passing failure: the step is tried again, until `retryDelay` gives it up. */
export type Retryable = Extract<StepResult, { done: false }>;

/**
 * The outcome of a step, or a passing failure. `done` is true also for a step that failed for good. `code` says why,
 * without personal data: it goes to the operator's log and, when the step is given up, into `verification_failed`.
 * `field` names the field of iLive's answer that could not be read, or is null.
 */
export type StepResult =
  | { readonly done: true; readonly outcome: Outcome }
  | {
      readonly done: false;
      readonly failure: PassingFailure;
      readonly code: string;
      readonly field: string | null;
    };

/** Makes the result of a step that ended with this outcome. */
export function done(outcome: Outcome): StepResult {
  return { done: true, outcome };
}

/** Makes the result of a step that cannot be done: a reviewer must look at the case. */
export function failedForGood(step: Step, code: string): StepResult {
  return done(failedOutcome(step, code));
}

/** Makes the result of a step whose picture iLive refuses: the same one is of no use. */
export function pictureRefused(step: Step, code: string): StepResult {
  return done({ ...failedOutcome(step, code), isOfPicture: true });
}

/** Makes the result of a step whose picture cannot be sent: it is not in R2, or other bytes are there. */
export function unusablePhoto(
  step: Step,
  photo: PhotoKind,
  { key }: StoredPhoto,
  read: Exclude<PhotoRead, { found: 'intact' }>,
): StepResult {
  return read.found === 'missing'
    ? failedForGood(step, `${photo}_photo_missing`)
    : done({ type: 'photo_altered', photo, key, foundSha256: read.foundSha256 });
}

/** Makes the outcome of a step that is given up. @param field of iLive's answer that could not be read */
export function failedOutcome(step: Step, code: string, field: string | null = null): OutcomeOf<'failed'> {
  const named = field === null ? {} : { field };
  return { type: 'failed', stepKey: stepKey(step), step: step.type, code, ...named };
}

/**
 * Makes the result of a step that failed in passing.
 * @param retryAfterMs the wait that iLive asked for, or null
 */
export function retryable(
  code: string,
  retryClass: PassingFailure['retryClass'],
  retryAfterMs: number | null = null,
  field: string | null = null,
): Retryable {
  return { done: false, failure: { retryClass, retryAfterMs }, code, field };
}

/**
 * Maps a failed call to a result: retried, tried five times at most (the answer cannot be read), retried slowly (our key
 * is refused), or failed for good.
 */
export function resultOfFailure(step: Step, { kind, code, retryAfterMs, field }: Failure): StepResult {
  switch (kind) {
    case 'passing':
      return retryable(code, 'outage', retryAfterMs);
    case 'unreadable':
      return retryable(code, 'tries_5', retryAfterMs, field);
    case 'key':
      return retryable(code, 'key', retryAfterMs);
    case 'permanent':
      return failedForGood(step, code);
  }
}
