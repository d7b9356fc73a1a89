import { createHmac, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSandbox, type ReceivedWebhook, WEBHOOK_SECRET } from './open-sandbox.ts';
import { photo } from './photos.ts';

const { clock, slept, received, answers, call, newSession } = await openSandbox({ webhookRetryMs: 1234 });

beforeEach(() => {
  received.length = 0;
  slept.length = 0;
  answers.length = 0;
});

function onlyWebhook(): ReceivedWebhook {
  const [webhook, ...others] = received;
  if (!webhook || others.length > 0) throw new Error(`${received.length} webhooks instead of one`);
  return webhook;
}

function signatureOf({ headers, body }: ReceivedWebhook): string {
  const signed = `${headers.get('X-iLive-Timestamp')}.${body}`;
  return `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(signed).digest('hex')}`;
}

describe('a verdict’s webhook', () => {
  it.each(['pass', 'retry', 'fail'])('tells of a %s', async (verdict) => {
    const session = await newSession({ reference_id: 'user-7' });
    const { body: captured } = await session.capture({ image: photo('audrey'), verdict });
    expect(onlyWebhook().url).toBe('https://kyc.example.com/webhook');
    expect(JSON.parse(onlyWebhook().body)).toEqual({
      event: 'liveness.verdict',
      session_id: session.id,
      verdict,
      confidence: captured.confidence,
      reference_id: 'user-7',
      camera_metadata: expect.any(Object),
      location: expect.any(Object),
      timestamp: '2026-01-02T03:04:05.678000+00:00',
    });
  });

  it('is signed over its time and its bytes', async () => {
    await (await newSession()).capture();
    const { headers } = onlyWebhook();
    expect(headers.get('X-iLive-Signature')).toBe(signatureOf(onlyWebhook()));
    expect(headers.get('X-iLive-Signature')).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(headers.get('X-iLive-Timestamp')).toBe(String(Math.floor(clock.now / 1000)));
    expect(headers.get('X-iLive-Webhook-Id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('Content-Type')).toBe('application/json');
  });

  it('is not sent without a receiver', async () => {
    await (await newSession({ webhook_url: undefined })).capture();
    expect(received).toEqual([]);
  });
});

describe('when the receiver answers', () => {
  it.each([
    { first: 200, attempts: 1 },
    { first: 204, attempts: 1 },
    { first: 302, attempts: 1 },
    { first: 401, attempts: 1 },
    { first: 429, attempts: 1 },
    { first: 499, attempts: 1 },
    { first: 500, attempts: 2 },
    { first: 503, attempts: 2 },
    { first: 'unreachable' as const, attempts: 2 },
  ])('$first there are $attempts attempts', async ({ first, attempts }) => {
    answers.push(first, 200);
    await (await newSession()).capture();
    expect(received).toHaveLength(attempts);
    expect(slept).toEqual(attempts === 2 ? [1234] : []);
  });

  it('badly twice, it is dropped', async () => {
    answers.push(500, 'unreachable', 200);
    await (await newSession()).capture();
    expect(received).toHaveLength(2);
    expect(answers).toEqual([200]);
  });

  it('badly once, the second attempt has the same body under a signature and id of its own', async () => {
    answers.push(503, 200);
    await (await newSession()).capture();
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers.get('X-iLive-Webhook-Id'))).size).toBe(2);
    expect(received.map(({ headers }) => headers.get('X-iLive-Signature'))).toEqual(
      received.map(signatureOf),
    );
  });
});

it('the person does not wait for the receiver', async () => {
  let answer = (_: Response) => {};
  const receiver = new Promise<Response>((resolve) => {
    answer = resolve;
  });
  const waiting = await openSandbox({ deliver: () => receiver });
  const { id } = await waiting.newSession();
  const { status } = await waiting.sendForm(`/capture/${id}`, { image: photo('audrey') });
  expect(status).toBe(200);
  answer(new Response());
  await waiting.sandbox.idle();
});

describe('faults', () => {
  it('no-webhook- sends none', async () => {
    await (await newSession({ reference_id: `no-webhook-${randomUUID()}` })).capture();
    expect(received).toEqual([]);
  });

  it('twice- delivers the same verdict twice', async () => {
    await (await newSession({ reference_id: `twice-fail-${randomUUID()}` })).capture();
    expect(received.map(({ body }) => JSON.parse(body).verdict)).toEqual(['fail', 'fail']);
  });

  it('mismatch- says another verdict than the result', async () => {
    const session = await newSession({ reference_id: `mismatch-pass-${randomUUID()}` });
    await session.capture();
    expect(JSON.parse(onlyWebhook().body).verdict).toBe('fail');
    expect((await session.result()).body.verdict).toBe('pass');
  });
});

it('the record of a delivery is enough to send it again', async () => {
  answers.push('unreachable', 200);
  const session = await newSession();
  await session.capture();
  const other = await newSession();
  await other.capture();
  const { body } = await call('GET', `/sandbox/deliveries?session_id=${session.id}`);
  expect(body.deliveries).toHaveLength(1);
  const [delivery] = body.deliveries;
  expect(delivery.attempts).toMatchObject([
    { status: null, error: 'fetch failed' },
    { status: 200, error: null },
  ]);
  const replay = { url: delivery.url, headers: new Headers(delivery.headers), body: delivery.body };
  expect(replay.headers.get('X-iLive-Signature')).toBe(signatureOf(replay));
  expect(JSON.parse(replay.body).session_id).toBe(session.id);
});
