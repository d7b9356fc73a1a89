import { describe, expect, it } from 'vitest';
import type { FunnelStep } from '../../src/core/funnel.ts';
import type { Reason } from '../../src/core/reasons.ts';
import {
  type Act,
  compares,
  confirms,
  creates,
  createsWithPhoto,
  erases,
  failsForGood,
  fetchesPhoto,
  given,
  hit,
  reports,
  reviewer,
  searches,
  uploads,
} from '../support/given-when-then.ts';
import {
  APPROVED,
  INDEXED,
  MATCHED,
  OPEN,
  PASSED,
  PHOTO,
  passed,
  REPORTED,
} from '../support/onboarding-stages.ts';

const ALL: readonly FunnelStep[] = ['id_photo', 'liveness_started', 'liveness_passed'];
const FAILED = [...OPEN, reports('fail'), confirms('fail')];
const UNLIKE = [...PHOTO, compares(0.1)];

/** Story, how far it came, and what a review was open for. */
const STORIES: [string, readonly Act[], readonly FunnelStep[], readonly Reason[]][] = [
  ['just created', [creates()], [], []],
  ['an ID photo', createsWithPhoto(), ['id_photo'], []],
  ['a second ID photo', [...createsWithPhoto(), uploads(2)], ['id_photo'], []],
  ['a session', OPEN, ['id_photo', 'liveness_started'], []],
  ['a verdict that is only reported', REPORTED, ['id_photo', 'liveness_started'], []],
  ['a verdict of fail', FAILED, ['id_photo', 'liveness_started'], ['liveness_failed']],
  ['a verdict of pass', PASSED, ALL, []],
  [
    'a pass that the webhook contradicts',
    [...OPEN, reports('fail'), confirms('pass')],
    ALL,
    ['verdict_mismatch'],
  ],
  ['approved', APPROVED, ALL, []],
  ['unlike faces', UNLIKE, ALL, ['similarity_low']],
  [
    'a second reason in the same case',
    [...UNLIKE, reports('fail')],
    ALL,
    ['similarity_low', 'verdict_mismatch'],
  ],
  ['back for another ID photo', [...UNLIKE, reviewer('new_id_photo')], ALL, ['similarity_low']],
  [
    'a second case',
    [...UNLIKE, reviewer('retry_liveness'), ...passed('s2'), failsForGood],
    ALL,
    ['similarity_low', 'verification_unavailable'],
  ],
  [
    'the same reason again',
    [...UNLIKE, reviewer('retry_liveness'), ...passed('s2'), compares(0.2, 's2')],
    ALL,
    ['similarity_low'],
  ],
  [
    'a duplicate that a reviewer accepted',
    [...INDEXED, searches([hit(0.9)]), reviewer('approve')],
    ALL,
    ['possible_duplicate'],
  ],
  ['rejected', [...UNLIKE, reviewer('reject')], ALL, ['similarity_low']],
  [
    'too poor a photo, with an attempt left',
    [...REPORTED, confirms('pass', 's1', 0.1), fetchesPhoto()],
    ALL,
    [],
  ],
  ['a step given up', [...MATCHED, failsForGood], ALL, ['verification_unavailable']],
];

describe('the state remembers how far the onboarding ever came', () => {
  it.each(STORIES)('%s', (_name, story, funnel, reviewedFor) => {
    const { applicant } = given(...story);
    expect([applicant.funnel, applicant.reviewedFor]).toEqual([funnel, reviewedFor]);
  });

  it.each(STORIES)('also once it is erased: %s', (_name, story, funnel, reviewedFor) => {
    const { applicant } = given(...story, erases);
    expect([applicant.funnel, applicant.reviewedFor]).toEqual([funnel, reviewedFor]);
  });
});
