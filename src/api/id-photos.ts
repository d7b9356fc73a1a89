/** `PUT …/id-photo`: uploads the ID photo; the body is the image file. */

import { createRoute, z } from '@hono/zod-openapi';
import { checkUpload, storeIdPhoto, withTicket } from '#src/applicant/upload-id-photo.ts';
import { userIdParam } from '#src/contract/applicant.ts';
import { MAX_IMAGE_BYTES } from '#src/contract/limits.ts';
import type { Refusal } from '#src/core/commands.ts';
import { readAtMost } from '#src/http/body.ts';
import { problem, refusalProblem } from '#src/http/problem.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { requireScope } from './auth.ts';
import { noQuery } from './cursor.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { applicantResponse } from './responses.ts';
import { actorOf, createRouter } from './router.ts';

const binary = z.string().openapi({ type: 'string', format: 'binary' });

const upload = createRoute({
  method: 'put',
  path: '/v1/applicants/{user_id}/id-photo',
  operationId: 'uploadIdPhoto',
  tags: ['Applicants'],
  summary: 'Upload the ID photo',
  description:
    'The picture itself as the body, at most 8,000,000 bytes; its first bytes tell the type, not the header. Can be replaced until ' +
    'liveness is done. Metadata such as GPS is removed before it is stored. A picture that lies sideways or upside down is turned ' +
    'upright by its orientation tag. Refused if iLive does not take the picture, or if no face is found on it.',
  security: [{ apiKey: ['applicants'] }],
  middleware: [requireScope('applicants')] as const,
  request: {
    params: userIdParam,
    ...noQuery,
    body: {
      description: 'The picture.',
      required: true,
      content: { 'image/jpeg': { schema: binary }, 'image/png': { schema: binary } },
    },
  },
  responses: {
    200: applicantResponse('Stored.', 'awaiting_liveness'),
    ...keyedResponses(
      'applicant_not_found',
      'wrong_status',
      'gone',
      'upload_limit_reached',
      'image_too_large',
      'unsupported_image',
      'empty_image',
      'invalid_image',
      'no_face_in_id_photo',
    ),
  },
});

/** After so long an object with nothing to do may have been put away, and its tickets with it. */
const LONG_UPLOAD_MS = 5_000;

/** The route that uploads an ID photo. */
export const idPhotos = createRouter().openapi(upload, async (c) => {
  const object = applicantOf(c.env, c.req.valid('param').user_id);
  const actor = actorOf(c.get('caller'));
  const admitted = await object.admitIdPhoto(actor);
  if (!admitted.ok) return refusalProblem(c, admitted.refusal);
  const { photoPrefix, ticket } = admitted.value;
  const services = c.get('services');
  const began = Date.now();
  const answer = withTicket(ticket, object, async (progress) => {
    const late: { refusal: Refusal | null } = { refusal: null };
    // A variable would hold the body until the answer.
    const checked = await readAtMost(c.req.raw, MAX_IMAGE_BYTES).then(async (bytes) => {
      const again = Date.now() - began > LONG_UPLOAD_MS ? await object.admitAgain(ticket, actor) : null;
      if (again?.ok !== false) return bytes && checkUpload(bytes, services, progress);
      late.refusal = again.refusal;
      return null;
    });
    if (late.refusal) return refusalProblem(c, late.refusal);
    if (!checked) return problem(c, 'image_too_large', { detail: `At most ${MAX_IMAGE_BYTES} bytes.` });
    if (!checked.ok) return problem(c, checked.refusal.code, { detail: checked.refusal.detail });
    const attached = await storeIdPhoto(checked.value, photoPrefix, services, object, actor, { ticket });
    progress.attached = attached.ok;
    return attached.ok ? c.json(attached.value, 200) : refusalProblem(c, attached.refusal);
  });
  // A caller that breaks off does not end the count.
  c.executionCtx.waitUntil(answer.catch(() => {}));
  return answer;
});
