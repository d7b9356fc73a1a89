/** `GET` and `DELETE /v1/applicants/{user_id}`, `GET /v1/applicants`. */

import { createRoute, z } from '@hono/zod-openapi';
import { applicantSchema, userIdParam } from '#src/contract/applicant.ts';
import { reasonSchema, statusSchema } from '#src/contract/vocabulary.ts';
import { applicantNotFound, problem } from '#src/http/problem.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { readD1 } from '#src/platform/storage.ts';
import { requireScope, shownTo } from './auth.ts';
import { decodePosition, noQuery, pageQuery, pageResponse, toPage } from './cursor.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { applicantResponse } from './responses.ts';
import { actorOf, createRouter } from './router.ts';

const read = createRoute({
  method: 'get',
  path: '/v1/applicants/{user_id}',
  operationId: 'getApplicant',
  tags: ['Applicants'],
  summary: 'Read an applicant',
  description: 'Read where it lives, so it is never stale. `next_action` says what to do.',
  security: [{ apiKey: ['read'] }],
  middleware: [requireScope('read')] as const,
  request: { params: userIdParam, ...noQuery },
  responses: {
    200: applicantResponse(
      'The applicant.',
      'awaiting_id_photo',
      'awaiting_liveness',
      'in_review',
      'approved',
    ),
    ...keyedResponses('applicant_not_found'),
  },
});

const erase = createRoute({
  method: 'delete',
  path: '/v1/applicants/{user_id}',
  operationId: 'eraseApplicant',
  tags: ['Applicants'],
  summary: 'Erase an applicant',
  description:
    'Deletes the photos, the face at iLive, and what is personal here and in the lists. Possible in any status, and final: the `user_id` ' +
    'cannot be used again. The log stays, without personal data. `erasure` is the receipt; what is `pending` is tried until it is gone, ' +
    'and the same request later shows how far it is.',
  security: [{ apiKey: ['erase'] }],
  middleware: [requireScope('erase')] as const,
  request: { params: userIdParam, ...noQuery },
  responses: {
    200: applicantResponse('Erased.', 'erased'),
    ...keyedResponses('applicant_not_found'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/applicants',
  operationId: 'listApplicants',
  tags: ['Applicants'],
  summary: 'List applicants',
  description: 'Newest first, from a copy that may be seconds behind. Read one applicant to act on it.',
  security: [{ apiKey: ['read'] }],
  middleware: [requireScope('read')] as const,
  request: {
    query: z.strictObject({
      ...pageQuery,
      status: statusSchema.optional(),
      reason: reasonSchema.optional(),
      created_after: z.iso.datetime({ offset: true }).optional().openapi({ description: 'Later than this.' }),
      created_before: z.iso
        .datetime({ offset: true })
        .optional()
        .openapi({ description: 'Earlier than this.' }),
    }),
  },
  responses: {
    200: pageResponse('Applicants, newest first.', 'ApplicantPage', applicantSchema, 'applicant_page'),
    ...keyedResponses(),
  },
});

/** The routes that read, erase and list applicants. */
export const applicants = createRouter()
  .openapi(read, async (c) => {
    const applicant = await applicantOf(c.env, c.req.valid('param').user_id).read();
    return applicant ? c.json(shownTo(c, applicant), 200) : applicantNotFound(c);
  })
  .openapi(erase, async (c) => {
    const object = applicantOf(c.env, c.req.valid('param').user_id);
    const erased = await object.erase(actorOf(c.get('caller')));
    return erased.ok ? c.json(erased.value, 200) : applicantNotFound(c);
  })
  .openapi(list, async (c) => {
    const { limit, cursor, status, reason, created_after, created_before } = c.req.valid('query');
    const after = cursor === undefined ? null : decodePosition(cursor);
    if (after === undefined) return problem(c, 'invalid_request', { detail: 'cursor: is not one of ours' });
    const utc = (instant: string | undefined) => instant && new Date(instant).toISOString();
    const filter = { status, reason, createdAfter: utc(created_after), createdBefore: utc(created_before) };
    const { records } = c.get('services');
    const rows = await readD1(() => records.applicants(filter, after, limit + 1));
    return c.json(toPage(rows, limit), 200);
  });
