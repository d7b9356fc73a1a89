/** The ways that onboardings go, step by step, with the time that people take between them. */
import type { IliveStub } from './ilive-stub.ts';
import { type Step, stepsOf } from './onboard.ts';
import type { Service } from './service.ts';

/** Steps, and the pause (ms) after each. */
export type Journey = {
  readonly title: string;
  readonly story: string;
  readonly user: string;
  readonly steps: readonly { readonly step: Step; readonly pauseMs: number }[];
};

/** From the customer's form to the upload; from there to the start. */
const FORM_MS = 40_000;
/** From the start to the verdict, and from there until somebody asks. */
const FACE_MS = 60_000;
const REVIEWER_MS = 3_600_000;

/** The happy one first. */
export function journeys(service: Service, stub: IliveStub): readonly Journey[] {
  const { giveKnown, create, upload, start, verdict, comeBack, read, queue, see, approve } = stepsOf(
    service,
    stub,
  );
  const step = (made: Step, pauseMs = 0) => ({ step: made, pauseMs });
  const begin = [step(create, FORM_MS), step(upload, FORM_MS)];
  const attempt = (nth: number, said: string) => [
    step(start, FACE_MS),
    step(verdict(nth, said)),
    step(comeBack, FACE_MS),
  ];
  return [
    {
      title: 'happy path',
      story: 'create, upload, start, verdict, way back, one read',
      user: 'bench-happy-00001',
      steps: [...begin, ...attempt(1, 'pass'), step(read, FORM_MS)],
    },
    {
      title: 'retry path',
      story: 'the same, with a first verdict `retry` and a second session',
      user: 'bench-retry-00001',
      steps: [...begin, ...attempt(1, 'retry'), step(read), ...attempt(2, 'pass'), step(read, FORM_MS)],
    },
    {
      title: 'review path',
      story:
        'too little similarity; a reviewer opens the queue and both photos, and approves after a look at the case',
      user: 'bench-review-00001',
      steps: [
        ...begin,
        ...attempt(1, 'pass'),
        step(read, REVIEWER_MS),
        ...[queue, see('id'), see('liveness'), approve].map((made) => step(made)),
        step(read, FORM_MS),
      ],
    },
    {
      title: 'known face',
      story: 'a customer from before, as `npm run import` gives it: the picture, and two looks at it',
      user: 'bench-known-00001',
      steps: [step(giveKnown), step(read), step(read)],
    },
  ];
}
