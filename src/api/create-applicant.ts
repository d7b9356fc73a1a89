/** `POST /v1/applicants`, with a JSON body or with a form that includes the ID photo. */

import { createRoute, type z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  checkUpload,
  storeIdPhoto,
  type UploadProgress,
  withTicket,
} from '#src/applicant/upload-id-photo.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { consentOf, createApplicantSchema, createFormSchema } from '#src/contract/requests.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { gone, problem } from '#src/http/problem.ts';
import { withOnboardingUrl } from '#src/links/onboarding-url.ts';
import type { CheckedPhoto } from '#src/photos/check-id-photo.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { requireScope } from './auth.ts';
import { createBody } from './create-body.ts';
import { noQuery } from './cursor.ts';
import { IDEMPOTENCY_PROBLEMS, idempotent } from './idempotency/idempotent.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { idempotencyKey } from './openapi/references.ts';
import { createdResponse } from './responses.ts';
import { actorOf, createRouter } from './router.ts';

const TOO_MANY_PHOTOS =
  'Create the applicant without a photo. Otherwise the operator has to raise MAX_UPLOADS: as many were refused for this user.';

type NewApplicantBody = z.infer<typeof createApplicantSchema>;

/** Typed as `object` to hide it from a typed client (`hono/client`), which knows one body a route: the JSON one. */
const form: object = { 'multipart/form-data': { schema: createFormSchema } };

const create = createRoute({
  method: 'post',
  path: '/v1/applicants',
  operationId: 'createApplicant',
  tags: ['Applicants'],
  summary: 'Create an applicant',
  description:
    'As JSON; or as a form, with the ID photo in the same request. A refused photo refuses the whole request and creates nobody. ' +
    'A `user_id` that exists is answered with 200 and left as it is.',
  security: [{ apiKey: ['applicants'] }],
  parameters: [idempotencyKey],
  middleware: [requireScope('applicants'), createBody, idempotent] as const,
  request: {
    ...noQuery,
    body: {
      description: 'Who it is.',
      content: { 'application/json': { schema: createApplicantSchema }, ...form },
    },
  },
  responses: {
    200: createdResponse('The user exists already and is unchanged.', 'awaiting_liveness'),
    201: createdResponse('Created.', 'awaiting_id_photo', 'awaiting_liveness'),
    ...keyedResponses(
      ...IDEMPOTENCY_PROBLEMS,
      'invalid_json',
      'body_too_large',
      'upload_limit_reached',
      'image_too_large',
      'unsupported_image',
      'empty_image',
      'invalid_image',
      'no_face_in_id_photo',
    ),
  },
});

/** The route that creates an applicant. It has a file of its own because it takes two kinds of body and a photo. */
export const applicantCreation = createRouter().openapi(create, async (c) => {
  const { user_id: userId } = c.req.valid('json');
  if (!c.get('picture')) return createApplicant(c, c.req.valid('json'), null);
  const object = applicantOf(c.env, userId);
  // The photo of an existing applicant is not checked. For a new one it is checked before the creation, because a
  // refused photo refuses the whole request.
  const existing = await object.read();
  if (existing) return answerExisting(c, existing, await object.linkGeneration());
  const admitted = await object.admitFirstIdPhoto();
  if (!admitted.ok) return problem(c, 'upload_limit_reached', { detail: TOO_MANY_PHOTOS });
  const { ticket } = admitted.value;
  const answer = withTicket(ticket, object, async (progress) => {
    const checked = await checkTakenPhoto(c, progress);
    if (checked && !checked.ok) return problem(c, checked.refusal.code, { detail: checked.refusal.detail });
    return createApplicant(c, c.req.valid('json'), checked && { photo: checked.value, ticket, progress });
  });
  // A caller that breaks off does not end the count.
  c.executionCtx.waitUntil(answer.catch(() => {}));
  return answer;
});

/** Creates the applicant, and attaches the photo that was checked. */
async function createApplicant(
  c: Context<HttpEnv>,
  body: NewApplicantBody,
  first: {
    readonly photo: CheckedPhoto;
    readonly ticket: string;
    readonly progress: UploadProgress;
  } | null,
) {
  const { user_id: userId, metadata = {}, consent, redirect_url: redirectUrl = null } = body;
  const services = c.get('services');
  const object = applicantOf(c.env, userId);
  const actor = actorOf(c.get('caller'));
  const { created, applicant, photoPrefix, linkGeneration } = await object.create(
    { userId, metadata, consent: consentOf(consent), redirectUrl },
    actor,
  );
  if (!created) return answerExisting(c, applicant, linkGeneration);
  if (!first) return c.json(await withOnboardingUrl(applicant, linkGeneration, c.env, services), 201);
  const { photo, ticket, progress } = first;
  const attached = await storeIdPhoto(photo, photoPrefix, services, object, actor, { ticket });
  progress.attached = attached.ok;
  const current = attached.ok ? attached.value : applicant;
  return c.json(await withOnboardingUrl(current, linkGeneration, c.env, services), 201);
}

/** Answers with the existing applicant, unchanged, or with 410 when that applicant was erased. */
async function answerExisting(c: Context<HttpEnv>, applicant: ApplicantView, linkGeneration: number | null) {
  if (applicant.status !== 'erased') {
    return c.json(await withOnboardingUrl(applicant, linkGeneration, c.env, c.get('services')), 200);
  }
  return gone(c);
}

/**
 * Takes the photo off the context and checks it. Not an async function: its frame would hold the body until iLive has
 * answered.
 */
function checkTakenPhoto(c: Context<HttpEnv>, progress: UploadProgress) {
  const bytes = c.get('picture');
  c.set('picture', null);
  return bytes && checkUpload(bytes, c.get('services'), progress);
}
