import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import document from '../../docs/openapi.json';
import worker from '../../src/app.ts';
import {
  createWithIdPhoto,
  fetchPhoto,
  newUserId,
  readApplicant,
  send,
  startSession,
} from '../support/customer.ts';
import { type KeyHolder, SCOPE_OF } from '../support/test-settings.ts';

/** Who opens each route: the key of `backend` has the scope `applicants` alone, and so on (`SCOPE_OF`). */
const OPENED_BY: Readonly<Record<string, readonly KeyHolder[] | 'everyone'>> = {
  'POST /v1/applicants': ['backend'],
  'GET /v1/applicants': ['backend', 'reader', 'reviewer'],
  'GET /v1/applicants/{user_id}': ['backend', 'reader', 'reviewer'],
  'DELETE /v1/applicants/{user_id}': ['eraser'],
  'PUT /v1/applicants/{user_id}/id-photo': ['backend'],
  'POST /v1/applicants/{user_id}/sessions': ['backend'],
  'POST /v1/applicants/{user_id}/notifications/resend': ['backend'],
  'GET /v1/reviews': ['reviewer'],
  'POST /v1/applicants/{user_id}/decisions': ['reviewer'],
  'POST /v1/applicants/{user_id}/claim': ['reviewer'],
  'DELETE /v1/applicants/{user_id}/claim': ['reviewer'],
  'POST /v1/applicants/{user_id}/notes': ['reviewer'],
  'DELETE /v1/applicants/{user_id}/proposal': ['reviewer'],
  'GET /v1/applicants/{user_id}/photos/{photo}': ['reviewer'],
  'GET /v1/applicants/{user_id}/events': ['auditor'],
  'GET /v1/events': ['auditor'],
  'POST /v1/applicants/{user_id}/onboarding-link': ['backend'],
  'DELETE /v1/applicants/{user_id}/onboarding-link': ['backend'],
  'GET /v1/applicants/{user_id}/personal-data': ['auditor'],
  'POST /v1/known-faces': ['importer'],
  'GET /v1/known-faces/duplicates': ['importer'],
  'POST /v1/known-faces/duplicates/decisions': ['reviewer'],
  'PUT /v1/rows': ['operator'],
  'POST /webhooks/ilive': 'everyone',
  'GET /return/{opaque}': 'everyone',
  'GET /v1/notifications': ['operator'],
  'POST /v1/notifications/test': ['operator'],
  'GET /status': ['operator'],
  'GET /metrics': ['operator'],
  'GET /healthz': 'everyone',
  'GET /openapi.json': 'everyone',
};

const holders = Object.keys(SCOPE_OF) as KeyHolder[];
const routes = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
);
const ask = (route: string, as: KeyHolder | 'nobody') => {
  const [method = '', path = ''] = route.split(' ');
  const there = path.replace('{user_id}', 'nobody-1').replace('{photo}', 'id').replace('{opaque}', 'x');
  return send(method, there, { as });
};

/** Sends a request with one key that has those scopes. */
async function asking(scopes: readonly string[], method: string, path: string, body: FormData | null = null) {
  const { backend } = JSON.parse(env.API_KEYS) as Record<string, { sha256: string }>;
  const API_KEYS = JSON.stringify({ several: { ...backend, scopes } });
  const headers = { authorization: `Bearer ${JSON.parse(env.TEST_KEYS).backend}` };
  const context = { waitUntil() {}, passThroughOnException() {}, props: {} } as unknown as ExecutionContext;
  const request = new Request(`https://kyc.test${path}`, { method, headers, body });
  const answer = await worker.fetch(request, { ...env, API_KEYS } as Env, context);
  return { status: answer.status, body: await answer.json<any>() };
}

describe('scopes', () => {
  it('every route of the description stands in the table', () => {
    expect(Object.keys(OPENED_BY).sort()).toEqual(routes.sort());
  });

  it.each(routes)('%s opens to the keys of the table alone', async (route) => {
    const openers = OPENED_BY[route] ?? [];
    for (const as of holders) {
      const { status, body } = await ask(route, as);
      const refused = openers !== 'everyone' && !openers.includes(as);
      if (refused)
        expect({ as, status, code: body.code }).toEqual({ as, status: 403, code: 'insufficient_scope' });
      else expect({ as, refused: status === 403 }).toEqual({ as, refused: false });
    }
    const { status, body } = await ask(route, 'nobody');
    expect(status === 401 && body.code === 'missing_api_key').toBe(openers !== 'everyone');
  });

  it('the scope that a problem names opens the route', async () => {
    const { body } = await ask('GET /v1/applicants', 'auditor');
    expect(body.detail).toContain('"read"');
  });

  it('a key with several scopes opens the routes of each', async () => {
    const statusOf = async (method: string, path: string) =>
      (await asking(['erase', 'audit'], method, path)).status;
    expect(await statusOf('DELETE', '/v1/applicants/nobody-1')).toBe(404);
    expect(await statusOf('GET', '/v1/applicants/nobody-1/events')).toBe(404);
    expect(await statusOf('GET', '/v1/applicants/nobody-1')).toBe(403);
  });

  it('metadata is shown to a key that may read applicants, and to none that only gives known faces', async () => {
    const user = newUserId();
    const metadata = { name: 'Ada Lovelace' };
    const first = { metadata: JSON.stringify(metadata), source: 'core' };
    const given = async (scopes: readonly string[], picture: string, fields: object = {}) => {
      const form = new FormData();
      form.set('user_id', user);
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set('image', new File([await fetchPhoto(picture)], 'a.jpg'));
      const { status, body } = await asking(scopes, 'POST', '/v1/known-faces', form);
      return [status, body.user_id, body.metadata];
    };
    expect(await given(['import'], 'audrey.jpg', first)).toEqual([201, user, {}]);
    expect(await given(['import'], 'audrey.jpg')).toEqual([200, user, {}]);
    expect(await given(['import', 'erase', 'audit', 'operate'], 'cage.jpg')).toEqual([201, user, {}]);
    for (const reading of ['read', 'applicants', 'reviews'])
      expect(await given(['import', reading], 'cage.jpg')).toEqual([200, user, metadata]);
    expect((await readApplicant(user)).metadata).toEqual(metadata);
  });

  it('the page of an open session, which lets one act as the applicant, is shown to the key that may start one', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const { session_url } = await startSession(user);
    for (const as of holders) {
      const { status, body } = await send('GET', `/v1/applicants/${user}`, { as });
      if (status !== 200) continue;
      expect({ as, shown: body.liveness.session_url }).toEqual({
        as,
        shown: SCOPE_OF[as] === 'applicants' ? session_url : null,
      });
    }
  });
});
