/** Decisions that the console's script holds back: checked at first, then sent, perhaps twice, and refused in words. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFailedLivenessCase, createLowSimilarityCase } from '../support/cases.ts';
import { decide, readApplicant, typesOf } from '../support/customer.ts';
import { accessToken, browse, hiddenFieldsOf, useTeamKeys } from '../support/team.ts';

useTeamKeys();
afterEach(() => {
  vi.useRealTimers();
});

const REJECT = { decision: 'reject', ground_reject: 'customer_withdrew', note: 'a note' };
let user = '';
let as = '';
let form: Record<string, string> = {};
beforeEach(async () => {
  user = await createFailedLivenessCase();
  as = await accessToken();
  form = { ...hiddenFieldsOf(await browse(`/review/applicants/${user}`, { as })), ...REJECT };
});

type Changed = { form?: Record<string, string>; as?: string; settings?: object; query?: string };
async function post(hold: 'check' | 'send' | undefined, changed: Changed = {}) {
  const query = new URLSearchParams(`reason=liveness_failed${changed.query ?? ''}`);
  if (hold) query.set('hold', hold);
  const sent = { as, form: { ...form, ...changed.form }, ...(changed.as ? { as: changed.as } : {}) };
  const settings = changed.settings ? { settings: changed.settings } : {};
  const seen = await browse(`/review/applicants/${user}/decisions?${query}`, { ...sent, ...settings });
  const isJson = seen.headers.get('content-type')?.startsWith('application/json');
  return { ...seen, json: isJson ? JSON.parse(seen.text) : null };
}
const decisions = async () =>
  (await typesOf(user)).filter((type) => /^(review_decided|decision_)/.test(type));

describe('a check', () => {
  it('says where to go on, with the filter, and records nothing', async () => {
    const before = await typesOf(user);
    const { status, json } = await post('check');
    expect({ status, ...json }).toEqual({
      status: 200,
      next: expect.stringMatching(`^/review/next\\?reason=liveness_failed&after=${user}&since=`),
    });
    // Nothing is recorded yet, so the page after it must not say so.
    expect(json.next).not.toContain('decision=');
    expect(await typesOf(user)).toEqual(before);
    expect((await readApplicant(user)).status).toBe('in_review');
  });

  it.each<[string, Changed]>([
    ['no reason', { form: { ground_reject: '' } }],
    ['“Other” without a note', { form: { ground_reject: 'other', note: ' ' } }],
    ['a note that is too long', { form: { note: 'x'.repeat(4_001) } }],
    ['no token', { form: { token: '' } }],
    [
      'a decision that the case does not allow',
      { form: { decision: 'approve', ground_approve: 'same_person' } },
    ],
    ['an older state of the case', { form: { seq: '1' } }],
    ['a state that is not there yet', { form: { seq: '999' } }],
  ])('with %s leads to no next case, and records nothing', async (_, changed) => {
    const before = await typesOf(user);
    const { status, json } = await post('check', changed);
    expect({ status, json }).toEqual({ status: 409, json: {} });
    expect(await typesOf(user)).toEqual(before);
  });

  it('leads to no next case while another reviewer has it, unless it is taken over', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
    as = await accessToken();
    await browse(`/review/applicants/${user}`, { as: await accessToken({ email: 'sam@example.com' }) });
    expect((await post('check')).status).toBe(409);
    expect((await post('check', { query: '&take_over=sam%40example.com' })).status).toBe(200);
    expect(await decisions()).toEqual([]);
  });

  it('of a decision that contradicts a score asks once more', async () => {
    user = await createLowSimilarityCase();
    form = hiddenFieldsOf(await browse(`/review/applicants/${user}`, { as }));
    Object.assign(form, { decision: 'approve', ground_approve: 'same_person' });
    expect((await post('check')).status).toBe(409);
    expect((await post('check', { query: '&confirm=approve:same_person' })).status).toBe(200);
    expect(await decisions()).toEqual([]);
  });
});

describe('a decision that is sent', () => {
  it('is recorded once, however often and by whichever way it comes again', async () => {
    const recorded = { recorded: `${user}: “Reject” is recorded.` };
    const twice = await Promise.all([post('send'), post('send')]);
    expect(twice.map(({ json }) => json)).toEqual([recorded, recorded]);
    expect((await post('send')).json).toEqual(recorded);
    const page = await post(undefined);
    expect([page.status, page.headers.get('location')]).toEqual([
      303,
      expect.stringContaining(`after=${user}`),
    ]);
    expect(await decisions()).toEqual(['review_decided']);
    // Also when the form is too old by then, as after a night.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 13 * 3_600_000 });
    as = await accessToken();
    expect((await post('send')).json).toEqual(recorded);
    expect(await decisions()).toEqual(['review_decided']);
  });

  it.each<[string, Changed]>([
    ['with another reason', { form: { ground_reject: 'spoof' } }],
    [
      'as another decision',
      { form: { decision: 'retry_liveness', ground_retry_liveness: 'another_attempt' } },
    ],
    ['on another state of the case', { form: { seq: '3' } }],
  ])('%s is not the same one: it is refused in words', async (_, changed) => {
    await post('send');
    const { status, json } = await post('send', changed);
    expect(status).toBe(409);
    expect(json.says).toBe(
      'The case has changed since you opened it, or what you chose is not possible any more. It is now: Rejected. The last decision is “Reject” by rita@example.com.',
    );
    expect(await decisions()).toEqual(['review_decided']);
  });

  it('by another reviewer is not theirs because somebody decided the same', async () => {
    const sam = await accessToken({ email: 'sam@example.com' });
    const page = await browse(`/review/applicants/${user}`, { as: sam });
    const token = hiddenFieldsOf(page).token!;
    await post('send');
    const { status, json } = await post('send', { as: sam, form: { token } });
    expect(status).toBe(409);
    expect(json.says).toContain('The last decision is “Reject” by rita@example.com.');
  });

  it('is refused in words: case changed, taken over, too old, foreign, unknown', async () => {
    await decide(user, 'retry_liveness', undefined, { take_over: true });
    expect((await post('send')).json.says).toContain('It is now: Awaiting liveness.');
    expect((await post('send', { form: { token: '' } })).json.says).toContain('The case has changed');
    user = 'nobody-1';
    expect((await post('send')).json).toEqual({ says: 'There is no applicant with that user_id.' });
    const foreign = await browse(`/review/applicants/${user}/decisions?hold=send`, {
      ...{ as, form },
      headers: { origin: 'https://evil.test' },
    });
    expect(foreign.status).toBe(400);
    expect(JSON.parse(foreign.text).says).toContain('own pages');
  });

  it('is refused in words while another reviewer has the case, and after twelve hours', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
    as = await accessToken();
    await browse(`/review/applicants/${user}`, { as: await accessToken({ email: 'sam@example.com' }) });
    const taken = await post('send');
    expect([taken.status, taken.json.says]).toEqual([
      409,
      expect.stringContaining('sam@example.com has this'),
    ]);
    vi.setSystemTime(Date.now() + 13 * 3_600_000);
    as = await accessToken();
    expect((await post('send')).json.says).toBe('This form was open for more than 12 hours.');
    expect(await decisions()).toEqual([]);
  });

  it('without a sign-in, or with a role that decides nothing, gets a page and no word of JSON', async () => {
    expect(await post('send', { as: 'x' })).toMatchObject({ status: 403, json: null });
    const settings = { ROLES: JSON.stringify({ 'rita@example.com': ['auditor'] }) };
    expect(await post('check', { settings })).toMatchObject({ status: 403, json: null });
    expect(await decisions()).toEqual([]);
  });
});
