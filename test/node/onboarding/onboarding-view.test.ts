/** What an applicant's pages are told: why something is asked for again, and nothing of what a reviewer suspects. */
import { describe, expect, it } from 'vitest';
import { onboardingViewOf } from '../../../src/applicant/views/onboarding-view.ts';
import { GROUNDS, type Ground } from '../../../src/core/grounds.ts';
import type { Policy } from '../../../src/core/policy.ts';
import {
  type Act,
  applyAct,
  compares,
  confirms,
  confirmsNothing,
  findsNoFace,
  known,
  opens,
  POLICY,
  refusesIdPhoto,
  reports,
  reviewer,
  START,
  type Story,
  ticks,
  uploads,
  waits,
} from '../../support/given-when-then.ts';
import { PHOTO } from '../../support/onboarding-stages.ts';

const HOUR_MS = 3_600_000;
const IN_REVIEW: readonly Act[] = [...PHOTO, compares(0.1)];
const NOTE = { noteHash: 'b'.repeat(64) };

function viewAfter(acts: readonly Act[], policy: Policy = POLICY) {
  const begun: Story = { state: null, log: [], now: START };
  const { state, now } = acts.reduce((told: Story, act) => {
    const { refusal, ...next } = applyAct(told, act, policy);
    expect(refusal).toBeNull();
    return next;
  }, begun);
  return onboardingViewOf(state!, { sessionUrl: null, backUrl: null }, now);
}

const decided = (decision: 'new_id_photo' | 'retry_liveness' | 'reject', ground: Ground) =>
  viewAfter([...IN_REVIEW, reviewer(decision, undefined, { ground, ...NOTE })]);

describe('another ID photo', () => {
  it.each([
    ['not_readable', 'not_readable'],
    ['wrong_document', 'wrong_document'],
    ['face_covered', 'face_covered'],
    ['other', 'asked'],
  ] as const)('is asked for on the ground %s as %s', (ground, photoAgain) => {
    expect(decided('new_id_photo', ground)).toMatchObject({
      ...{ status: 'awaiting_id_photo', photoAgain, askedBecause: null },
    });
  });

  it.each([
    ['no_face', findsNoFace('id')],
    ['unusable', refusesIdPhoto()],
  ] as const)('is asked for because of the one before: %s', (photoAgain, act) => {
    expect(viewAfter([...PHOTO, act])).toMatchObject({ status: 'awaiting_id_photo', photoAgain });
  });

  it('has no reason left once it is there, and none the first time', () => {
    const asked = [...IN_REVIEW, reviewer('new_id_photo', undefined, { ground: 'face_covered' })];
    expect(viewAfter([...asked, uploads(2)]).photoAgain).toBeNull();
    expect(viewAfter(PHOTO.slice(0, 1)).photoAgain).toBeNull();
  });

  it.each([
    ['expired', [waits(2 * 3_600_000), ticks, confirmsNothing()]],
    ['stayed unclear', [reports('retry'), confirms('retry')]],
  ])('is not asked for where none was there yet, though the face check before it has %s', (_, acts) => {
    expect(viewAfter([...known(), opens(), ...acts])).toMatchObject({
      ...{ status: 'awaiting_id_photo', hasReasons: true, photoAgain: null },
    });
  });

  it('that has no face is asked for again for that, not for what a reviewer said of the one before', () => {
    const again = [...IN_REVIEW, reviewer('new_id_photo', undefined, { ground: 'face_covered' }), uploads(2)];
    expect(viewAfter([...again, findsNoFace('id', 's1', 'id-2')]).photoAgain).toBe('no_face');
  });
});

describe('another face check', () => {
  it.each([
    ['photo_too_poor', 'photo_too_poor'],
    ['technical_trouble', 'technical_trouble'],
    ['another_attempt', null],
    ['other', null],
  ] as const)('is asked for on the ground %s as %s', (ground, askedBecause) => {
    expect(decided('retry_liveness', ground)).toMatchObject({
      ...{ status: 'awaiting_liveness', askedBecause, photoAgain: null },
    });
  });
});

describe('a rejection', () => {
  it.each(GROUNDS.reject)('on the ground %s says no more than that the applicant wished it', (ground) => {
    const view = decided('reject', ground);
    expect(view).toMatchObject({ status: 'rejected', withdrawn: ground === 'customer_withdrew' });
    expect(JSON.stringify(view)).not.toContain(ground);
    const { withdrawn: _, ...rest } = view;
    const { withdrawn: __, ...other } = decided('reject', 'other');
    expect(rest).toEqual(other);
  });
});

describe('a case in review', () => {
  it('is overdue from when the log says so, until it is decided', () => {
    const policy = { ...POLICY, review: { ...POLICY.review, dueMs: HOUR_MS } };
    expect(viewAfter([...IN_REVIEW, { wait: HOUR_MS - 1 }, ticks], policy).overdue).toBe(false);
    const late = [...IN_REVIEW, { wait: HOUR_MS }, ticks];
    expect(viewAfter(late, policy).overdue).toBe(true);
    expect(viewAfter([...late, reviewer('new_id_photo')], policy).overdue).toBe(false);
    expect(viewAfter(late).overdue).toBe(false);
  });
});
