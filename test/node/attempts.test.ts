import { describe, expect, it } from 'vitest';
import { viewOf } from '../../src/applicant/views/applicant-view.ts';
import { decide } from '../../src/core/machine.ts';
import {
  type Act,
  compares,
  confirms,
  confirmsNothing,
  createsWithPhoto,
  failsForGood,
  fetchesPhoto,
  findsNoFace,
  given,
  givenUnder,
  hit,
  indexes,
  lacksPhoto,
  opens,
  POLICY,
  reports,
  reviewer,
  searches,
  starts,
  ticks,
  uploads,
  waits,
} from '../support/given-when-then.ts';

/** `attempt` and `attempts_left` as the applicant shows them. */
function attempts(...story: Act[]): [number, number] {
  const { applicant, now } = given(...story);
  const view = viewOf(applicant, POLICY, { metadata: {}, sessionUrl: null, note: null }, now);
  return [view.attempt, view.attempts_left];
}

const opened = (session: string) => [opens(session), reports('pass', session)];
const retried = (session: string) => [opens(session), reports('retry', session), confirms('retry', session)];
const poor = (session: string) => [...opened(session), confirms('pass', session, 0.1), fetchesPhoto(session)];
const expired = (session: string) => [
  opens(session),
  waits(POLICY.sessionTtlMs + 10_000),
  ticks,
  confirmsNothing(session),
];
const gone = (session: string) => [...opened(session), confirms('pass', session), lacksPhoto(session)];
const failed = (session: string) => [opens(session), reports('fail', session), confirms('fail', session)];
const faceless = (session: string) => [
  ...opened(session),
  confirms('pass', session),
  fetchesPhoto(session),
  findsNoFace('liveness', session),
];

describe('attempt and attempts_left', () => {
  it.each<[string, Act[], number, number]>([
    ['before any session', [], 0, 2],
    ['the first session', [opens('s1')], 1, 1],
    ['after a retry, before the next start', retried('s1'), 1, 1],
    ['the session after a retry', [...retried('s1'), opens('s2')], 2, 0],
    ['the session after a poor photo', [...poor('s1'), opens('s2')], 2, 0],
    ['the session after a photo without a face', [...faceless('s1'), opens('s2')], 2, 0],
    ['the session after one that expired', [...expired('s1'), opens('s2')], 1, 1],
    ['the session after one whose photo was gone', [...gone('s1'), opens('s2')], 1, 1],
    ['two retries', [...retried('s1'), ...retried('s2')], 2, 0],
    ['and one more granted', [...retried('s1'), ...retried('s2'), reviewer('retry_liveness')], 2, 1],
    ['and begun', [...retried('s1'), ...retried('s2'), reviewer('retry_liveness'), opens('s3')], 3, 0],
    ['a fail uses none up', [...failed('s1'), reviewer('retry_liveness'), opens('s2')], 1, 2],
  ])('%s', (_name, story, attempt, left) => {
    expect(attempts(...createsWithPhoto(), ...story)).toEqual([attempt, left]);
  });

  it('the session says which attempt it is', () => {
    given(...createsWithPhoto(), ...retried('s1'))
      .when(opens('s2'))
      .then({ events: [{ type: 'session_opened', data: { attempt: 2 } }] });
  });

  it('one photo uses up one attempt, however often it disappoints', () => {
    const story = [...retried('s1'), ...poor('s2'), reviewer('approve'), findsNoFace('liveness', 's2')];
    given(...createsWithPhoto(), ...story, reviewer('retry_liveness'))
      .when(opens('s3'))
      .then({ events: [{ type: 'session_opened', data: { attempt: 3 } }] });
  });

  it('nor when more attempts are granted to everybody meanwhile', () => {
    const once = { ...POLICY, maxLivenessAttempts: 1 };
    const { applicant, now } = givenUnder(once, ...createsWithPhoto(), ...poor('s1'), reviewer('approve'));
    const answer = decide(applicant, findsNoFace('liveness'), now, POLICY);
    expect(answer).toMatchObject({ ok: true, value: [{ type: 'face_not_found', data: { next: 'retry' } }] });
  });

  it("with one attempt the first disappointment is a person's", () => {
    const once = { ...POLICY, maxLivenessAttempts: 1 };
    givenUnder(once, ...createsWithPhoto(), ...retried('s1')).then({
      status: 'in_review',
      reasons: ['liveness_inconclusive'],
    });
    givenUnder(once, ...createsWithPhoto(), ...poor('s1')).then({
      status: 'in_review',
      reasons: ['photo_quality_low'],
    });
    givenUnder(once, ...createsWithPhoto(), ...faceless('s1')).then({ status: 'in_review' });
  });

  it('a granted attempt goes to the applicant, the one after it to a person', () => {
    const story = [...createsWithPhoto(), ...retried('s1'), ...retried('s2'), reviewer('retry_liveness')];
    given(...story, ...retried('s3')).then({ status: 'in_review', reasons: ['liveness_inconclusive'] });
  });
});

describe('sessions opened in all', () => {
  const three = { ...POLICY, maxSessions: 3 };
  const USED = [...createsWithPhoto(), ...expired('s1'), ...gone('s2'), ...expired('s3')];

  it('the last one may be started', () => {
    givenUnder(three, ...createsWithPhoto(), ...expired('s1'), ...gone('s2'))
      .when(starts)
      .then({ events: [], status: 'awaiting_liveness' });
  });

  it("one more is a person's matter, beside the earlier reason", () => {
    givenUnder(three, ...USED)
      .when(starts)
      .then({
        status: 'in_review',
        reasons: ['session_expired', 'session_limit_reached'],
        events: [{ type: 'session_limit_reached', data: { sessions: 3, limit: 3 } }],
      });
  });

  it('retry_liveness grants one more', () => {
    const granted = [...USED, starts, reviewer('retry_liveness')];
    givenUnder(three, ...granted)
      .when(starts)
      .then({ events: [], status: 'awaiting_liveness' });
    givenUnder(three, ...granted, ...expired('s4'))
      .when(starts)
      .then({ events: [{ type: 'session_limit_reached', data: { sessions: 4, limit: 4 } }] });
  });

  it('new_id_photo grants none', () => {
    const one = { ...POLICY, maxSessions: 1, maxLivenessAttempts: 1 };
    givenUnder(one, ...createsWithPhoto(), ...poor('s1'), reviewer('new_id_photo'), uploads(2))
      .when(starts)
      .then({ status: 'in_review', reasons: ['requested_by_reviewer', 'session_limit_reached'] });
  });

  it('the last session is not counted while it is open', () => {
    givenUnder({ ...POLICY, maxSessions: 1 }, ...createsWithPhoto(), opens())
      .when(starts)
      .then({ events: [], status: 'awaiting_liveness' });
  });
});

describe('new_id_photo grants an attempt only when a session will be needed', () => {
  const PHOTO = [...opened('s1'), confirms('pass'), fetchesPhoto()];
  it.each<[string, Act[], number]>([
    ['not when only the pictures differ', [...PHOTO, compares(0.1)], 0],
    ['not for a possible duplicate', [...PHOTO, compares(0.9), indexes(), searches([hit(0.9)])], 0],
    ['not when a step failed after the verdict', [...PHOTO, failsForGood], 0],
    ['when the photo is too poor', [...retried('s1'), ...poor('s2')], 1],
    ['when no face is in the photo', [...retried('s1'), ...faceless('s2')], 1],
  ])('%s', (_name, story, granted) => {
    const before = given(...createsWithPhoto(), ...story, reviewer('new_id_photo'));
    expect(before.applicant.attemptsGranted).toBe(granted);
    expect(before.applicant.sessionsGranted).toBe(0);
    before.then({ status: 'awaiting_id_photo', reasons: ['requested_by_reviewer'] });
  });

  it('which is then used', () => {
    given(...createsWithPhoto(), ...retried('s1'), ...poor('s2'), reviewer('new_id_photo'), uploads(2))
      .when(opens('s3'))
      .then({ events: [{ type: 'session_opened', data: { attempt: 3 } }] });
  });
});
