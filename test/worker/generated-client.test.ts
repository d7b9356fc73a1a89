import { env, exports } from 'cloudflare:workers';
import createClient from 'openapi-fetch';
import { expect, it } from 'vitest';
import type { paths } from '../../examples/api.d.ts';
import { capture, deliver, deliveryOf, fetchPhoto, newUserId, readAfterRun } from '../support/customer.ts';

const client = createClient<paths>({
  baseUrl: 'https://kyc.test',
  fetch: (request) => exports.default.fetch(request),
  headers: { authorization: `Bearer ${JSON.parse(env.TEST_KEYS).backend}` },
});

/** A form needs its own serializer: JSON is the default. */
function toForm(fields: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Blob) form.set(name, value, 'id.jpg');
    else form.set(name, String(value));
  }
  return form;
}
const picture = async (name: string) => new Blob([await fetchPhoto(name)], { type: 'image/jpeg' });

it('a client generated from the description onboards somebody', async () => {
  const user_id = newUserId();
  const created = await client.POST('/v1/applicants', {
    body: { user_id, metadata: '{"plan":"gold"}', id_photo: await picture('audrey.jpg') },
    bodySerializer: toForm,
  });
  expect(created.response.status).toBe(201);
  expect(created.data).toMatchObject({ status: 'awaiting_liveness', metadata: { plan: 'gold' } });

  const params = { path: { user_id } };
  const uploaded = await client.PUT('/v1/applicants/{user_id}/id-photo', {
    params,
    body: await picture('bieber_small.jpg'),
    bodySerializer: (body) => body,
    headers: { 'content-type': 'image/jpeg' },
  });
  expect(uploaded.data).toMatchObject({ seq: 3, next_action: 'start_liveness' });

  const started = await client.POST('/v1/applicants/{user_id}/sessions', {
    params,
    body: { redirect_url: 'https://app.example/done' },
  });
  const session = started.data!;
  await capture(session.session_id, 'Justin-Bieber2_crop.jpg');
  await deliver(await deliveryOf(session.session_id));
  await readAfterRun(user_id);

  const { data: applicant } = await client.GET('/v1/applicants/{user_id}', { params });
  expect(applicant).toMatchObject({ status: 'approved', reasons: [], match: { outcome: 'match' } });
  // Typed, so a name that the description does not know would not compile.
  expect(applicant!.dedupe?.outcome).toBe('unique');

  const again = await client.POST('/v1/applicants/{user_id}/sessions', { params, body: {} });
  expect(again.error).toMatchObject({ code: 'wrong_status', status: 409 });
  const { data: page } = await client.GET('/v1/applicants', { params: { query: { status: 'approved' } } });
  expect(page!.data.map((listed) => listed.user_id)).toContain(user_id);
});
