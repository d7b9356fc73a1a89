import { describe, expect, it } from 'vitest';
import { applicantEventSchema, hitSchema } from '../../src/core/events.ts';
import {
  compares,
  confirms,
  fetchesPhoto,
  given,
  givenUnder,
  hit,
  POLICY,
  searches,
} from '../support/given-when-then.ts';
import { INDEXED, PHOTO, REPORTED } from '../support/onboarding-stages.ts';

/** Next to nothing, and still seen by a number near one. */
const LEAST = Number.EPSILON;

describe('similarity must be above the match threshold', () => {
  it.each([
    [0, 'review'],
    [0.64, 'review'],
    [0.65 - LEAST, 'review'],
    [0.65, 'review'],
    [0.65 + LEAST, 'continue'],
    [0.66, 'continue'],
    [1, 'continue'],
  ])('%d: %s', (similarity, next) => {
    const reason = next === 'review' ? 'similarity_low' : null;
    const data = { similarity, next, reason, threshold: 0.65, policy: POLICY.version };
    given(...PHOTO)
      .when(compares(similarity))
      .then({
        events: [{ type: 'faces_compared', data }],
        state: { match: { similarity, threshold: 0.65, outcome: reason ? 'below_threshold' : 'match' } },
      });
  });

  it('whatever the threshold is set to', () => {
    const strict = { ...POLICY, matchThreshold: 0.9, version: 'p-strict' };
    givenUnder(strict, ...PHOTO)
      .when(compares(0.9))
      .then({
        status: 'in_review',
        events: [{ type: 'faces_compared', data: { threshold: 0.9, policy: 'p-strict' } }],
      });
  });
});

describe('a hit of another user above the duplicate threshold is a possible duplicate', () => {
  it.each([
    [0, 'continue'],
    [0.49, 'continue'],
    [0.5 - LEAST, 'continue'],
    [0.5, 'continue'],
    [0.5 + LEAST, 'review'],
    [0.51, 'review'],
    [1, 'review'],
  ])('%d: %s', (similarity, next) => {
    const reason = next === 'review' ? 'possible_duplicate' : null;
    const named = reason ? { hits: [hit(similarity)], near: [] } : { hits: [], near: [similarity] };
    const data = { ...named, floor: 0.3, next, reason, threshold: 0.5, policy: POLICY.version };
    given(...INDEXED)
      .when(searches([hit(similarity)]))
      .then({
        status: reason ? 'in_review' : 'approved',
        events: [{ type: 'faces_searched', data }],
        state: {
          dedupe: { ...named, floor: 0.3, threshold: 0.5, accepted: false, outcome: reason ?? 'unique' },
        },
      });
  });

  it('one among many is enough', () => {
    given(...INDEXED)
      .when(searches([hit(1, true), hit(0.2), hit(0.6)]))
      .then({ status: 'in_review', reasons: ['possible_duplicate'] });
  });

  it('whatever the threshold is set to', () => {
    givenUnder({ ...POLICY, duplicateThreshold: 0.8 }, ...INDEXED)
      .when(searches([hit(0.8)]))
      .then({ status: 'approved', state: { dedupe: { threshold: 0.8, near: [0.8] } } });
  });
});

describe('a photo below the least quality is too poor', () => {
  it.each([
    [0, 'retry'],
    [0.59, 'retry'],
    [0.6 - LEAST, 'retry'],
    [0.6, 'continue'],
    [0.6 + LEAST, 'continue'],
    [1, 'continue'],
    [null, 'continue'],
  ])('%s: %s', (score, next) => {
    const reason = next === 'retry' ? 'photo_quality_low' : null;
    const data = { photo_quality_score: score, minimum: 0.6, next, reason, policy: POLICY.version };
    given(...REPORTED, confirms('pass', 's1', score))
      .when(fetchesPhoto())
      .then({
        events: [{ type: 'liveness_photo_stored', data }],
        status: reason ? 'awaiting_liveness' : 'verifying',
        state: { livenessPhoto: { quality: reason ? 'low' : 'good' } },
      });
  });

  it('whatever the least is set to', () => {
    givenUnder({ ...POLICY, photoQualityMin: 0.95 }, ...REPORTED, confirms('pass', 's1', 0.94))
      .when(fetchesPhoto())
      .then({
        status: 'awaiting_liveness',
        events: [{ type: 'liveness_photo_stored', data: { minimum: 0.95 } }],
      });
  });
});

describe('a score that is none can neither match nor be stored', () => {
  const compared = (similarity: unknown) => ({
    type: 'faces_compared',
    data: {
      session_id: 's1',
      liveness_photo: 'live-s1',
      id_photo: 'id-1',
      similarity,
      threshold: 0.65,
      liveness_face: null,
      collection: 'users',
      policy: POLICY.version,
      next: 'continue',
      reason: null,
    },
  });

  it('the event is readable with a good one', () => {
    expect(applicantEventSchema.safeParse(compared(0.9)).success).toBe(true);
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['above one', 1.01],
    ['negative', -0.01],
    ['none', null],
    ['absent', undefined],
    ['a string', '0.9'],
  ])('%s', (_name, score) => {
    expect(applicantEventSchema.safeParse(compared(score)).success).toBe(false);
    expect(hitSchema.safeParse({ ...hit(0.9), similarity: score }).success).toBe(false);
    expect(() => given(...PHOTO).when(compares(score as number))).toThrow();
    expect(() => given(...INDEXED).when(searches([hit(score as number)]))).toThrow();
  });
});

describe('the version of the policy', () => {
  it('stands in every judgement', () => {
    const judgements = given(...INDEXED, searches([hit(0.9)])).log.filter((event) => 'next' in event.data);
    expect(judgements.map((event) => event.type)).toEqual([
      'liveness_confirmed',
      'liveness_photo_stored',
      'faces_compared',
      'faces_searched',
    ]);
    for (const { data } of judgements) expect(data).toMatchObject({ policy: POLICY.version });
  });

  it('is the one in force at the judgement, and the applicant shows the newest', () => {
    expect(given(...REPORTED).applicant.policy).toBeNull();
    const next = { ...POLICY, version: 'p-2', matchThreshold: 0.7 };
    expect(givenUnder(next, ...PHOTO, compares(0.66)).applicant).toMatchObject({
      policy: 'p-2',
      match: { threshold: 0.7, outcome: 'below_threshold' },
    });
  });
});
