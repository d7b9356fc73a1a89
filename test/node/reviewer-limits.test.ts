/** How often one reviewer, and all of them, can do in a day what makes a case's log longer. */
import { describe, expect, it } from 'vitest';
import { MOST_A_DAY, MOST_OF_ONE_REVIEWER, type ReviewerLimitedEvent } from '../../src/core/daily-limits.ts';
import type { Policy } from '../../src/core/policy.ts';
import {
  type Act,
  applyAct,
  compares,
  given,
  POLICY,
  reviewer,
  type Story,
  uploads,
  waits,
} from '../support/given-when-then.ts';
import { PHOTO } from '../support/onboarding-stages.ts';

const [ANNA, BEN, CEM] = ['reviewer:anna', 'reviewer:ben', 'api_key:cem'];
const FOUR_EYES: Policy = {
  ...POLICY,
  review: { ...POLICY.review, fourEyes: [{ decision: 'reject', reason: null }] },
};
/** 12:00 to midnight. */
const TO_MIDNIGHT = 12 * 3_600_000;
const MIDNIGHT = Date.parse('2026-11-23T00:00:00.000Z');

/** For each event: what a reviewer does, and what must follow before it can be done again. */
const ROUNDS: Readonly<
  Record<ReviewerLimitedEvent, (actor: string, round: number) => readonly [Act, ...Act[]]>
> = {
  decision_proposed: (actor) => [
    reviewer('reject', undefined, { actor }),
    { type: 'withdraw_proposal', actor },
  ],
  review_escalated: (actor) => [
    reviewer('escalate', undefined, { actor }),
    reviewer('return', undefined, { actor }),
  ],
  review_claimed: (actor) => [
    { type: 'claim_review', actor, reviewer: 'r', takeOver: false },
    { type: 'end_claim', actor },
  ],
  review_decided: (actor, round) => [
    reviewer('new_id_photo', undefined, { actor }),
    uploads(round),
    compares(0.1, 's1', `id-${round}`),
  ],
};

/** Goes on until it is refused, and says how often it was done and with what it was refused. */
function goOn(story: Story, limited: ReviewerLimitedEvent, actor: string) {
  let [now, done] = [story, 0];
  for (;;) {
    const [first, ...rest] = ROUNDS[limited](actor, now.log.length + 100);
    const { refusal, ...after } = applyAct(now, first, FOUR_EYES);
    if (refusal) return { story: now, done, refusal };
    now = after;
    for (const act of rest) {
      const { refusal: none, ...next } = applyAct(now, act, FOUR_EYES);
      expect(none).toBeNull();
      now = next;
    }
    done += 1;
    if (done > 1_000) throw new Error('nothing ends it');
  }
}

const open = (): Story => given(...PHOTO, compares(0.1));

describe.each(Object.keys(ROUNDS) as ReviewerLimitedEvent[])('%s', (limited) => {
  const [one, all] = [MOST_OF_ONE_REVIEWER[limited], MOST_A_DAY[limited]];
  const refusal = { code: 'rate_limited', limited, retryAt: MIDNIGHT };

  it('ends for a reviewer before it ends for all, and another one can go on', () => {
    const anna = goOn(open(), limited, ANNA);
    expect(anna).toMatchObject({ done: one, refusal });
    expect(goOn(anna.story, limited, BEN).done).toBeGreaterThan(0);
    expect(goOn(anna.story, limited, CEM).done).toBeGreaterThan(0);
  });

  it('is bounded for all together, with no more counters than events', () => {
    let story = open();
    let done = 0;
    for (let nth = 0; nth < 300; nth += 1) {
      const actor = `reviewer:r${nth}`;
      const [first, ...rest] = ROUNDS[limited](actor, story.log.length + 100);
      const answer = applyAct(story, first, FOUR_EYES);
      if (answer.refusal) {
        expect(answer.refusal).toEqual(refusal);
        continue;
      }
      story = rest.reduce<Story>((now, act) => applyAct(now, act, FOUR_EYES), answer);
      done += 1;
    }
    expect(done).toBe(all);
    expect(Object.keys(story.state!.today.ofReviewers).length).toBeLessThanOrEqual(all);
  });

  it('begins anew at midnight UTC, for the one as for all', () => {
    const { story } = goOn(goOn(open(), limited, ANNA).story, limited, BEN);
    const [first] = ROUNDS[limited](ANNA, story.log.length + 100);
    expect(applyAct({ ...story, now: MIDNIGHT - 1 }, first, FOUR_EYES).refusal).toEqual(refusal);
    const later = applyAct(story, waits(TO_MIDNIGHT), FOUR_EYES);
    expect(goOn(later, limited, ANNA).done).toBe(one);
  });
});

it('names of actors that are names of an object’s own fields count like any other', () => {
  for (const actor of ['__proto__', 'constructor', 'toString'])
    expect(goOn(open(), 'decision_proposed', actor).done).toBe(MOST_OF_ONE_REVIEWER.decision_proposed);
});
