import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkParts } from '../../src/operate/health-parts.ts';
import { reportVerdict, runUntilSettled, signWebhook, uploadOf } from '../support/controlled-applicant.ts';
import { type Answer, deliver, newUserId, readApplicant, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { pictureOf } from '../support/picture.ts';
import { createScriptedIlive } from '../support/scripted-ilive.ts';

let uninstall = () => {};
beforeEach(() => {
  muteConsole();
  uninstall = createScriptedIlive().install();
});
afterEach(() => {
  uninstall();
  vi.restoreAllMocks();
});

/** Makes that many calls of R2 fail. @returns how often it was called */
function failR2(method: 'put' | 'get' | 'head', times: number) {
  const real = env.PHOTOS[method].bind(env.PHOTOS) as (...given: unknown[]) => Promise<unknown>;
  let calls = 0;
  vi.spyOn(env.PHOTOS, method).mockImplementation((async (...given: unknown[]) => {
    calls += 1;
    if (calls <= times)
      throw new Error(`${method}: We encountered an internal error. Please try again. (10001)`);
    return real(...given);
  }) as never);
  return () => calls;
}

/** Makes that many queries fail. */
function failD1(times: number, message = 'D1_ERROR: Network connection lost.') {
  const real = env.DB.prepare.bind(env.DB);
  let calls = 0;
  vi.spyOn(env.DB, 'prepare').mockImplementation((query) => {
    calls += 1;
    if (calls <= times) throw new Error(message);
    return real(query);
  });
  return () => calls;
}

async function created() {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  return user;
}

const UNAVAILABLE = { status: 503, code: 'storage_unavailable', retryAfter: '5' };
function seen({ status, body, headers }: Answer<any>) {
  return { status, code: body.code, retryAfter: headers.get('retry-after') };
}

describe('R2', () => {
  it.each([1, 2])('that fails %i times does not fail an upload or a look', async (times) => {
    const user = await created();
    const puts = failR2('put', times);
    expect((await uploadOf(user, 'alice')).status).toBe(200);
    expect(puts()).toBe(times + 1);
    failR2('get', times);
    expect((await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' })).status).toBe(200);
  });

  it('that stays away is 503 at an upload, which can be made again', async () => {
    const user = await created();
    const puts = failR2('put', 3);
    expect(seen(await uploadOf(user, 'alice'))).toEqual(UNAVAILABLE);
    expect(puts()).toBe(3);
    expect(await readApplicant(user)).toMatchObject({ status: 'awaiting_id_photo', id_photo: null });
    expect((await uploadOf(user, 'alice')).status).toBe(200);
  });

  it('that stays away is 503 at a form, whose applicant then awaits the photo', async () => {
    failR2('put', 3);
    const form = new FormData();
    const user = newUserId();
    form.set('user_id', user);
    form.set('id_photo', new File([pictureOf('alice')], 'id.jpg'));
    expect(seen(await send('POST', '/v1/applicants', { body: form }))).toEqual(UNAVAILABLE);
    expect(await readApplicant(user)).toMatchObject({ next_action: 'upload_id_photo' });
  });

  it.each(['GET', 'HEAD'] as const)('that stays away is 503 at a photo: %s', async (method) => {
    const user = await created();
    await uploadOf(user, 'alice');
    failR2(method === 'GET' ? 'get' : 'head', 3);
    const answer = await send(method, `/v1/applicants/${user}/photos/id`, {
      as: 'reviewer',
      headers: { accept: '*/*' },
    }).catch(() => null);
    // HEAD has no body to read a code from.
    if (method === 'GET') expect(answer && seen(answer)).toEqual(UNAVAILABLE);
    expect((await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' })).status).toBe(200);
  });
});

describe('D1', () => {
  const LISTS = [
    ['backend', '/v1/applicants'],
    ['backend', '/v1/applicants?reason=similarity_low'],
    ['reviewer', '/v1/reviews'],
    ['auditor', '/v1/events'],
    ['auditor', '/v1/events?moved_since=2026-01-01T00:00:00Z'],
  ] as const;

  it.each(LISTS)('that fails once does not fail a list: %s %s', async (as, path) => {
    failD1(1);
    expect((await send('GET', path, { as })).status).toBe(200);
  });

  it.each(LISTS)('that stays away is 503: %s %s', async (as, path) => {
    const calls = failD1(Number.POSITIVE_INFINITY);
    expect(seen(await send('GET', path, { as }))).toEqual(UNAVAILABLE);
    expect(calls()).toBeGreaterThanOrEqual(3);
  });

  it('that refuses a query is a bug of ours, and is not asked again', async () => {
    const calls = failD1(Number.POSITIVE_INFINITY, 'D1_ERROR: no such column: x: SQLITE_ERROR');
    expect(await send('GET', '/v1/applicants')).toMatchObject({
      status: 500,
      body: { code: 'internal_error' },
    });
    expect(calls()).toBe(1);
  });

  it('that stays away has iLive send a webhook again whose applicant it must find', async () => {
    const user = await created();
    await uploadOf(user, 'alice');
    const { body } = await send('POST', `/v1/applicants/${user}/sessions`);
    await env.APPLICANTS.getByName(user).wake();
    const webhook = signWebhook({ event: 'liveness.verdict', session_id: body.session_id, verdict: 'fail' });
    failD1(Number.POSITIVE_INFINITY);
    expect(seen(await deliver(webhook))).toEqual(UNAVAILABLE);
    vi.restoreAllMocks();
    muteConsole();
    expect((await deliver(webhook)).status).toBe(200);
    expect((await reportVerdict(user, body.session_id, 'fail')).status).toBe(200);
    await runUntilSettled(user);
  });
});

describe("an applicant's object that the platform cannot reach", () => {
  it.each(['retryable', 'overloaded'])('is 503: %s', async (mark) => {
    vi.spyOn(env.APPLICANTS, 'getByName').mockImplementation(() => {
      throw Object.assign(new Error('Durable Object storage operation failed'), { [mark]: true });
    });
    expect(seen(await send('GET', '/v1/applicants/u'))).toEqual(UNAVAILABLE);
  });
});

describe('/healthz', () => {
  const at = (ms: number) =>
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2031-05-01T10:00:00Z') + ms });
  const health = async () => (await send('GET', '/healthz', { as: 'nobody' })).status;
  const many = async () => {
    for (let nth = 0; nth < 20; nth += 1) await health();
  };
  afterEach(() => void vi.useRealTimers());

  it('asks D1 and R2 once in five seconds, however often it is called', async () => {
    // The first request of all also asks where the data lies.
    at(-60_000);
    await health();
    at(0);
    const [heads, queries] = [failR2('head', 0), failD1(0)];
    await many();
    at(4_999);
    await many();
    expect([heads(), queries()]).toEqual([1, 1]);
    at(5_000);
    await many();
    expect([heads(), queries()]).toEqual([2, 2]);
  });

  it('asks once for requests that come at the same moment, and each gets the answer', async () => {
    at(180_000);
    const [heads, queries] = [failR2('head', 0), failD1(0)];
    expect(new Set(await Promise.all(Array.from({ length: 30 }, health)))).toEqual(new Set([200]));
    expect([heads(), queries()]).toEqual([1, 1]);
    at(240_000);
    failR2('head', 1);
    expect(new Set(await Promise.all(Array.from({ length: 30 }, health)))).toEqual(new Set([503]));
  });

  it('counts a part as failing that does not answer at all', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const never = () => new Promise<never>(() => {});
    const asked = checkParts({
      deployment: { newestMigration: never } as never,
      photos: { check: async () => {} } as never,
    });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await asked).toEqual({ failing: ['d1'], schema: null });
  });

  it('says 503 as soon as it asks, and asks again after a second', async () => {
    at(60_000);
    const heads = failR2('head', 2);
    expect([await health(), await health(), heads()]).toEqual([503, 503, 1]);
    at(61_000);
    expect([await health(), heads()]).toEqual([503, 2]);
    at(61_999);
    expect([await health(), heads()]).toEqual([503, 2]);
    at(62_000);
    expect([await health(), await health(), heads()]).toEqual([200, 200, 3]);
  });

  it('asks when the clock has gone back, so that no answer lasts', async () => {
    at(120_000);
    const heads = failR2('head', 0);
    await health();
    at(0);
    await many();
    expect(heads()).toBe(2);
  });
});
