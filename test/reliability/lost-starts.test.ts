/** Starts that iLive does not answer: one applicant who tries again and again does not use up the day of all. */
import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { passTime, setClock, uploadOf } from '../support/controlled-applicant.ts';
import { newUserId, readApplicant, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { runInApplicant } from '../support/onboard.ts';
import { createScriptedIlive, type Fault } from '../support/scripted-ilive.ts';

const HOUR_MS = 3_600_000;
const BUDGET = 8;

let uninstall = () => {};
let day = Date.parse('2041-01-01T08:00:00.000Z');
beforeEach(() => {
  muteConsole();
  day += 2 * 24 * HOUR_MS;
  setClock(day);
});
afterEach(() => {
  uninstall();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function ready(): Promise<string> {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'alice');
  await withBudget(user);
  return user;
}

/** Of this instance only. */
const withBudget = (user: string) =>
  runInApplicant(user, (object) => {
    object.env = { ...object.env, SESSION_BUDGET_PER_DAY: String(BUDGET) } as Env;
  });

/** As the platform does with an object that was idle for ten seconds. */
async function startAnew(user: string): Promise<void> {
  await evictDurableObject(env.APPLICANTS.getByName(user));
  await withBudget(user);
}

const storedTimes = (user: string) =>
  runInApplicant(user, (_object, { storage }) => [...storage.kv.list({ prefix: 'lost_starts/' })]);
const start = async (user: string) => {
  const { status, body } = await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
  return [status, body.code];
};
const UNAVAILABLE = [502, 'ilive_unavailable'];

/** Tries so often, and then with iLive well again another applicant as often as the budget lets it. */
async function triedWith(fault: Fault, times: number, between = async (_user: string) => {}) {
  const ilive = createScriptedIlive({ fault: (name) => (name === 'create_session' ? fault : null) });
  uninstall = ilive.install();
  ilive.addFace('somebody', 'somebody else');
  const user = await ready();
  for (let tried = 0; tried < times; tried += 1) {
    expect(await start(user)).toEqual(UNAVAILABLE);
    await between(user);
  }
  const asked = ilive.seen.filter(({ name }) => name === 'create_session').length;
  ilive.play({});
  const others = await Promise.all(Array.from({ length: BUDGET + 1 }, ready));
  const statuses = [];
  for (const other of others) statuses.push((await start(other))[0]);
  return { user, asked, left: statuses.filter((status) => status === 201).length };
}

describe('with a budget for the day', () => {
  it.each<Fault>([
    '500',
    '502',
    '503',
    '429',
    '401',
    '422',
  ])('an answer of %s costs nothing of it', async (fault) => {
    expect(await triedWith(fault, 10)).toMatchObject({ left: BUDGET });
  });

  it.each<Fault>([
    'timeout',
    'refused',
    'reset',
    'lost',
    'garbage',
    'missing',
  ])('a start that is lost by %s costs one, and five in ten minutes at most', async (fault) => {
    const { user, asked, left } = await triedWith(fault, 7);
    expect({ asked, left }).toEqual({ asked: 5, left: BUDGET - 5 });
    // The budget of the day is used up by others now; on the next day the applicant goes on.
    passTime(24 * HOUR_MS);
    expect((await start(user))[0]).toBe(201);
    expect((await readApplicant(user)).next_action).toBe('complete_liveness');
  });
});

describe('the count of lost starts', () => {
  it.each<Fault>([
    'lost',
    'garbage',
    'missing',
  ])('by %s outlasts the object, which is put away after each', async (fault) => {
    const outcome = await triedWith(fault, 12, async (user) => {
      passTime(11_000);
      await startAnew(user);
    });
    expect(outcome).toMatchObject({ asked: 5, left: BUDGET - 5 });
    expect(await storedTimes(outcome.user)).toHaveLength(1);
  });

  it('lets one more in as each is ten minutes old, however often the object starts anew', async () => {
    const ilive = createScriptedIlive({ fault: (name) => (name === 'create_session' ? 'garbage' : null) });
    uninstall = ilive.install();
    const user = await ready();
    const askedSoFar = () => ilive.seen.filter(({ name }) => name === 'create_session').length;
    for (let tried = 0; tried < 5; tried += 1) {
      await start(user);
      passTime(60_000);
      await startAnew(user);
    }
    passTime(5 * 60_000 - 1);
    expect(await start(user)).toEqual(UNAVAILABLE);
    expect(askedSoFar()).toBe(5);
    passTime(1);
    await startAnew(user);
    for (let tried = 0; tried < 3; tried += 1) expect(await start(user)).toEqual(UNAVAILABLE);
    expect(askedSoFar()).toBe(6);
  });

  it('does not go by times to come, as after a clock that went wrong', async () => {
    const ilive = createScriptedIlive({ fault: (name) => (name === 'create_session' ? 'garbage' : null) });
    uninstall = ilive.install();
    const user = await ready();
    passTime(3 * HOUR_MS);
    for (let tried = 0; tried < 5; tried += 1) await start(user);
    ilive.play({});
    expect(await start(user)).toEqual(UNAVAILABLE);
    setClock(day + HOUR_MS);
    expect((await start(user))[0]).toBe(201);
  });

  it('has a session that nobody can use, since the applicant was erased meanwhile', async () => {
    const ilive = createScriptedIlive({
      after: async (name) => {
        if (name === 'create_session') await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
      },
    });
    uninstall = ilive.install();
    const user = await ready();
    expect((await start(user))[0]).toBe(410);
    expect(await storedTimes(user)).toHaveLength(1);
  });

  it('has no row while starts succeed', async () => {
    const ilive = createScriptedIlive({});
    uninstall = ilive.install();
    const user = await ready();
    expect((await start(user))[0]).toBe(201);
    expect(await storedTimes(user)).toEqual([]);
  });
});

describe('a session id that no new session may have', () => {
  /** An iLive that answers each creation but the first with an id that follows from the first one. */
  const idsAfter = (idOf: (first: string, nth: number) => string) => {
    let [first, nth] = ['', 0];
    const rewrite = (name: string, answer: { session_id: string }) => {
      if (name !== 'create_session') return answer;
      first ||= answer.session_id;
      nth += 1;
      return nth === 1 ? answer : { ...answer, session_id: idOf(first, nth) };
    };
    return createScriptedIlive({ rewrite });
  };

  it.each<[string, (first: string, nth: number) => string]>([
    ['that of the session before', (first) => first],
    ['one that begins as those of pictures do', (_, nth) => `known-${nth}`],
    ['that beginning alone', () => 'known-'],
    ['the one and the other', (first, nth) => (nth % 2 ? first : `known-${first}`)],
  ])('counts as a lost start, and the log names the field: %s', async (_, idOf) => {
    const ilive = idsAfter(idOf);
    uninstall = ilive.install();
    ilive.addFace('somebody', 'somebody else');
    const warned = vi.spyOn(console, 'warn');
    const user = await ready();
    expect((await start(user))[0]).toBe(201);
    await send('DELETE', `/v1/applicants/${user}/onboarding-link`);
    for (let tried = 0; tried < 7; tried += 1) expect(await start(user)).toEqual(UNAVAILABLE);
    expect(ilive.seen.filter(({ name }) => name === 'create_session')).toHaveLength(1 + 5);
    const named = warned.mock.calls.filter(
      ([line]) => `${line}`.includes('session_not_created') && `${line}`.includes('"field":"session_id"'),
    );
    expect(named).toHaveLength(5);
    // The day of all others goes on, and so does this applicant once iLive gives another id.
    ilive.play({});
    const other = await ready();
    expect((await start(other))[0]).toBe(201);
    passTime(600_000);
    expect((await start(user))[0]).toBe(201);
  });
});

it('without a budget every start is tried', async () => {
  const ilive = createScriptedIlive({ fault: (name) => (name === 'create_session' ? 'timeout' : null) });
  uninstall = ilive.install();
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'alice');
  for (let tried = 0; tried < 8; tried += 1) expect(await start(user)).toEqual(UNAVAILABLE);
  expect(ilive.seen.filter(({ name }) => name === 'create_session')).toHaveLength(8);
});
