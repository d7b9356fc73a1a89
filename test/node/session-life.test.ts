import { describe, expect, it } from 'vitest';
import { wakeAt } from '../../src/core/machine.ts';
import { RETURN_GRACE_MS, SESSION_GRACE_MS } from '../../src/core/policy.ts';
import { nextStep, stepKey } from '../../src/core/steps.ts';
import {
  confirms,
  confirmsNothing,
  creates,
  createsWithPhoto,
  failsForGood,
  fetchesPhoto,
  findsNoFace,
  given,
  opens,
  POLICY,
  reports,
  returns,
  reviewer,
  START,
  starts,
  ticks,
  waits,
} from '../support/given-when-then.ts';
import { OPEN } from '../support/onboarding-stages.ts';

const LIFE_MS = POLICY.sessionTtlMs;
const ENDED = [...OPEN, waits(LIFE_MS + SESSION_GRACE_MS)];

describe("the end of a session's life", () => {
  it('is as far away as the policy says', () => {
    given(...createsWithPhoto())
      .when(opens())
      .then({
        events: [{ type: 'session_opened', data: { expires_at: new Date(START + LIFE_MS).toISOString() } }],
      });
  });

  it.each([
    ['just before its grace ends', LIFE_MS + SESSION_GRACE_MS - 1, []],
    ['when its grace ends', LIFE_MS + SESSION_GRACE_MS, ['session_timed_out']],
    ['long after', 100 * LIFE_MS, ['session_timed_out']],
    ['at once', 0, []],
    ['when the clock ran backwards', -LIFE_MS, []],
  ] as const)('the clock looks %s', (_name, wait, events) => {
    given(...OPEN)
      .when(waits(wait), ticks)
      .then({ events: [...events] });
  });

  it('a grace of seconds, not of minutes', () => {
    expect(SESSION_GRACE_MS).toBe(10_000);
    expect(RETURN_GRACE_MS).toBe(5_000);
  });

  it('/result is asked before anything is called expired', () => {
    given(...ENDED, ticks).then({ status: 'verifying', next: 'confirm', reasons: [] });
  });

  it('no verdict there: expired, no attempt used, a new session may start', () => {
    given(...ENDED, ticks)
      .when(confirmsNothing(), starts)
      .then({ status: 'awaiting_liveness', reasons: ['session_expired'], events: ['session_expired'] });
    expect(given(...ENDED, ticks, confirmsNothing()).applicant.sessions[0]).toMatchObject({
      usedAttempt: false,
      closed: 'expired',
    });
  });

  it('said once', () => {
    given(...ENDED, ticks, confirmsNothing())
      .when(ticks, confirmsNothing())
      .then({ events: [] });
    given(...ENDED, ticks)
      .when(ticks)
      .then({ events: [] });
  });

  it('a verdict there: the checks go on', () => {
    given(...ENDED, ticks)
      .when(confirms('pass'))
      .then({ status: 'verifying', next: 'fetch_photo' });
  });

  it('an outage is never read as expiry', () => {
    given(...ENDED, ticks)
      .when(failsForGood)
      .then({ status: 'in_review', reasons: ['verification_unavailable'] });
  });

  it('a start between the end and the grace asks /result first', () => {
    given(...OPEN, waits(LIFE_MS))
      .when(starts)
      .then({ status: 'verifying', events: ['session_timed_out'] });
    given(...OPEN, waits(LIFE_MS - 1))
      .when(starts)
      .then({ status: 'awaiting_liveness', events: [] });
  });

  it('a signed verdict is not undone by an answer without one', () => {
    given(...OPEN, reports('pass'))
      .when(confirmsNothing())
      .then({ events: [], next: 'confirm' });
  });
});

describe('when the clock matters next', () => {
  it("at the end of the open session's life and grace", () => {
    expect(wakeAt(given(...OPEN).applicant, null)).toBe(START + LIFE_MS + SESSION_GRACE_MS);
  });

  it.each([
    ['no session yet', [...createsWithPhoto()]],
    ['no ID photo yet', [creates()]],
    ['a verdict came', [...OPEN, reports('pass')]],
    ['its life is over', [...ENDED, ticks]],
    ['it expired', [...ENDED, ticks, confirmsNothing()]],
    ['a person must decide', [...OPEN, reports('fail'), confirms('fail')]],
    ['another attempt is awaited', [...OPEN, reports('retry'), confirms('retry')]],
    [
      'an ID photo is awaited',
      [...OPEN, reports('pass'), confirms('pass'), fetchesPhoto(), findsNoFace('id')],
    ],
  ] as const)('not at all: %s', (_name, story) => {
    expect(wakeAt(given(...story).applicant, null)).toBeNull();
  });
});

describe("the applicant's return", () => {
  const RETURNED = [...OPEN, waits(60_000), returns()];

  it('changes no status and calls for one look at /result, after a short grace', () => {
    const { applicant, now } = given(...RETURNED);
    given(...RETURNED).then({ status: 'awaiting_liveness', next: 'confirm' });
    expect(nextStep(applicant)).toEqual({
      type: 'confirm',
      sessionId: 's1',
      signed: false,
      notBefore: now + RETURN_GRACE_MS,
    });
  });

  it('is noted once', () => {
    given(...RETURNED)
      .when(returns())
      .then({ events: [] });
  });

  it('asks once: no verdict yet, and the clock takes over', () => {
    given(...RETURNED)
      .when(confirmsNothing())
      .then({ events: ['result_pending'], status: 'awaiting_liveness', next: null });
    expect(wakeAt(given(...RETURNED, confirmsNothing()).applicant, null)).toBe(
      START + LIFE_MS + SESSION_GRACE_MS,
    );
  });

  it('is asked again at the end of life, whatever the return brought', () => {
    given(...RETURNED, confirmsNothing(), waits(LIFE_MS + SESSION_GRACE_MS))
      .when(ticks)
      .then({ status: 'verifying', next: 'confirm' });
  });

  it.each([
    ['a verdict came', [...OPEN, reports('pass')]],
    ['it expired', [...ENDED, ticks, confirmsNothing()]],
    ['it is decided', [...OPEN, reports('fail'), confirms('fail'), reviewer('reject')]],
    ['another session was opened', [...OPEN, reports('retry'), confirms('retry'), opens('s2')]],
  ] as const)('is not noted when %s', (_name, story) => {
    given(...story)
      .when(returns('s1'))
      .then({ events: [] });
  });

  it('to an unknown session is refused', () => {
    given(...OPEN)
      .when(returns('s9'))
      .then({ refusal: { code: 'unknown_session' } });
  });

  it('a webhook meanwhile makes another step of it', () => {
    const asked = nextStep(given(...RETURNED).applicant);
    const signed = nextStep(given(...RETURNED, reports('pass')).applicant);
    expect(asked && stepKey(asked)).toBe('confirm:s1:asked');
    expect(signed).toEqual({ type: 'confirm', sessionId: 's1', signed: true });
    expect(signed && stepKey(signed)).toBe('confirm:s1:signed');
  });
});
