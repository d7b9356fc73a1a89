import { describe, expect, it } from 'vitest';
import { openSessionOf } from '../../src/core/liveness-session.ts';
import {
  compares,
  confirms,
  creates,
  createsWithPhoto,
  fetchesPhoto,
  findsNoFace,
  given,
  opens,
  POLICY,
  records,
  reports,
  returns,
  reviewer,
  searches,
  starts,
  ticks,
  uploads,
  views,
} from '../support/given-when-then.ts';
import { APPROVED, INDEXED, MATCHED, OPEN, PASSED } from '../support/onboarding-stages.ts';

const BARE = [creates()];
const READY = [...createsWithPhoto()];
const IN_REVIEW = [...OPEN, reports('fail'), confirms('fail')];
const REJECTED = [...IN_REVIEW, reviewer('reject')];

describe('the way of an honest applicant', () => {
  it.each([
    ['created without a photo', BARE, 'awaiting_id_photo', null],
    ['created with one', READY, 'awaiting_liveness', null],
    ['photo uploaded', [...BARE, uploads(1)], 'awaiting_liveness', null],
    ['session open', OPEN, 'awaiting_liveness', null],
    ['webhook came', [...OPEN, reports('pass')], 'verifying', 'confirm'],
    ['verdict confirmed', PASSED, 'verifying', 'fetch_photo'],
    ['photo stored', [...PASSED, fetchesPhoto()], 'verifying', 'compare'],
    ['faces compared', MATCHED, 'verifying', 'index'],
    ['face indexed', INDEXED, 'verifying', 'search'],
    ['faces searched', APPROVED, 'approved', null],
  ] as const)('%s', (_name, story, status, next) => {
    given(...story).then({ status, next, reasons: [] });
  });

  it('approval keeps what it stands on', () => {
    given(...APPROVED).then({
      state: { status: { evidence: { face: { faceId: 'f1' }, match: { similarity: 0.9 } } } },
    });
  });

  it('consent is in the log and in the state', () => {
    const consent = { version: 'v3', givenAt: '2026-11-22T11:59:00.000Z' };
    const create = { ...creates(), consent } as ReturnType<typeof creates>;
    given(create).then({ state: { consent } });
    expect(given(create).log.map((event) => event.type)).toEqual(['applicant_created', 'consent_recorded']);
  });
});

describe('what each status takes', () => {
  const stories = {
    awaiting_id_photo: BARE,
    awaiting_liveness: READY,
    verifying: PASSED,
    in_review: IN_REVIEW,
    approved: APPROVED,
    rejected: REJECTED,
  } as const;
  const statuses = Object.keys(stories) as (keyof typeof stories)[];

  it.each(statuses)('an ID photo in %s', (status) => {
    const taken = status === 'awaiting_id_photo' || status === 'awaiting_liveness';
    given(...stories[status])
      .when(uploads(2))
      .then(taken ? { events: ['id_photo_stored'] } : { refusal: { code: 'wrong_status', status } });
  });

  it.each(statuses)('a start in %s', (status) => {
    const taken = status === 'awaiting_liveness';
    const refused = { refusal: { code: 'wrong_status', status }, events: [] } as const;
    given(...stories[status])
      .when(starts)
      .then(taken ? { events: [] } : refused);
    given(...stories[status])
      .when(opens('s9'))
      .then(taken ? { events: ['session_opened'] } : refused);
  });

  it.each(statuses)('a second creation in %s', (status) => {
    given(...stories[status])
      .when(creates())
      .then({ refusal: { code: 'already_exists' }, events: [] });
  });

  it.each(statuses)('the clock in %s', (status) => {
    given(...stories[status])
      .when(ticks)
      .then({ events: [], status });
  });

  it.each([
    'approved',
    'rejected',
  ] as const)('%s is the end: nothing that a step brings changes it', (status) => {
    const late = [
      confirms('pass'),
      fetchesPhoto(),
      compares(0.1),
      findsNoFace('id'),
      searches(),
      records({ type: 'collection_missing', collection: 'users', uncertain: false }),
      returns(),
    ];
    given(...stories[status])
      .when(...late)
      .then({ status, events: [] });
  });

  it('nothing can be asked of nobody', () => {
    given()
      .when(starts)
      .then({ refusal: { code: 'applicant_not_found' } });
    given()
      .when(ticks)
      .then({ refusal: { code: 'applicant_not_found' } });
  });
});

describe('the open session', () => {
  it('is handed out again until its life ends', () => {
    const { applicant, now } = given(...OPEN);
    expect(openSessionOf(applicant, now)?.sessionId).toBe('s1');
    expect(openSessionOf(applicant, now + POLICY.sessionTtlMs - 1)?.sessionId).toBe('s1');
    expect(openSessionOf(applicant, now + POLICY.sessionTtlMs)).toBeNull();
  });

  it('shuts out a second one', () => {
    given(...OPEN)
      .when(starts)
      .then({ events: [], status: 'awaiting_liveness' });
    given(...OPEN)
      .when(opens('s2'))
      .then({ refusal: { code: 'wrong_status', status: 'awaiting_liveness' } });
  });

  it('is none once a verdict came', () => {
    const { applicant, now } = given(...OPEN, reports('pass'));
    expect(openSessionOf(applicant, now)).toBeNull();
  });
});

describe('a look at a photo', () => {
  it('is in the log and changes nothing', () => {
    given(...APPROVED)
      .when(views('liveness'), views('id'))
      .then({ events: ['photo_viewed', 'photo_viewed'], status: 'approved' });
  });

  it('needs a photo', () => {
    given(...BARE)
      .when(views('id'))
      .then({ refusal: { code: 'photo_not_found' } });
    given(...OPEN)
      .when(views('liveness'))
      .then({ refusal: { code: 'photo_not_found' } });
  });
});
