/** What the figures about reviewers are made of. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/commands.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Decision } from '../../src/core/reasons.ts';
import {
  type Act,
  compares,
  erases,
  given,
  givenUnder,
  hit,
  indexes,
  POLICY,
  reports,
  reviewer,
  searches,
  waits,
} from '../support/given-when-then.ts';
import { matched, PHOTO } from '../support/onboarding-stages.ts';

const [ANNA, BEN, CLEO] = ['reviewer:anna', 'reviewer:ben', 'reviewer:cleo'];
const OPEN = [...PHOTO, compares(0.1)];
const MINUTE = 60_000;
const claims = (actor: string): Command => ({ type: 'claim_review', actor, reviewer: 'r', takeOver: true });
const withdraws = (actor: string): Command => ({ type: 'withdraw_proposal', actor });
const decides = (decision: Decision, actor: string): Act =>
  reviewer(decision, undefined, { actor, isSenior: true, takeOver: true });
const EYES: Policy = {
  ...POLICY,
  review: {
    ...POLICY.review,
    fourEyes: [
      { decision: 'reject', reason: null },
      { decision: 'retry_liveness', reason: null },
    ],
  },
};
const figures = (...acts: readonly Act[]) => given(...acts).applicant.reviewerFigures;
const underEyes = (...acts: readonly Act[]) => givenUnder(EYES, ...acts).applicant.reviewerFigures;

describe('the time of a decision', () => {
  const times: [string, readonly Act[], number | null][] = [
    ['from the claim', [claims(ANNA), waits(3 * MINUTE), decides('reject', ANNA)], 3 * MINUTE],
    [
      'also after the claim has run out',
      [claims(ANNA), waits(40 * MINUTE), decides('reject', ANNA)],
      40 * MINUTE,
    ],
    [
      'from a claim that took the case over',
      [claims(BEN), waits(MINUTE), claims(ANNA), waits(2 * MINUTE), decides('reject', ANNA)],
      2 * MINUTE,
    ],
    ['is not known without a claim', [waits(MINUTE), decides('reject', ANNA)], null],
    [
      'is not known where another one has the case',
      [claims(BEN), waits(MINUTE), decides('reject', ANNA)],
      null,
    ],
  ];
  it.each(times)('%s', (_, acts, tookMs) => {
    expect(figures(...OPEN, ...acts)).toMatchObject([
      { by: ANNA, kind: 'decided', decision: 'reject', tookMs },
    ]);
  });
});

describe('a second look', () => {
  const proposed = [...OPEN, decides('reject', ANNA)];
  const looks: [string, readonly Act[], 'agreed' | 'disagreed' | null][] = [
    ['is none while nobody has looked', [], null],
    ['agrees by the same decision', [decides('reject', BEN)], 'agreed'],
    ['disagrees by another proposal', [decides('retry_liveness', BEN)], 'disagreed'],
    ['disagrees by another decision that needs no second', [decides('new_id_photo', BEN)], 'disagreed'],
    ['is none by the same person', [decides('new_id_photo', ANNA)], null],
    ['is none after the proposal was taken back', [withdraws(ANNA), decides('new_id_photo', BEN)], null],
    ['is none after new evidence', [reports('fail'), decides('reject', BEN)], null],
  ];
  it.each(looks)('%s', (_, acts, secondLook) => {
    expect(underEyes(...proposed, ...acts)[0]).toMatchObject({ by: ANNA, kind: 'proposed', secondLook });
  });
});

describe('a decision is overturned', () => {
  const duplicate = [indexes('f1'), searches([hit(0.9)])];
  const again = [...matched('s2').slice(0, 4), compares(0.1, 's2')];
  const stories: [string, readonly Act[], readonly boolean[]][] = [
    [
      'by the opposite of somebody else',
      [decides('approve', ANNA), ...duplicate, decides('reject', BEN)],
      [true, false],
    ],
    ['not by oneself', [decides('approve', ANNA), ...duplicate, decides('reject', ANNA)], [false, false]],
    ['not by the same', [decides('approve', ANNA), ...duplicate, decides('approve', BEN)], [false, false]],
    [
      'not if it only asked for more',
      [decides('retry_liveness', ANNA), ...again, decides('reject', BEN)],
      [false, false],
    ],
  ];
  it.each(stories)('%s', (_, acts, overturned) => {
    expect(figures(...OPEN, ...acts).map((figure) => figure.overturned)).toEqual(overturned);
  });

  it('a proposal only if it was carried out', () => {
    const approve: Policy = {
      ...POLICY,
      review: { ...POLICY.review, fourEyes: [{ decision: 'approve', reason: null }] },
    };
    const story = (...acts: readonly Act[]) =>
      givenUnder(approve, ...OPEN, decides('approve', ANNA), ...acts).applicant.reviewerFigures;
    expect(story(decides('reject', BEN)).map((figure) => figure.overturned)).toEqual([false, false]);
    expect(
      story(decides('approve', BEN), ...duplicate, decides('reject', CLEO)).map(
        (figure) => figure.overturned,
      ),
    ).toEqual([true, true, false]);
  });
});

it('stay when the applicant is erased, and say nothing about the person', () => {
  const [figure] = figures(...OPEN, claims(ANNA), decides('reject', ANNA), erases);
  expect(Object.keys(figure!).toSorted()).toEqual([
    'at',
    'by',
    'decision',
    'kind',
    'overturned',
    'secondLook',
    'seq',
    'tookMs',
  ]);
});
