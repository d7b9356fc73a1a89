import { createHash, randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openSandbox } from './open-sandbox.ts';
import { changedPhoto, darken, photo } from './photos.ts';

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

describe('a capture', () => {
  it('ends the session: verdict, quality, portrait, and the way back', async () => {
    const session = await newSession({ reference_id: 'user-42' });
    expect((await session.result()).body.detail.code).toBe('result_not_ready');
    expect((await session.photo()).body.detail.code).toBe('photo_not_available');

    const captured = await session.capture({ image: photo('franck_02159') });
    expect(captured.status).toBe(200);
    expect(captured.body).toEqual({
      session_id: session.id,
      verdict: 'pass',
      confidence: expect.any(Number),
      photo_quality_score: expect.closeTo(0.9, 1),
      redirect_url: `https://kyc.example.com/done?uid=7&session_id=${session.id}`,
    });

    const { confidence, photo_quality_score } = captured.body;
    expect((await session.result()).body).toEqual({
      session_id: session.id,
      reference_id: 'user-42',
      verdict: 'pass',
      confidence,
      photo_quality_score,
      timestamp: '2026-01-02T03:04:05.678000+00:00',
    });
    const portrait = await session.photo();
    expect(portrait.headers.get('Content-Type')).toBe('image/jpeg');
    expect(await sharp(portrait.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 480, height: 600 });
  });

  it.each([
    ['pass', 0.7, 1],
    ['retry', 0.45, 0.7],
    ['fail', 0, 0.45],
  ])('asked for %s gives it, with a confidence of %d up to %d that the picture determines', async (verdict, low, high) => {
    const seen = new Set<number>();
    for (const name of ['audrey', 'cage', 'cage', 'bieber_small']) {
      const { body } = await (await newSession()).capture({ image: photo(name), verdict });
      expect(body.verdict).toBe(verdict);
      expect(body.confidence).toBeGreaterThanOrEqual(low);
      expect(body.confidence).toBeLessThan(high);
      expect(body.confidence).toBe(Number(body.confidence.toFixed(4)));
      seen.add(body.confidence);
    }
    expect(seen.size).toBe(3);
  });

  it.each(['pass', 'retry', 'fail'])('goes by the reference’s prefix, here %s', async (verdict) => {
    const session = await newSession({ reference_id: `${verdict}-${randomUUID()}` });
    expect((await session.capture()).body.verdict).toBe(verdict);
  });

  it('goes by what it is asked for rather than by the prefix', async () => {
    const session = await newSession({ reference_id: `fail-${randomUUID()}` });
    expect((await session.capture({ image: photo('audrey'), verdict: 'pass' })).body.verdict).toBe('pass');
  });

  it('has no photo unless passed', async () => {
    for (const verdict of ['retry', 'fail']) {
      const session = await newSession();
      await session.capture({ image: photo('audrey'), verdict });
      expect((await session.result()).body.photo_quality_score).toBe(1);
      expect(await session.photo()).toMatchObject({
        status: 404,
        body: { detail: { code: 'photo_not_available' } },
      });
    }
  });

  it.each([
    ['a drawing', { image: photo('scream_crop') }],
    ['a drawing and a wish to pass', { image: photo('scream_crop'), verdict: 'pass' }],
    ['no picture at all', {}],
  ])('with %s is a retry without a quality score', async (_, form) => {
    const session = await newSession({ reference_id: `pass-${randomUUID()}` });
    expect((await session.capture(form)).body).toMatchObject({ verdict: 'retry', photo_quality_score: null });
    expect((await session.result()).body).not.toHaveProperty('photo_quality_score');
  });

  it('in the dark passes with a low quality score', async () => {
    const session = await newSession();
    await session.capture({ image: await changedPhoto('audrey', darken) });
    const { verdict, photo_quality_score } = (await session.result()).body;
    expect(verdict).toBe('pass');
    expect(photo_quality_score).toBeLessThan(0.6);
  });

  it.each([
    ['an empty file', { image: new Uint8Array() }, 400, 'empty_image'],
    ['a text', { image: new TextEncoder().encode('hello') }, 400, 'invalid_image'],
    ['an unknown verdict', { image: photo('audrey'), verdict: 'maybe' }, 400, 'invalid_request'],
  ])('with %s is refused and leaves the session open', async (_, form, status, code) => {
    const session = await newSession();
    const refused = await session.capture(form);
    expect([refused.status, refused.body.detail.code]).toEqual([status, code]);
    expect((await session.capture()).status).toBe(200);
  });

  it('happens once, even when two come at the same time', async () => {
    const session = await newSession();
    const both = await Promise.all([
      session.capture({ image: await changedPhoto('cage', (image) => image.flop()), verdict: 'pass' }),
      session.capture({ image: await changedPhoto('cage', (image) => image.flip()), verdict: 'fail' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const again = await session.capture();
    expect([again.status, again.body.detail.code]).toEqual([409, 'session_decided']);
    const won = both.find(({ status }) => status === 200);
    expect((await session.result()).body.verdict).toBe(won?.body.verdict);
  });

  it('of an unknown session is 404', async () => {
    expect((await call('POST', `/capture/${randomUUID()}`)).body.detail.code).toBe('session_not_found');
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

it('one picture makes one portrait, byte for byte', async () => {
  const digests = new Set<string>();
  for (let i = 0; i < 2; i++) {
    const session = await newSession();
    await session.capture({ image: photo('cage') });
    digests.add(
      createHash('sha256')
        .update((await session.photo()).bytes)
        .digest('hex'),
    );
  }
  expect(digests.size).toBe(1);
});
