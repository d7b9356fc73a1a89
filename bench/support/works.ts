/** What is measured side by side: the steps for each user at the service and at the bare Worker. */
import type { bareStepsOf } from './bare-steps.ts';
import type { Step, stepsOf } from './onboard.ts';

/** Steps in their order, for each user: all users are prepared before the time begins. */
export type Work = { readonly prepare: readonly Step[]; readonly timed: readonly Step[] };

/** The service's steps; `decided` waits until the decision is stored. */
export type ServiceSteps = ReturnType<typeof stepsOf> & { readonly decided: Step };

/** The same work at both. */
export type Works = {
  readonly atService: (steps: ServiceSteps) => Work;
  readonly atBare: (steps: ReturnType<typeof bareStepsOf>) => Work;
};

/** An onboarding from creation to decision. */
export const onboardings: Works = {
  atService: ({ create, upload, start, verdict, decided }) => ({
    prepare: [],
    timed: [create, upload, start, verdict(1, 'pass'), decided],
  }),
  atBare: ({ create, upload, start, webhook, verify }) => ({
    prepare: [],
    timed: [create, upload, start, webhook, verify],
  }),
};

/** From the verdict to the decision, of users whose session is open. */
export const verdicts: Works = {
  atService: ({ create, upload, start, verdict, decided }) => ({
    prepare: [create, upload, start],
    timed: [verdict(1, 'pass'), decided],
  }),
  atBare: ({ create, upload, start, verify }) => ({ prepare: [create, upload, start], timed: [verify] }),
};
