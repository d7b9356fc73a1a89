import { createHash, randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openSandbox } from '../open-sandbox.ts';
import { changedPhoto, darken, photo } from '../photos.ts';

const { call, newSession } = await openSandbox();

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
