import { env, exports } from 'cloudflare:workers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { app } from '../../src/app.ts';
import { linkOf } from '../support/applicant.ts';
import { reportVerdict, runUntilSettled, uploadOf } from '../support/controlled-applicant.ts';
import { newUserId, readLog, send, typesOf } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { createScriptedIlive } from '../support/scripted-ilive.ts';
import { accessToken, useTeamKeys } from '../support/team.ts';

useTeamKeys();

const KEYS: Record<'backend' | 'reviewer' | 'auditor', string> = JSON.parse(env.TEST_KEYS);
/** How a request says that nobody has made it on purpose. */
const SPECULATIVE: [method: string, headers: Record<string, string>][] = [
  ['HEAD', {}],
  ['GET', { 'sec-purpose': 'prefetch' }],
  ['GET', { 'sec-purpose': 'prefetch;prerender' }],
  ['GET', { 'sec-purpose': 'prefetch;anonymous-client-ip' }],
  ['GET', { 'sec-purpose': 'other, Prefetch; x=1' }],
  ['GET', { purpose: 'prefetch' }],
  ['GET', { 'x-purpose': 'preview' }],
  ['GET', { 'x-moz': 'prefetch' }],
  ['HEAD', { 'sec-purpose': 'prefetch' }],
];

const ilive = createScriptedIlive();
let uninstall = () => {};
/** One applicant before an open session, and one with both photos. */
let [waiting, photographed, returnPath, linkPath, cookie] = ['', '', '', '', ''];

beforeEach(() => void muteConsole());
beforeAll(async () => {
  uninstall = ilive.install();
  ilive.addFace('somebody', 'somebody else');
  const started = async () => {
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    await uploadOf(user, 'alice');
    const json = { redirect_url: 'https://app.example/done?session_id=mine' };
    return { user, ...(await send('POST', `/v1/applicants/${user}/sessions`, { json })).body };
  };
  const second = await started();
  photographed = second.user;
  ilive.decide(second.session_id, 'pass', 'alice');
  await reportVerdict(photographed, second.session_id, 'pass');
  await runUntilSettled(photographed);
  const first = await started();
  waiting = first.user;
  returnPath = new URL(ilive.sessions.get(first.session_id)?.redirect ?? '').pathname;
  linkPath = await linkOf(waiting);
  cookie = `CF_Authorization=${await accessToken({ email: 'ada@example.com' })}`;
});
afterAll(() => uninstall());

/** Every path that the app answers to GET, filled in for these applicants. */
function pathsOf(): readonly string[] {
  const patterns = app.routes.filter(({ method }) => method === 'GET').map(({ path }) => path);
  const filled = [...new Set(patterns)].flatMap((path) =>
    [waiting, photographed].flatMap((user) =>
      ['id', 'liveness'].map((photo) =>
        path
          .replace(':user_id', user)
          .replace(/:photo\b/, photo)
          .replace('/return/:opaque', returnPath)
          .replace('/onboarding/open/:token', linkPath)
          .replace(/:step\{.*\}/, 'consent'),
      ),
    ),
  );
  return [...new Set(filled)];
}

async function ask(method: string, path: string, headers: Record<string, string>) {
  const as = path.includes('/events') ? 'auditor' : /photos|reviews/.test(path) ? 'reviewer' : 'backend';
  return exports.default.fetch(`https://kyc.test${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${KEYS[as]}`, cookie, ...headers },
  });
}

describe('a request that nobody has made on purpose', () => {
  it.each(SPECULATIVE)('%s %o leaves no record anywhere, and sets no cookie', async (method, headers) => {
    const logs = () => Promise.all([waiting, photographed].map((user) => readLog(user)));
    const before = await logs();
    const paths = pathsOf();
    expect(paths).toEqual(expect.arrayContaining([returnPath, linkPath]));
    for (const path of [...paths, '/onboarding?lang=de']) {
      const answer = await ask(method, path, headers);
      expect(answer.headers.get('set-cookie'), path).toBeNull();
      // No picture is given without a record of it.
      if (/\/photos\//.test(path)) expect((await answer.arrayBuffer()).byteLength < 1_000, path).toBe(true);
      else await answer.body?.cancel();
    }
    expect(await logs()).toEqual(before);
  });

  it('is answered as usual where that has no effect', async () => {
    const photo = `/v1/applicants/${photographed}/photos/id`;
    const head = await ask('HEAD', photo, {});
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect((await ask('HEAD', photo.replace('id', 'none'), {})).status).toBe(400);
    expect((await ask('HEAD', `/v1/applicants/${waiting}/photos/liveness`, {})).status).toBe(404);
    for (const [method, headers] of SPECULATIVE.slice(0, 2)) {
      const back = await ask(method, returnPath, headers);
      expect([back.status, back.headers.get('location')]).toEqual([
        303,
        expect.stringMatching(/^https:\/\/app\.example\/done\?session_id=[0-9a-f-]{36}$/),
      ]);
    }
    expect((await ask('HEAD', linkPath, {})).status).toBe(303);
    // A browser drops a prefetch that failed, and asks again when the person opens the link.
    expect((await ask('GET', linkPath, { 'sec-purpose': 'prefetch' })).status).toBe(503);
  });

  it('and one that is made on purpose records', async () => {
    for (const path of pathsOf()) await (await ask('GET', path, {})).body?.cancel();
    expect(await typesOf(waiting)).toContain('applicant_returned');
    const views = (await readLog(photographed)).filter(({ type }) => type === 'photo_viewed');
    // By the API's key and by the console's reviewer; both photos are of the same bytes here.
    expect(views).toHaveLength(2);
  });
});
