import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import worker from '../../src/app.ts';
import { createRowMac } from '../../src/d1/row-mac.ts';
import { sealReturnLink } from '../../src/links/return-link.ts';
import { createSeal } from '../../src/platform/seal.ts';
import { linkOf } from '../support/applicant.ts';
import { createFailedLivenessCase } from '../support/cases.ts';
import {
  capture,
  createWithIdPhoto,
  decide,
  deliver,
  deliveryOf,
  newUserId,
  readAfterRun,
  readApplicant,
  startSession,
} from '../support/customer.ts';
import { runInApplicant } from '../support/onboard.ts';
import { accessToken, hiddenFieldsOf, useTeamKeys } from '../support/team.ts';

useTeamKeys();
afterEach(() => void vi.useRealTimers());

const random = () => crypto.getRandomValues(new Uint8Array(32));
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const freshSecrets = () => ({
  DATA_KEY: base64(random()),
  LINK_SECRET: Buffer.from(random()).toString('hex'),
});

type Secrets = Record<string, string>;
/** The operator has changed both; the former ones stand beside them. */
const rotated = (): Secrets => ({
  ...freshSecrets(),
  DATA_KEY_PREVIOUS: env.DATA_KEY,
  LINK_SECRET_PREVIOUS: env.LINK_SECRET,
});

/** A request to the Worker as it is deployed with those secrets. */
function asking(secrets: Secrets) {
  const changed = { ...env, ...secrets } as Env;
  const context = { waitUntil() {}, passThroughOnException() {}, props: {} } as unknown as ExecutionContext;
  return async (path: string, init: RequestInit = {}) => {
    const answer = await worker.fetch(
      new Request(`https://kyc.test${path}`, { redirect: 'manual', ...init }),
      changed,
      context,
    );
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
}
type Ask = ReturnType<typeof asking>;

/** The applicant's object as it is deployed with those secrets. */
function deploy(user: string, secrets: Secrets): Promise<void> {
  return runInApplicant(user, (object) => {
    object.env = { ...object.env, ...secrets } as Env;
  });
}

const cookieOf = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? '';
const tokenOf = (html: string) => /name="form_token" value="([^"]+)"/.exec(html)?.[1] ?? '';
const form = (cookie: string, fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  headers: { cookie, origin: 'https://kyc.test' },
  body: new URLSearchParams(fields),
});

/** Opens the link; sees the page; gives consent with the form of that page. */
async function open(ask: Ask, link: string) {
  const opened = await ask(link);
  const cookie = cookieOf(opened.headers);
  const page = await ask('/onboarding', { headers: { cookie } });
  return { status: opened.status, cookie, token: tokenOf(page.text) };
}

/** The return link that iLive was given for that session, sealed with the key of before. */
async function returnPath(user: string, sessionId: string): Promise<string> {
  const stub = env.APPLICANTS.getByName(user);
  const { return_ref: returnRef } = await runInDurableObject(stub, (_, { storage }) =>
    JSON.parse(String(storage.kv.get(`side_data/session:${sessionId}`))),
  );
  const seal = createSeal([Uint8Array.from(Buffer.from(env.DATA_KEY, 'base64'))]);
  return `/return/${await sealReturnLink(seal, { objectId: stub.id.toString(), returnRef })}`;
}

describe('a rotation of LINK_SECRET', () => {
  it('ends no link, cookie or form; what is made after it is signed with the new secret alone', async () => {
    const [formerService, user] = [asking({}), newUserId()];
    const link = await linkOf(user);
    const { cookie, token } = await open(formerService, link);
    const secrets = rotated();
    const rotatedService = asking(secrets);
    expect((await rotatedService('/onboarding', { headers: { cookie } })).status).toBe(200);
    expect(
      (await rotatedService('/onboarding/consent', form(cookie, { consent: '2', form_token: token }))).status,
    ).toBe(303);
    expect((await readApplicant(user)).seq).toBe(2);
    const again = await open(rotatedService, link);
    expect(again.status).toBe(303);
    // A day later the operator removes the former secret.
    const done = asking({ LINK_SECRET: secrets.LINK_SECRET ?? '', DATA_KEY: secrets.DATA_KEY ?? '' });
    expect((await done('/onboarding', { headers: { cookie: again.cookie } })).status).toBe(200);
    expect((await done('/onboarding', { headers: { cookie } })).status).toBe(403);
    expect((await done(link)).status).toBe(403);
  });

  it('keeps an expired link an expired one', async () => {
    const { signToken } = await import('../../src/links/onboarding-link.ts');
    const id = '0'.repeat(64);
    const old = await signToken(env.LINK_SECRET, 'onboarding_link', id, Date.now() - 86_401_000);
    expect((await asking(rotated())(`/onboarding/open/${old}`)).status).toBe(410);
    expect((await asking(freshSecrets())(`/onboarding/open/${old}`)).status).toBe(403);
  });
});

describe('a rotation of DATA_KEY', () => {
  it('ends no open session and no return link, and the row passes before and after', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'SeanConnery.jpg');
    const { session_id } = await startSession(user, 'https://app.example/done');
    await capture(session_id, 'sean_guru2_crop.jpg');
    const path = await returnPath(user, session_id);
    const secrets = rotated();
    expect((await asking(freshSecrets())(path)).status).toBe(200);
    const back = await asking(secrets)(path);
    expect([back.status, back.headers.get('location')]).toEqual([
      303,
      `https://app.example/done?session_id=${session_id}`,
    ]);
    await deploy(user, secrets);
    await deliver(await deliveryOf(session_id));
    expect(await readAfterRun(user)).toMatchObject({ status: 'approved' });
    const row = await env.DB.prepare('SELECT mac_key FROM applicants WHERE user_id = ?').bind(user).first();
    const present = Buffer.from(secrets.DATA_KEY ?? '', 'base64');
    expect(row?.mac_key).toBe(createRowMac([present]).keyId);
  });

  it('is counted row by row once in ten minutes, however often /status is asked for', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    let counts = 0;
    const DB = {
      prepare: (sql: string) => {
        if (sql.includes('mac_key = ?')) counts += 1;
        return env.DB.prepare(sql);
      },
      batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
    };
    const ask = asking({ ...rotated(), DB } as unknown as Secrets);
    const headers = { authorization: `Bearer ${JSON.parse(env.TEST_KEYS).operator}` };
    const rows = async () => JSON.parse((await ask('/status', { headers })).text).former_data_key_rows;
    const first = await rows();
    expect(first).toBeGreaterThanOrEqual(1);
    expect(new Set(await Promise.all(Array.from({ length: 20 }, rows)))).toEqual(new Set([first]));
    vi.setSystemTime(Date.now() + 599_999);
    expect([await rows(), counts]).toEqual([first, 1]);
    vi.setSystemTime(Date.now() + 1);
    expect([await rows(), counts]).toEqual([first, 2]);
  });

  it('without the former key loses the token of an open session, and a reviewer gets no approval of it', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'SeanConnery.jpg');
    const { session_id } = await startSession(user);
    await capture(session_id, 'sean_guru2_crop.jpg');
    await deploy(user, freshSecrets());
    await deliver(await deliveryOf(session_id));
    expect((await readAfterRun(user)).status).not.toBe('approved');
  });

  it('does not spoil a decision form that is open', async () => {
    const [user, token] = [await createFailedLivenessCase(), await accessToken()];
    const cookie = `CF_Authorization=${token}`;
    const page = await asking({})(`/review/applicants/${user}`, { headers: { cookie } });
    const fields = {
      ...hiddenFieldsOf({ ...page }),
      decision: 'reject',
      ground_reject: 'different_person',
      note: '',
    };
    const path = `/review/applicants/${user}/decisions`;
    expect((await asking(freshSecrets())(path, form(cookie, fields))).status).toBe(400);
    expect((await asking(rotated())(path, form(cookie, fields))).status).toBe(303);
    expect((await readApplicant(user)).status).toBe('rejected');
    expect((await decide(user, 'reject')).status).toBe(409);
  });
});
