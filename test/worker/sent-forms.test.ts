/** Forms go to iLive as a stream of known length, and a call ends however much of it is read. */
import { expect, it } from 'vitest';
import { type Connection, call } from '../../src/ilive/call.ts';
import { multipartOf } from '../../src/ilive/multipart.ts';

const picture = { bytes: new Uint8Array(3_000_000).fill(7), contentType: 'image/jpeg' };
const form = () => multipartOf({ attributes: 'all' }, { image: picture });

function calling(fetch: Connection['fetch'], timeoutMs = 10_000) {
  const connection = { baseUrl: 'https://ilive.test', apiKey: 'k', timeoutMs, fetch };
  return call(connection, { method: 'POST', path: '/api/v2/faces:detect', form: form() });
}

it('sends the picture as it is, as often as it is asked to', async () => {
  for (let time = 0; time < 2; time += 1) {
    let sent: FormData | null = null;
    const reply = await calling(async (request) => {
      sent = await request.formData();
      return Response.json({});
    });
    expect(reply.ok).toBe(true);
    const file = (sent as FormData | null)?.get('image') as File;
    expect(Buffer.compare(new Uint8Array(await file.arrayBuffer()), picture.bytes)).toBe(0);
  }
});

it.each<[string, Connection['fetch'], object]>([
  [
    'an answer before the form was read',
    async () => new Response('<html>', { status: 413 }),
    { status: 413 },
  ],
  [
    'an answer in the middle of the form',
    async (request) => {
      const reader = request.body!.getReader();
      await reader.read();
      return new Response('{}', { status: 400 });
    },
    { status: 400 },
  ],
  [
    'a form that is given up',
    async (request) => {
      await request.body!.cancel();
      return new Response('{}', { status: 503 });
    },
    { status: 503 },
  ],
  ['no connection', () => Promise.reject(new Error('refused')), { code: 'network' }],
])('ends with %s', async (_, fetch, failure) => {
  expect(await calling(fetch)).toMatchObject({ ok: false, failure });
});

it('ends at the time-out while the form is not read', async () => {
  const never: Connection['fetch'] = ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
  expect(await calling(never, 20)).toMatchObject({ ok: false, failure: { code: 'timeout' } });
});
