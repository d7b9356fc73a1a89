import { env, exports } from 'cloudflare:workers';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { createBackend } from '../../examples/backend/backend.ts';
import { createKyc } from '../../examples/backend/kyc.ts';
import { capture, deliver, deliveryOf, fetchPhoto, newUserId, readAfterRun } from '../support/customer.ts';

const notifySecret = `whsec_${btoa('a secret of this test alone, yes!')}`;
const kyc = createKyc({
  url: 'https://kyc.test',
  apiKey: JSON.parse(env.TEST_KEYS).backend,
  fetch: (request) => exports.default.fetch(request),
});
const backend = createBackend({ kyc, notifySecret });

const onboard = async (user: string, name: string) =>
  backend.request(`/customers/${user}/onboarding`, { method: 'POST', body: await fetchPhoto(name) });

/** As the service sends it. */
function notification(user_id: string, status: string, seq: number, secret = notifySecret) {
  const now = new Date();
  const data = { user_id, status, reasons: [], seq, occurred_at: now.toISOString() };
  const body = JSON.stringify({ type: `applicant.${status}`, timestamp: now.toISOString(), data });
  const id = `msg_${crypto.randomUUID()}`;
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
  return { method: 'POST', headers, body };
}

it('the example backend onboards a customer and hears of it', async () => {
  const user = newUserId();
  const answer = await onboard(user, 'cage.jpg');
  expect(answer.status).toBe(200);
  const { session_url } = await answer.json<{ session_url: string }>();
  const sessionId = new URL(session_url).pathname.split('/').at(-1)!;
  // Asked again, as after a lost answer: the same session.
  expect(await (await onboard(user, 'cage.jpg')).json()).toEqual({ session_url });

  await capture(sessionId, 'cage2_crop.jpg');
  await deliver(await deliveryOf(sessionId));
  const { status, seq } = await readAfterRun(user);
  const sent = await backend.request('/notifications', notification(user, status, seq));
  expect(sent.status).toBe(204);
  // An older one that comes late changes nothing.
  await backend.request('/notifications', notification(user, 'awaiting_liveness', seq - 1));
  const customer = await backend.request(`/customers/${user}`);
  expect(await customer.json()).toEqual({
    status: 'approved',
    next_action: 'none',
    reasons: [],
    notified: { status: 'approved', seq },
  });
  expect((await onboard(user, 'cage.jpg')).status).toBe(409);
});

it('the example backend believes no notification that is not signed with its secret', async () => {
  const user = newUserId();
  const foreign = notification(user, 'approved', 9, `whsec_${btoa('somebody else, with a key')}`);
  const { body, ...genuine } = notification(user, 'rejected', 9);
  const changed = { ...genuine, body: body.replace('rejected', 'approved') };
  for (const wrong of [foreign, changed, { method: 'POST', body }]) {
    expect((await backend.request('/notifications', wrong)).status).toBe(401);
  }
  await kyc.create(user);
  const customer = await backend.request(`/customers/${user}`);
  expect(await customer.json()).toMatchObject({ notified: null });
});

it('the example backend tells the customer what to put right', async () => {
  const answer = await onboard(newUserId(), 'ironman.jpg');
  expect(answer.status).toBe(422);
  expect(await answer.json()).toEqual({ message: expect.stringContaining('portrait') });
});
