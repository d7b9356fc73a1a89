/** `POST /v1/known-faces`: gives the face of a customer from before. */

import { createRoute } from '@hono/zod-openapi';
import { giveKnownFace } from '#src/applicant/give-known-face.ts';
import { knownFaceFormSchema, knownFaceSchema } from '#src/contract/known-faces.ts';
import { invalidField, problem, refusalProblem } from '#src/http/problem.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { requireScope, shownTo } from '../auth.ts';
import { knownFaceBody } from '../create-body.ts';
import { noQuery } from '../cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from '../idempotency/idempotent.ts';
import { keyedResponses } from '../openapi/problem-responses.ts';
import { idempotencyKey } from '../openapi/references.ts';
import { applicantResponse } from '../responses.ts';
import { actorOf, createRouter } from '../router.ts';

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
    'After 20 pictures of one customer in a UTC day: 429 `rate_limited`. `metadata` is `{}` for a key that may not read applicants.',
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
      'applicant_not_found',
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
export const givenFaces = createRouter().openapi(give, (c) => {
  const { user_id: userId, metadata = {}, source = null, keep_photo: keepPhoto } = c.req.valid('json');
  const picture = c.get('picture');
  c.set('picture', null);
  if (!picture) return invalidField(c, 'image', 'must be given, as a file in a form (multipart/form-data)');
  const object = applicantOf(c.env, userId);
  const customer = { userId, metadata, source, keepPhoto };
  const actor = actorOf(c.get('caller'));
  const answer = giveKnownFace(picture, customer, object, c.get('services'), actor).then((given) => {
    if (given.ok) return c.json(shownTo(c, given.value.applicant), given.value.taken ? 201 : 200);
    const { refusal } = given;
    return 'detail' in refusal
      ? problem(c, refusal.code, { detail: refusal.detail })
      : refusalProblem(c, refusal);
  });
  // A caller that breaks off does not end the count.
  c.executionCtx.waitUntil(answer.catch(() => {}));
  return answer;
});
