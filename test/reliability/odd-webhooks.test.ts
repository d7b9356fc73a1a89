import { env } from 'cloudflare:workers';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { passTime, reportVerdict, runUntilSettled, uploadOf } from '../support/controlled-applicant.ts';
import { type deliver, newUserId, readLog, send, typesOf } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { createScriptedIlive } from '../support/scripted-ilive.ts';

let uninstall = () => {};
beforeEach(() => void muteConsole());
afterEach(() => {
  uninstall();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** An applicant before iLive's page. */
async function started(prefix = 'User-') {
  const ilive = createScriptedIlive();
  uninstall = ilive.install();
  ilive.addFace('somebody', 'somebody else');
  const user = newUserId(prefix);
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'alice');
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`);
  return { ilive, user, sessionId: String(body.session_id) };
}

/** Delivers that body, signed; `sign` makes the header. */
function deliverText(body: string | Uint8Array<ArrayBuffer>, sign = (hex: string) => `sha256=${hex}`) {
  const at = String(Math.floor(Date.now() / 1_000));
  const hex = createHmac('sha256', env.ILIVE_WEBHOOK_SECRET).update(`${at}.`).update(body).digest('hex');
  const headers = { 'x-ilive-signature': sign(hex), 'x-ilive-timestamp': at };
  return send('POST', '/webhooks/ilive', { as: 'nobody', headers, body });
}

type Documented = Record<string, unknown> & { reference_id: string; session_id: string };
const documented = (user: string, sessionId: string): Documented => ({
  event: 'liveness.verdict',
  session_id: sessionId,
  verdict: 'pass',
  confidence: 0.9,
  reference_id: user,
});

describe('a signed verdict whose other fields are not as documented', () => {
  it.each<[string, (body: Documented) => string]>([
    ['as documented', (body) => JSON.stringify(body)],
    [
      'reference_id in lower case',
      (b) => JSON.stringify({ ...b, reference_id: b.reference_id.toLowerCase() }),
    ],
    [
      'reference_id in upper case',
      (b) => JSON.stringify({ ...b, reference_id: b.reference_id.toUpperCase() }),
    ],
    ['reference_id padded', (b) => JSON.stringify({ ...b, reference_id: ` ${b.reference_id}\t\n` })],
    ['reference_id of somebody else', (b) => JSON.stringify({ ...b, reference_id: 'somebody-else' })],
    ['reference_id absent', ({ reference_id: _, ...b }) => JSON.stringify(b)],
    ['reference_id null', (b) => JSON.stringify({ ...b, reference_id: null })],
    ['reference_id an object', (b) => JSON.stringify({ ...b, reference_id: { id: b.reference_id } })],
    ['session_id in upper case', (b) => JSON.stringify({ ...b, session_id: b.session_id.toUpperCase() })],
    ['session_id padded', (b) => JSON.stringify({ ...b, session_id: ` ${b.session_id} ` })],
    [
      'both ids in other case',
      (b) =>
        JSON.stringify({
          ...b,
          session_id: b.session_id.toUpperCase(),
          reference_id: b.reference_id.toLowerCase(),
        }),
    ],
    ['confidence NaN', (b) => JSON.stringify(b).replace('0.9', 'NaN')],
    ['confidence -Infinity', (b) => JSON.stringify(b).replace('0.9', '-Infinity')],
    ['confidence as text', (b) => JSON.stringify({ ...b, confidence: '0.9' })],
    ['confidence 90', (b) => JSON.stringify({ ...b, confidence: 90 })],
    ['verdict in upper case', (b) => JSON.stringify({ ...b, verdict: 'PASS' })],
    ['verdict padded', (b) => JSON.stringify({ ...b, verdict: ' pass ' })],
    ['a byte order mark', (b) => `\ufeff${JSON.stringify(b)}`],
    [
      'extra fields',
      (b) => JSON.stringify({ ...b, location: { lat: NaN }, extra: [1, { session_id: 'x' }] }),
    ],
  ])('counts: %s', async (_name, textOf) => {
    const { ilive, user, sessionId } = await started();
    ilive.decide(sessionId, 'pass', 'alice');
    expect((await deliverText(textOf(documented(user, sessionId)))).status).toBe(200);
    expect(await runUntilSettled(user)).toMatchObject({ status: 'approved' });
    const received = (await readLog(user)).find(({ type }) => type === 'verdict_received');
    expect(received?.data).toMatchObject({ session_id: sessionId, verdict: 'pass' });
  });
});

/** Bodies without a verdict that can be read, and the field that the log names. */
const UNREADABLE: [string, (body: Documented) => string | Uint8Array<ArrayBuffer>, string][] = [
  ['verdict null', (b) => JSON.stringify({ ...b, verdict: null }), 'verdict'],
  ['verdict absent', ({ verdict: _, ...b }) => JSON.stringify(b), 'verdict'],
  ['verdict a number', (b) => JSON.stringify({ ...b, verdict: 1 }), 'verdict'],
  ['verdict empty', (b) => JSON.stringify({ ...b, verdict: '' }), 'verdict'],
  ['verdict an object', (b) => JSON.stringify({ ...b, verdict: { verdict: 'fail' } }), 'verdict'],
  ['verdict of a lone surrogate', (b) => JSON.stringify({ ...b, verdict: '\ud800' }), 'verdict'],
  ['verdict very long', (b) => JSON.stringify({ ...b, verdict: 'x'.repeat(65) }), 'verdict'],
  ['another event', (b) => JSON.stringify({ ...b, verdict: 'fail', event: 'liveness.verdict.v2' }), 'event'],
  ['no event', ({ event: _, ...b }) => JSON.stringify({ ...b, verdict: 'fail' }), 'event'],
  ['in an array', (b) => JSON.stringify([b]), 'body'],
  ['in an envelope', (b) => JSON.stringify({ type: 'x', data: { ...b, verdict: 'fail' } }), 'event'],
  ['cut off', (b) => JSON.stringify(b).slice(0, -3), 'body'],
  ['a form', ({ session_id }) => `session_id=${session_id}&verdict=fail`, 'body'],
  [
    'not UTF-8',
    (b) => new Uint8Array([...new TextEncoder().encode(`${JSON.stringify(b).slice(0, -1)},"x":"`), 0xff]),
    'body',
  ],
];

describe('a signed body without a verdict that can be read', () => {
  it.each(UNREADABLE)('has the result asked for, and is no verdict: %s', async (_name, textOf, field) => {
    const { ilive, user, sessionId } = await started();
    ilive.decide(sessionId, 'pass', 'alice');
    expect((await deliverText(textOf(documented(user, sessionId)))).status).toBe(200);
    expect(await runUntilSettled(user)).toMatchObject({ status: 'approved' });
    const log = await readLog(user);
    const received = log.filter(({ type }) => type === 'unreadable_verdict_received');
    expect(received.map(({ data }) => data)).toEqual([{ session_id: sessionId, field, webhook_id: null }]);
    expect(log.map(({ type }) => type)).not.toContain('verdict_received');
  });

  it('leaves the session open while iLive has no result, and a later one is found', async () => {
    const { ilive, user, sessionId } = await started();
    const body = JSON.stringify({ ...documented(user, sessionId), verdict: null });
    await deliverText(body);
    await env.APPLICANTS.getByName(user).wake();
    expect(await typesOf(user)).toContain('result_pending');
    ilive.decide(sessionId, 'pass', 'alice');
    await deliverText(body);
    expect(await runUntilSettled(user)).toMatchObject({ status: 'approved' });
  });

  it('has /result asked at most five times', async () => {
    const { ilive, user, sessionId } = await started();
    for (let n = 0; n < 8; n += 1) {
      await deliverText(JSON.stringify({ ...documented(user, sessionId), verdict: null }));
      await env.APPLICANTS.getByName(user).wake();
    }
    expect(ilive.seen.filter(({ name }) => name === 'result')).toHaveLength(5);
  });

  it('finds the verdict of a session that had expired', async () => {
    const { ilive, user, sessionId } = await started();
    passTime(31 * 60_000);
    expect(await runUntilSettled(user)).toMatchObject({ reasons: ['session_expired'] });
    ilive.decide(sessionId, 'pass', 'alice');
    await deliverText(JSON.stringify({ ...documented(user, sessionId), verdict: null }));
    expect(await runUntilSettled(user)).toMatchObject({ status: 'approved' });
  });

  it('and once more nothing, if there was none: the session expires again', async () => {
    const { user, sessionId } = await started();
    passTime(31 * 60_000);
    await runUntilSettled(user);
    await deliverText(JSON.stringify({ ...documented(user, sessionId), verdict: null }));
    expect(await runUntilSettled(user)).toMatchObject({
      status: 'awaiting_liveness',
      reasons: ['session_expired'],
      next_action: 'start_liveness',
    });
  });

  it('changes nothing once there is a verdict', async () => {
    const { ilive, user, sessionId } = await started();
    ilive.decide(sessionId, 'pass', 'alice');
    await reportVerdict(user, sessionId, 'pass');
    const { seq } = await runUntilSettled(user);
    await deliverText(JSON.stringify({ ...documented(user, sessionId), verdict: null }));
    expect(await runUntilSettled(user)).toMatchObject({ status: 'approved', seq });
  });

  it('is 200 if the session is unknown, and 400 if it names none', async () => {
    const { user } = await started();
    const stranger = documented('nobody', crypto.randomUUID());
    expect((await deliverText(JSON.stringify({ ...stranger, verdict: null }))).status).toBe(200);
    for (const body of ['', 'verdict=pass', '{}', 'null', '[]', JSON.stringify({ reference_id: user })])
      expect(await deliverText(body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

describe('several signatures, joined by commas', () => {
  const other = `sha256=${'0'.repeat(64)}`;

  it.each<[string, (hex: string) => string, number]>([
    ['the right one first', (hex) => `sha256=${hex},${other}`, 200],
    ['the right one last', (hex) => `${other}, sha256=${hex}`, 200],
    ['twice the right one', (hex) => `sha256=${hex} , sha256=${hex}`, 200],
    ['one of another kind before it', (hex) => `v1=abc,sha256=${hex}`, 200],
    ['in upper case', (hex) => `SHA256=${hex.toUpperCase()}`, 200],
    ['none of them right', () => `${other},sha256=${'1'.repeat(64)}`, 401],
    ['none that is a signature', () => 'v1=abc,,', 400],
    ['the right one without its name', (hex) => `${hex},${hex}`, 400],
    ['the right one cut off', (hex) => `${other},sha256=${hex.slice(1)}`, 401],
  ])('%s: %s', async (_name, sign, status) => {
    const { ilive, user, sessionId } = await started();
    ilive.decide(sessionId, 'pass', 'alice');
    expect((await deliverText(JSON.stringify(documented(user, sessionId)), sign)).status).toBe(status);
    const types = await typesOf(user);
    expect(types.includes('verdict_received')).toBe(status === 200);
  });

  it('are refused before anything is parsed', async () => {
    for (const body of ['{"verdict":', '\ud800', '']) {
      const answer = await deliverText(body, () => other);
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_signature' } });
    }
  });
});

it('stores a webhook that overtakes the answer to the session that it is about', async () => {
  const ilive = createScriptedIlive();
  uninstall = ilive.install();
  ilive.addFace('somebody', 'somebody else');
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'alice');
  let early: ReturnType<typeof deliver> | undefined;
  ilive.play({
    async after(name) {
      if (name !== 'create_session') return;
      const sessionId = [...ilive.sessions.keys()].at(-1) ?? '';
      ilive.decide(sessionId, 'pass', 'alice');
      early = deliverText(JSON.stringify({ ...documented(user, sessionId), verdict: null }));
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  });
  await send('POST', `/v1/applicants/${user}/sessions`);
  expect((await early)?.status).toBe(200);
  expect(await runUntilSettled(user)).toMatchObject({ status: 'approved' });
});
