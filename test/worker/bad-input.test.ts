import { env, exports } from 'cloudflare:workers';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { MOST_BYTES, paddedTo, pngOf } from '../support/arbitrary-pictures.ts';
import { type OddRequest, oddRequest } from '../support/arbitrary-requests.ts';
import { oddWebhook } from '../support/arbitrary-webhooks.ts';
import { expectContract } from '../support/contract-answer.ts';
import {
  completeLiveness,
  fetchPhoto,
  newUserId,
  readAfterRun,
  send,
  startSession,
  upload,
} from '../support/customer.ts';
import { pictureOf } from '../support/picture.ts';
import { FULL, REPLAY } from '../support/scale.ts';
import { countStored } from '../support/stored.ts';

const keys = JSON.parse(env.TEST_KEYS);
const RUNS = FULL ? 5_000 : 200;
const TIME_OUT_MS = 600_000;

/** One applicant in each of the statuses that a request could move on, and one that does not exist. */
const nobody = newUserId();
const [fresh, waiting, open, inReview] = [newUserId(), newUserId(), newUserId(), newUserId()];
const users = [fresh, waiting, open, inReview, nobody];
let sessionId: string;

beforeAll(async () => {
  for (const user of [fresh, waiting, open, inReview]) {
    await send('POST', '/v1/applicants', { json: { user_id: user } });
  }
  for (const user of [waiting, open, inReview]) await upload(user, 'audrey.jpg');
  ({ session_id: sessionId } = await startSession(open));
  expect((await completeLiveness(inReview, 'obama4_crop.jpg')).status).toBe('in_review');
  await Promise.all(users.map(readAfterRun));
});

function toRequest({ method, path, as, headers, body, streamed }: OddRequest): Request {
  const given = new Headers(headers);
  if (as !== 'nobody' && !given.has('authorization')) given.set('authorization', `Bearer ${keys[as]}`);
  const without = method === 'GET' || method === 'HEAD' || body === null;
  const sent = without ? null : streamed ? new Blob([body]).stream() : body;
  return new Request(`https://kyc.test${path}`, { method, headers: given, body: sent, redirect: 'manual' });
}

/** Sends it and gives the problem's code, null for a success. What was refused must have stored nothing. */
async function asked(request: Request, concerned: readonly string[]): Promise<string | null> {
  const before = await countStored(concerned);
  const code = await expectContract(request, await exports.default.fetch(request.clone()));
  if (code !== null) expect(await countStored(concerned)).toEqual(before);
  else await Promise.all(concerned.map((user) => env.APPLICANTS.getByName(user).wake()));
  return code;
}

/** As iLive signs. */
function signatureOf(body: string | Uint8Array): Headers {
  const at = String(Math.floor(Date.now() / 1_000));
  const hmac = createHmac('sha256', env.ILIVE_WEBHOOK_SECRET).update(`${at}.`).update(body);
  return new Headers({ 'x-ilive-signature': `sha256=${hmac.digest('hex')}`, 'x-ilive-timestamp': at });
}

/** Codes that random requests come to again and again; the generator is worth something only while they do. */
const REACHED = ['success', 'invalid_request', 'invalid_json', 'applicant_not_found', 'not_found'];
const REACHED_IN_THOUSANDS = [
  'missing_api_key',
  'invalid_api_key',
  'insufficient_scope',
  'photo_not_found',
  'method_not_allowed',
  'wrong_status',
  'stale_review',
  'body_too_large',
  'unsupported_image',
  'empty_image',
  'invalid_image',
];

describe('whatever is sent', () => {
  it(
    'is answered as the contract says, and what is refused stores nothing',
    async () => {
      const seen = new Map<string, number>();
      const request = fc
        .uuid()
        .chain((newUser) => fc.record({ newUser: fc.constant(newUser), odd: oddRequest(users, newUser) }));
      const property = fc.asyncProperty(request, async ({ newUser, odd }) => {
        const code = await asked(toRequest(odd), [...users, newUser]);
        seen.set(code ?? 'success', (seen.get(code ?? 'success') ?? 0) + 1);
      });
      await fc.assert(property, { numRuns: RUNS, ...REPLAY });
      console.log(`answers: ${JSON.stringify(Object.fromEntries(seen))}`);
      const reached = FULL ? [...REACHED, ...REACHED_IN_THOUSANDS] : REACHED;
      expect([...seen.keys()]).toEqual(expect.arrayContaining(reached));
    },
    TIME_OUT_MS,
  );

  it(
    'by a webhook that is signed but odd, is answered as the contract says and stores nothing',
    async () => {
      const odd = oddWebhook([
        { user: open, sessionId },
        { user: inReview, sessionId },
        { user: nobody, sessionId },
      ]);
      // Several at once: a delivery whose session is not known waits a moment for D1.
      const property = fc.asyncProperty(fc.array(odd, { minLength: 5, maxLength: 5 }), async (deliveries) => {
        const before = await countStored(users);
        await Promise.all(
          deliveries.map(async ({ body, webhookId }) => {
            const headers = signatureOf(body);
            if (webhookId !== null) headers.set('x-ilive-webhook-id', webhookId);
            const request = new Request('https://kyc.test/webhooks/ilive', { method: 'POST', headers, body });
            await expectContract(request, await exports.default.fetch(request.clone()));
          }),
        );
        expect(await countStored(users)).toEqual(before);
      });
      await fc.assert(property, { numRuns: RUNS / 5, ...REPLAY });
    },
    TIME_OUT_MS,
  );
});

describe('what was sent', () => {
  it.each([
    ['one name of 60,000 characters', { ['a'.repeat(60_000)]: 1 }],
    ['a name cut within a character', { ['😀'.repeat(10_000)]: 1 }],
    [
      'a thousand wrong values',
      { metadata: Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [n, []])) },
    ],
  ])('is echoed briefly: %s', async (_name, json) => {
    const { status, body } = await send('POST', '/v1/applicants', {
      json: { user_id: newUserId(), ...json },
    });
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(JSON.stringify(body).length).toBeLessThan(10_000);
    expect(body.errors.length).toBeLessThanOrEqual(20);
    expect(body.errors.every(({ message }: { message: string }) => message.isWellFormed())).toBe(true);
  });
});

describe('a picture at the limit of its size', () => {
  const jpeg = pictureOf('somebody');
  const cases: [string, Uint8Array<ArrayBuffer>, string][] = [
    ['0 bytes', new Uint8Array(), 'empty_image'],
    ['8,000,000 bytes of nothing', new Uint8Array(MOST_BYTES), 'unsupported_image'],
    ['8,000,000 bytes that begin as a JPEG', paddedTo(MOST_BYTES, jpeg.slice(0, 100)), 'invalid_image'],
    ['8,000,001 bytes of a JPEG', paddedTo(MOST_BYTES + 1, jpeg), 'image_too_large'],
    [
      'a PNG of 4,294,967,295 pixels square',
      pngOf({ width: 2 ** 32 - 1, height: 2 ** 32 - 1 }),
      'invalid_image',
    ],
    ['a PNG of 100,000,001 pixels', pngOf({ width: 100_000_001, height: 1 }), 'invalid_image'],
  ];

  it.each(
    cases,
  )('%s: is refused, with and without a length, as a body and in a form', async (_, bytes, code) => {
    const put = (body: BodyInit) =>
      asBackend(new Request(`https://kyc.test/v1/applicants/${fresh}/id-photo`, { method: 'PUT', body }));
    expect(await asked(put(bytes), users)).toBe(code);
    expect(await asked(put(new Blob([bytes]).stream()), users)).toBe(code);
    const form = new FormData();
    const newUser = newUserId();
    form.set('user_id', newUser);
    form.set('id_photo', new File([bytes], 'id.jpg', { type: 'image/jpeg' }));
    const url = 'https://kyc.test/v1/applicants';
    const whole = asBackend(new Request(url, { method: 'POST', body: form }));
    const type = whole.headers.get('content-type') ?? '';
    const inChunks = new Blob([await whole.clone().arrayBuffer()]).stream();
    expect(await asked(whole, [newUser])).toBe(code);
    const streamed = new Request(url, { method: 'POST', body: inChunks, headers: { 'content-type': type } });
    expect(await asked(asBackend(streamed), [newUser])).toBe(code);
  });

  it('8,000,000 bytes with a picture in front: taken', async () => {
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    const body = paddedTo(MOST_BYTES, await fetchPhoto('audrey.jpg'));
    expect(await send('PUT', `/v1/applicants/${user}/id-photo`, { body })).toMatchObject({
      status: 200,
      body: { status: 'awaiting_liveness' },
    });
  });

  function asBackend(request: Request): Request {
    request.headers.set('authorization', `Bearer ${keys.backend}`);
    return request;
  }
});
