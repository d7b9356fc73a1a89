import { env, exports } from 'cloudflare:workers';
import { hc, type InferRequestType, type InferResponseType } from 'hono/client';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { AppType } from '../../src/app.ts';
import type { ApplicantView, CreatedApplicantView, SessionView } from '../../src/contract/applicant.ts';
import type { Problem } from '../../src/contract/problems.ts';
import { newUserId } from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';

const client = hc<AppType>('https://kyc.test', {
  fetch: (input: RequestInfo | URL, init?: RequestInit) => exports.default.fetch(input, init),
  headers: { authorization: `Bearer ${JSON.parse(env.TEST_KEYS).backend}` },
});
const { applicants } = client.v1;
const one = applicants[':user_id'];

describe('a client typed by the routes (hono/client)', () => {
  it('creates an applicant and reads it back', async () => {
    const user_id = newUserId();
    const created = await applicants.$post({ json: { user_id, metadata: { plan: 'gold' } } });
    expect(created.status).toBe(201);
    const read = await one.$get({ param: { user_id } });
    if (read.status !== 200) throw new Error(`read: ${read.status}`);
    const applicant = await read.json();
    expectTypeOf(applicant).toEqualTypeOf<ApplicantView>();
    expect(applicant).toMatchObject({ user_id, status: 'awaiting_id_photo', metadata: { plan: 'gold' } });
    // The list is a copy, and comes a moment later.
    await eventually(async () => {
      const page = await applicants.$get({ query: { status: 'awaiting_id_photo', limit: '1' } });
      if (page.status !== 200) throw new Error(`list: ${page.status}`);
      expect((await page.json()).data).toHaveLength(1);
    });
  });

  it('tells a problem from a success by the status', async () => {
    const read = await one.$get({ param: { user_id: newUserId() } });
    if (read.status !== 404) throw new Error(`read: ${read.status}`);
    const problem = await read.json();
    expectTypeOf(problem).toEqualTypeOf<Problem>();
    expect(problem.code).toBe('applicant_not_found');
  });

  it('knows what goes in and what comes out', () => {
    expectTypeOf<InferRequestType<typeof applicants.$post>['json']['user_id']>().toEqualTypeOf<string>();
    expectTypeOf<InferResponseType<typeof applicants.$post, 201>>().toEqualTypeOf<CreatedApplicantView>();
    expectTypeOf<InferResponseType<typeof one.sessions.$post, 201>>().toEqualTypeOf<SessionView>();
    expectTypeOf<InferResponseType<(typeof client)['openapi.json']['$get'], 200>['openapi']>().toBeString();
    const decisions = one.decisions.$post;
    type Decision = InferRequestType<typeof decisions>['json']['decision'];
    expectTypeOf<Decision>().toEqualTypeOf<
      'approve' | 'reject' | 'retry_liveness' | 'new_id_photo' | 'resume' | 'escalate' | 'return'
    >();
    // @ts-expect-error there is no such route
    expect(client.v1.nobody.$get).toBeTypeOf('function');
  });
});
