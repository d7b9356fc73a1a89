import { describe, expect, it } from 'vitest';
import {
  compares,
  confirms,
  confirmsNothing,
  failsForGood,
  fetchesPhoto,
  findsNoFace,
  given,
  indexes,
  opens,
  POLICY,
  reports,
  returns,
  reviewer,
  searches,
  ticks,
  waits,
} from '../support/given-when-then.ts';
import { OPEN } from '../support/onboarding-stages.ts';

const LIFE_MS = POLICY.sessionTtlMs + 10_000;
/** Attempt 1 ended in `retry`, session 2 is open. */
const SECOND = [...OPEN, reports('retry'), confirms('retry'), opens('s2')];
const EXPIRED = [...OPEN, waits(LIFE_MS), ticks, confirmsNothing()];

describe('the webhook wakes, /result decides', () => {
  it('a verdict calls for /result', () => {
    given(...OPEN)
      .when(reports('pass'))
      .then({ status: 'verifying', next: 'confirm', events: ['verdict_received'] });
  });

  it('a webhook alone never passes', () => {
    expect(given(...OPEN, reports('pass')).applicant.sessions[0]?.result).toBeNull();
  });

  it.each(['pass', 'retry', 'fail', 'maybe'])('%s again changes nothing', (verdict) => {
    given(...OPEN, reports(verdict))
      .when(reports(verdict))
      .then({ events: [] });
  });

  it('a webhook after /result said the same changes nothing', () => {
    given(...OPEN, returns(), confirms('pass'))
      .when(reports('pass'))
      .then({ events: [], status: 'verifying' });
  });

  it('an unknown session is refused', () => {
    given(...OPEN)
      .when(reports('pass', 's9'))
      .then({ refusal: { code: 'unknown_session' } });
  });

  it('a second answer of /result changes nothing', () => {
    given(...OPEN, reports('pass'), confirms('pass'))
      .when(confirms('fail'))
      .then({ events: [] });
  });

  it('an answer about an older session changes nothing', () => {
    given(...SECOND)
      .when(confirms('pass', 's1'))
      .then({ events: [] });
  });
});

describe('verdict_mismatch', () => {
  const mismatch = { status: 'in_review', reasons: ['verdict_mismatch'] } as const;

  it.each([
    ['pass', 'fail'],
    ['fail', 'pass'],
    ['retry', 'pass'],
    ['pass', 'retry'],
    ['maybe', 'pass'],
  ])('webhook %s, /result %s', (reported, confirmed) => {
    given(...OPEN, reports(reported))
      .when(confirms(confirmed))
      .then(mismatch);
  });

  it('two webhooks disagree', () => {
    given(...OPEN, reports('pass'))
      .when(reports('fail'))
      .then({ ...mismatch, events: [{ type: 'verdict_received', data: { effect: 'mismatch' } }] });
  });

  it('and the first one stays what was reported', () => {
    given(...OPEN, reports('pass'), reports('fail')).then({
      state: { sessions: [{ reported: { verdict: 'pass' }, verdictsSeen: ['pass', 'fail'] }] },
    });
  });

  it('a webhook differs from what /result said', () => {
    given(...OPEN, reports('pass'), confirms('pass'), fetchesPhoto())
      .when(reports('fail'))
      .then(mismatch);
  });

  it('a late verdict for an older session differs from the recorded one', () => {
    given(...SECOND)
      .when(reports('pass', 's1'))
      .then(mismatch);
  });

  it('a late fail for an older session that never had a verdict', () => {
    given(...EXPIRED, opens('s2'))
      .when(reports('fail', 's1'))
      .then(mismatch);
  });

  it.each(['pass', 'retry'])('but a late %s for such a session is only noted', (verdict) => {
    given(...EXPIRED, opens('s2'))
      .when(reports(verdict, 's1'))
      .then({
        status: 'awaiting_liveness',
        events: [{ type: 'verdict_received', data: { effect: 'none' } }],
      });
  });

  it('while an ID photo is awaited', () => {
    given(...OPEN, reports('pass'), confirms('pass'), fetchesPhoto(), findsNoFace('id'))
      .when(reports('fail'))
      .then(mismatch);
  });
});

describe('a verdict after the session ended', () => {
  it.each(['pass', 'retry', 'fail'])('%s counts after expiry', (verdict) => {
    given(...EXPIRED)
      .when(reports(verdict))
      .then({ status: 'verifying', next: 'confirm', reasons: [] });
  });

  it('counts between the end of life and the answer of /result', () => {
    given(...OPEN, waits(LIFE_MS), ticks)
      .when(reports('pass'), confirmsNothing())
      .then({ status: 'verifying', events: ['verdict_received'], next: 'confirm' });
  });

  it('is only noted in review, and looked at once the reviewer lets it go on', () => {
    const story = given(...OPEN, returns(), failsForGood).when(reports('pass'));
    story.then({ status: 'in_review', events: [{ type: 'verdict_received', data: { effect: 'none' } }] });
    given(...OPEN, returns(), failsForGood, reports('pass'))
      .when(reviewer('resume'))
      .then({ status: 'verifying', next: 'confirm' });
  });

  it.each(['fail', 'pass', 'retry'])('%s changes nothing after approval', (verdict) => {
    const evidence = [confirms('pass'), fetchesPhoto(), compares(0.9), indexes(), searches()];
    const events =
      verdict === 'pass' ? [] : [{ type: 'verdict_received', data: { effect: 'none' } } as const];
    given(...OPEN, reports('pass'), ...evidence)
      .when(reports(verdict))
      .then({ status: 'approved', events });
  });

  it('changes nothing after rejection', () => {
    given(...OPEN, reports('fail'), confirms('fail'), reviewer('reject'))
      .when(reports('pass'))
      .then({ status: 'rejected' });
  });
});

describe('a session that a reviewer set aside', () => {
  const SET_ASIDE = [...OPEN, returns(), failsForGood, reviewer('retry_liveness')];

  it.each(['pass', 'retry'])('is not revived by a late answer of /result: %s', (verdict) => {
    given(...SET_ASIDE)
      .when(confirms(verdict))
      .then({ status: 'awaiting_liveness', reasons: ['requested_by_reviewer'], events: [] });
  });

  it('stays set aside when its disputed verdict is confirmed late', () => {
    given(...OPEN, reports('pass'), reports('fail'), reviewer('retry_liveness'))
      .when(confirms('pass'))
      .then({ status: 'awaiting_liveness', events: [] });
  });

  it('is not revived by a webhook', () => {
    given(...SET_ASIDE)
      .when(reports('pass'))
      .then({ status: 'awaiting_liveness', reasons: ['requested_by_reviewer'], next: null });
  });

  it.each([
    ['a webhook', reports('fail')],
    ['a late answer of /result', confirms('fail')],
  ])('is not revived by a fail either, but a reviewer sees it: %s', (_, fail) => {
    given(...SET_ASIDE)
      .when(fail)
      .then({ status: 'in_review', reasons: ['verdict_mismatch'], next: null });
    given(...SET_ASIDE, fail, reviewer('retry_liveness')).then({ status: 'awaiting_liveness' });
  });

  it('a fail is seen in a case that is open already', () => {
    given(...OPEN, returns(), failsForGood)
      .when(reports('fail'))
      .then({ reasons: ['verification_unavailable', 'verdict_mismatch'] });
  });

  it('a new session starts without what was compared and searched for the last one', () => {
    given(
      ...OPEN,
      reports('pass'),
      confirms('pass'),
      fetchesPhoto(),
      compares(0.1),
      reviewer('retry_liveness'),
    ).then({
      state: { match: null, dedupe: null },
    });
  });

  it('does not expire as well', () => {
    given(...OPEN, waits(LIFE_MS), ticks, failsForGood, reviewer('retry_liveness'))
      .when(confirmsNothing())
      .then({ reasons: ['requested_by_reviewer'], events: [] });
  });
});
