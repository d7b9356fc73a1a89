/** The steps that an applicant ever took, as bits of the column `applicants.funnel_steps`. The overview counts them. */
import type { Ending, State } from '#src/core/model.ts';
import { endingOf } from '#src/core/model.ts';

/** The steps of the funnel after the creation, in order. A step's index is the number of its bit. */
export const STEPS = ['id_photo', 'liveness_started', 'liveness_passed', 'decided', 'approved'] as const;

/** A step of the funnel. */
export type Step = (typeof STEPS)[number];

const bit = (step: Step) => 1 << STEPS.indexOf(step);

/** Gives the bits of a step and of all steps before it. */
export const upTo = (step: Step): number => bit(step) * 2 - 1;
/** The bit of an onboarding that ended with a decision. */
export const DECIDED = bit('decided');
/** The bit of a customer from before who was erased without being in an onboarding. The triggers of D1 know it too. */
export const ERASED_AS_KNOWN = 1 << STEPS.length;

const OF_ENDING: Readonly<Record<Ending, readonly Step[]>> = {
  approved: ['decided', 'approved'],
  rejected: ['decided'],
};

/** Gives the bits of all steps that an applicant ever took, and `ERASED_AS_KNOWN`. */
export function funnelSteps({ funnel, status }: Pick<State, 'funnel' | 'status'>): number {
  const ending = endingOf(status);
  const taken: readonly Step[] = [...funnel, ...(ending ? OF_ENDING[ending] : [])];
  const erased = status.name === 'erased' && status.erasure.wasKnown ? ERASED_AS_KNOWN : 0;
  return taken.reduce((bits, step) => bits | bit(step), erased);
}
