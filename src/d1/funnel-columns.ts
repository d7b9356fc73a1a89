/** How far an applicant has ever come: what the overview counts, as bits of `applicants.funnel_steps`. */
import type { Ending, State } from '#src/core/model.ts';
import { endingOf } from '#src/core/model.ts';

/** The steps of the funnel after the creation, in order; the place gives the bit. */
export const STEPS = ['id_photo', 'liveness_started', 'liveness_passed', 'decided', 'approved'] as const;

/** One of them. */
export type Step = (typeof STEPS)[number];

const bit = (step: Step) => 1 << STEPS.indexOf(step);

/** The bits of a step and of all before it. */
export const upTo = (step: Step): number => bit(step) * 2 - 1;
/** The bit of those for whom the onboarding ended with a decision. */
export const DECIDED = bit('decided');

const OF_ENDING: Readonly<Record<Ending, readonly Step[]>> = {
  approved: ['decided', 'approved'],
  rejected: ['decided'],
};

/** The bits of all steps that this applicant ever took. */
export function funnelSteps({ funnel, standing }: Pick<State, 'funnel' | 'standing'>): number {
  const ending = endingOf(standing);
  const taken: readonly Step[] = [...funnel, ...(ending ? OF_ENDING[ending] : [])];
  return taken.reduce((bits, step) => bits | bit(step), 0);
}
