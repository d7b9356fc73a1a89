import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openSandbox } from './open-sandbox.ts';

const { sandbox, clock, slept, call, send, newSession } = await openSandbox();

describe('creating a session', () => {
  it('gives an id, a page and a token', async () => {
    const { status, body } = await send('POST', '/api/v1/managed-session', { reference_id: 'user-1' });
    expect(status).toBe(201);
    expect(Object.keys(body).sort()).toEqual(['session_id', 'session_url', 'token']);
    expect(body.session_url).toBe(`http://sandbox.test/session/${body.session_id}`);
    expect(body.session_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is active unless asked to be passive', async () => {
    const made = await Promise.all([newSession({ mode: undefined }), newSession({ mode: 'passive' })]);
    expect(made.map(({ id }) => sandbox.memory.sessions.get(id)?.mode)).toEqual(['active', 'passive']);
  });

  it('shows its own origin to the outside when it has one', async () => {
    const public_ = await openSandbox({ publicUrl: 'https://sandbox.example.com' });
    const { body } = await public_.send('POST', '/api/v1/managed-session', {});
    expect(body.session_url).toMatch(/^https:\/\/sandbox\.example\.com\/session\//);
  });

  it.each([
    ['a mode it does not know', { mode: 'lively' }, 'invalid_request'],
    ['plain http', { redirect_url: 'http://kyc.example.com/' }, 'invalid_url'],
    ['what is no URL', { webhook_url: 'kyc.example.com' }, 'invalid_url'],
    ['localhost', { webhook_url: 'https://localhost/webhook' }, 'invalid_url'],
    ['a name without a dot', { webhook_url: 'https://worker/webhook' }, 'invalid_url'],
    ['a loopback address', { webhook_url: 'https://127.0.0.1/webhook' }, 'invalid_url'],
    ['a loopback address in disguise', { webhook_url: 'https://0x7f.1/webhook' }, 'invalid_url'],
    ['a private address', { redirect_url: 'https://192.168.1.9/' }, 'invalid_url'],
    ['a private IPv6 address', { redirect_url: 'https://[fd00::1]/' }, 'invalid_url'],
    ['a mapped loopback address', { redirect_url: 'https://[::ffff:127.0.0.1]/' }, 'invalid_url'],
    ['the metadata address', { redirect_url: 'https://169.254.169.254/' }, 'invalid_url'],
  ])('refuses %s', async (_, fields, code) => {
    const { status, body } = await send('POST', '/api/v1/managed-session', fields);
    expect([status, body.detail.code]).toEqual([400, code]);
  });

  it('takes this machine as receiver when loopback is allowed, but no other private one', async () => {
    const local = await openSandbox({ allowLoopback: true });
    const create = async (webhook_url: string) =>
      (await local.send('POST', '/api/v1/managed-session', { webhook_url })).status;
    expect(await create('http://127.0.0.1:8787/webhooks/ilive')).toBe(201);
    expect(await create('http://localhost:8787/webhooks/ilive')).toBe(201);
    expect(await create('http://192.168.1.9/webhooks/ilive')).toBe(400);
    expect(await create('http://kyc.example.com/')).toBe(400);
  });

  it('refuses a body that is no JSON', async () => {
    const { status, body } = await call('POST', '/api/v1/managed-session', { body: '{' });
    expect([status, body.detail.code]).toEqual([400, 'invalid_request']);
  });
});

describe('the token', () => {
  it.each(['result', 'photo'])('guards the %s', async (what) => {
    const session = await newSession();
    await session.capture();
    const path = `/api/v1/session/${session.id}/${what}`;
    expect(await call('GET', `${path}?token=${session.token}x`)).toMatchObject({
      status: 401,
      body: { detail: { code: 'invalid_token' } },
    });
    expect((await call('GET', path)).status).toBe(401);
    const other = await newSession();
    expect((await call('GET', `${path}?token=${other.token}`)).status).toBe(401);
    expect((await call('GET', `${path}?token=${session.token}`)).status).toBe(200);
  });

  it('does not replace the key', async () => {
    const session = await newSession();
    const path = `/api/v1/session/${session.id}/result?token=${session.token}`;
    const { status, body } = await call('GET', path, { headers: { Authorization: 'Bearer iksk_other' } });
    expect([status, body.detail.code]).toEqual([401, 'invalid_api_key']);
  });

  it('is no use for a session that does not exist', async () => {
    const { token } = await newSession();
    const { status, body } = await call('GET', `/api/v1/session/${randomUUID()}/result?token=${token}`);
    expect([status, body.detail.code]).toEqual([404, 'session_not_found']);
  });
});

describe('a session’s life', () => {
  it('is half an hour, and its result outlives it', async () => {
    const [early, late] = [await newSession(), await newSession()];
    const created = clock.now;
    clock.now = created + 1_800_000 - 1;
    expect((await early.capture()).status).toBe(200);
    clock.now = created + 1_800_000;
    const refused = await late.capture();
    expect([refused.status, refused.body.detail.code]).toEqual([410, 'session_expired']);
    expect((await late.result()).body.detail.code).toBe('result_not_ready');
    expect((await early.result()).status).toBe(200);
    expect((await early.photo()).status).toBe(200);
    clock.now = created;
  });
});

describe('faults', () => {
  it('slow- holds each answer back', async () => {
    const session = await newSession({ reference_id: `slow-${randomUUID()}` });
    await session.capture();
    slept.length = 0;
    await session.result();
    await session.photo();
    expect(slept).toEqual([2000, 2000]);
  });

  it('down-once- breaks the first call for the result only', async () => {
    const session = await newSession({ reference_id: `down-once-pass-${randomUUID()}` });
    await session.capture();
    const down = await session.result();
    expect([down.status, down.body]).toEqual([503, null]);
    expect((await session.result()).status).toBe(200);
  });

  it('no-photo- passes without a photo', async () => {
    const session = await newSession({ reference_id: `no-photo-${randomUUID()}` });
    await session.capture();
    expect((await session.result()).body.verdict).toBe('pass');
    expect((await session.photo()).status).toBe(404);
  });
});
