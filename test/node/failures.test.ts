import { describe, expect, it } from 'vitest';
import { nextStep, stepKey } from '../../src/core/steps.ts';
import {
  type Act,
  compares,
  confirms,
  failsForGood,
  findsNoFace,
  given,
  indexes,
  opens,
  records,
  reports,
  returns,
  reviewer,
  searches,
  uploads,
} from '../support/given-when-then.ts';
import { INDEXED, MATCHED, OPEN, PASSED, PHOTO, REPORTED } from '../support/onboarding-stages.ts';

const missing = records({ type: 'collection_missing', collection: 'users', uncertain: false });
const fails = (stepKey: string) => records({ type: 'failed', stepKey, step: 'x', code: 'late' });

describe('a step that failed for good', () => {
  it.each<[string, readonly Act[], string]>([
    ['confirm', REPORTED, 'confirm:s1:signed'],
    ['confirm', [...OPEN, returns()], 'confirm:s1:asked'],
    ['fetch_photo', PASSED, 'fetch_photo:s1'],
    ['compare', PHOTO, 'compare:live-s1:id-1'],
    ['index', MATCHED, 'index:s1:users'],
    ['ensure_collection', [...MATCHED, missing], 'ensure_collection:users'],
    ['search', INDEXED, 'search:f1:users'],
  ])("%s is a person's matter", (type, story, key) => {
    const step = nextStep(given(...story).applicant);
    expect(step && [step.type, stepKey(step)]).toEqual([type, key]);
    given(...story)
      .when(failsForGood)
      .then({
        status: 'in_review',
        reasons: ['verification_unavailable'],
        next: null,
        events: [{ type: 'verification_failed', data: { step: type, code: 'broken' } }],
      });
  });

  it.each<[string, readonly Act[], string]>([
    [
      '/result was asked without a verdict, and one came',
      [...OPEN, returns(), reports('pass')],
      'confirm:s1:asked',
    ],
    ['another ID photo came', [...PHOTO, findsNoFace('id'), uploads(2)], 'compare:live-s1:id-1'],
    ['it was done meanwhile', MATCHED, 'compare:live-s1:id-1'],
    ['a person decides already', [...MATCHED, reports('fail')], 'index:s1:users'],
    ['it is approved', [...INDEXED, searches()], 'search:f1:users'],
    ['it is rejected', [...PHOTO, compares(0.1), reviewer('reject')], 'compare:live-s1:id-1'],
    ['nothing was due', OPEN, 'confirm:s1:asked'],
  ])("is nobody's matter when %s", (_name, story, key) => {
    const { name: status } = given(...story).applicant.status;
    given(...story)
      .when(fails(key))
      .then({ events: [], status });
  });
});

describe('steps', () => {
  it('name all that their tries depend on', () => {
    const keys = [REPORTED, PASSED, PHOTO, MATCHED, INDEXED].map((story) => {
      const step = nextStep(given(...story).applicant);
      return step && stepKey(step);
    });
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('come one at a time: the checks before the clearing up', () => {
    const stale = [...MATCHED, reports('fail'), reviewer('retry_liveness'), opens('s2'), indexes('f1')];
    given(...stale).then({ next: 'delete_face' });
    given(...stale, reports('pass', 's2')).then({ next: 'confirm' });
    given(...stale, reports('fail', 's2'), confirms('fail', 's2')).then({ next: 'delete_face' });
  });
});
