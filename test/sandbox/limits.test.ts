import { describe, expect, it } from 'vitest';
import { API_KEY, openSandbox } from './open-sandbox.ts';
import { photo } from './photos.ts';

describe('keys', () => {
  it.each([
    ['no header', '', 'missing_api_key'],
    ['another key', 'Bearer iksk_other', 'invalid_api_key'],
    ['another scheme', `Basic ${API_KEY}`, 'invalid_api_key'],
    ['an empty key', 'Bearer ', 'invalid_api_key'],
    ['a longer key', `Bearer ${API_KEY}x`, 'invalid_api_key'],
  ])('%s is 401 on both versions', async (_, Authorization, code) => {
    const { call } = await openSandbox();
    for (const path of ['/api/v2/collections', '/api/v2/nothing', '/api/v1/session/x/result']) {
      const { status, body } = await call('GET', path, { headers: { Authorization } });
      expect([status, body.detail.code]).toEqual([401, code]);
    }
  });

  it('are looked at in requests of another class, too', async () => {
    const { sandbox } = await openSandbox();
    const foreign = {
      url: 'http://sandbox.test/api/v2/collections',
      method: 'POST',
      headers: new Headers({ Authorization: `Bearer ${API_KEY}` }),
      body: new Blob(['{"external_id":"users"}']).stream(),
    };
    expect((await sandbox.fetch(foreign)).status).toBe(201);
  });

  it('several are valid at a time', async () => {
    const { call } = await openSandbox({ apiKeys: ['iksk_old', 'iksk_new'] });
    for (const key of ['iksk_old', 'iksk_new']) {
      const { status } = await call('GET', '/api/v2/collections', {
        headers: { Authorization: `Bearer ${key}` },
      });
      expect(status).toBe(200);
    }
  });
});

describe('the rate', () => {
  const statuses = async ({ call }: Awaited<ReturnType<typeof openSandbox>>, count: number) => {
    const answers = [];
    for (let i = 0; i < count; i++) answers.push((await call('GET', '/api/v2/collections')).status);
    return answers;
  };

  it('per second rolls', async () => {
    const limited = await openSandbox({ rps: 2 });
    expect(await statuses(limited, 3)).toEqual([200, 200, 429]);
    limited.clock.now += 999;
    expect(await statuses(limited, 1)).toEqual([429]);
    limited.clock.now += 1;
    expect(await statuses(limited, 3)).toEqual([200, 200, 429]);
  });

  it('per minute rolls', async () => {
    const limited = await openSandbox({ rpm: 3, rps: 2 });
    expect(await statuses(limited, 2)).toEqual([200, 200]);
    limited.clock.now += 30_000;
    expect(await statuses(limited, 2)).toEqual([200, 429]);
    limited.clock.now += 29_999;
    expect(await statuses(limited, 1)).toEqual([429]);
    limited.clock.now += 1;
    expect(await statuses(limited, 3)).toEqual([200, 200, 429]);
  });

  it('is refused as the docs say, for that key only, and not on v1', async () => {
    const limited = await openSandbox({ rps: 1, apiKeys: [API_KEY, 'iksk_other'] });
    await limited.call('GET', '/api/v2/collections');
    expect((await limited.call('GET', '/api/v2/collections')).body).toEqual({
      detail: { code: 'rate_limited', message: 'API key rate limit exceeded' },
    });
    const headers = { Authorization: 'Bearer iksk_other' };
    expect((await limited.call('GET', '/api/v2/collections', { headers })).status).toBe(200);
    expect((await limited.send('POST', '/api/v1/managed-session', {})).status).toBe(201);
  });

  it('has no cap when 0', async () => {
    expect(new Set(await statuses(await openSandbox(), 100))).toEqual(new Set([200]));
  });
});

describe('sizes', () => {
  /** A readable JPEG of exactly so many bytes: what follows the picture is ignored. */
  function padded(bytes: number): Uint8Array<ArrayBuffer> {
    const image = new Uint8Array(bytes);
    image.set(photo('audrey'));
    return image;
  }

  it('8,000,000 bytes are taken, one more is not', async () => {
    const { sendForm } = await openSandbox();
    expect((await sendForm('/api/v2/faces:detect', { image: padded(8_000_000) })).status).toBe(200);
    const { status, body } = await sendForm('/api/v2/faces:detect', { image: padded(8_000_001) });
    expect([status, body.detail.code]).toEqual([413, 'image_too_large']);
  });

  it('two pictures of that size can be compared', async () => {
    const { sendForm } = await openSandbox();
    const form = { source_image: padded(8_000_000), target_image: padded(7_999_999) };
    expect((await sendForm('/api/v2/faces:compare', form)).status).toBe(200);
  });

  it('a far larger body is refused, whether or not it says its size', async () => {
    const { call, sendForm } = await openSandbox();
    expect((await sendForm('/api/v2/faces:detect', { image: padded(20_000_000) })).status).toBe(413);
    const body = new Blob([padded(20_000_000)]).stream();
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
    const streamed = await call('POST', '/api/v2/faces:detect', { body, headers });
    expect(streamed.status).toBe(413);
  });
});

describe('pictures', () => {
  it('may be refused by bytes or by size, to play a stricter iLive', async () => {
    const image = photo('audrey');
    const strict = await openSandbox({ maxImageBytes: image.length - 1 });
    const large = await strict.sendForm('/api/v2/faces:detect', { image });
    expect([large.status, large.body.detail.code]).toEqual([413, 'image_too_large']);
    const choosy = await openSandbox({ maxImageBytes: image.length, minImageSide: 541 });
    const small = await choosy.sendForm('/api/v2/faces:detect', { image });
    expect([small.status, small.body.detail.code]).toEqual([400, 'image_too_small']);
    const content = await openSandbox({ maxImageBytes: image.length, minImageSide: 540 });
    expect((await content.sendForm('/api/v2/faces:detect', { image })).status).toBe(200);
  });
});
