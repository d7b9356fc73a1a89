/** `POST /v1/known-faces`: gives the face of a customer from before. */

import { createRoute } from '@hono/zod-openapi';
import { knownFaceFormSchema, knownFaceSchema } from '#src/contract/known-faces.ts';
import { problem } from '#src/http/problem.ts';
import { requireScope } from '../auth.ts';
import { knownFaceBody } from '../create-body.ts';
import { noQuery } from '../cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from '../idempotency/idempotent.ts';
import { keyedResponses } from '../openapi/problem-responses.ts';
import { idempotencyKey } from '../openapi/references.ts';
import { applicantResponse } from '../responses.ts';
import { createRouter } from '../router.ts';

/** Typed as `object` to hide it from a typed client (`hono/client`), which knows one body a route: the JSON one. */
const form: object = { 'multipart/form-data': { schema: knownFaceFormSchema } };

const give = createRoute({
  method: 'post',
  path: '/v1/known-faces',
  operationId: 'giveKnownFace',
  tags: ['Known faces'],
  summary: 'Give the face of a customer from before',
  description:
    'As a form. The picture is cleaned and checked like an ID photo; once it is taken the face is put into the collection and searched for behind ' +
    'the answer, after the calls of onboardings. The same picture again is 200 and changes nothing, another one replaces the face. A customer ' +
    'from before is `known`, which is not `approved`: this service has verified nothing. An ID photo or a session begins an onboarding at any time. ' +
    'After 20 pictures of one customer in a UTC day: 429 `rate_limited`.',
  security: [{ apiKey: ['import'] }],
  parameters: [idempotencyKey],
  middleware: [requireScope('import'), knownFaceBody, idempotent] as const,
  request: {
    ...noQuery,
    body: {
      description: 'Who it is, and the picture.',
      content: { 'application/json': { schema: knownFaceSchema }, ...form },
    },
  },
  responses: {
    200: applicantResponse('The same picture was given before; nothing has changed.', 'approved'),
    201: applicantResponse('The picture is taken.', 'approved'),
    ...keyedResponses(
      ...IDEMPOTENCY_PROBLEMS,
      'invalid_json',
      'body_too_large',
      'wrong_status',
      'upload_limit_reached',
      'image_too_large',
      'unsupported_image',
      'empty_image',
      'invalid_image',
      'no_face_in_id_photo',
    ),
  },
});

/** The route that takes the face of a customer from before. */
export const givenFaces = createRouter().openapi(give, (c) =>
  problem(c, 'not_ready', { detail: 'Known faces are not taken yet.' }),
);
