/** `GET …/photos/…`: gives a reviewer a photo. The view is recorded in the log. */

import { createRoute, z } from '@hono/zod-openapi';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import { applicantNotFound, problem } from '#src/http/problem.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { requireScope } from './auth.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { actorOf, createRouter } from './router.ts';

const binary = z.string().openapi({ type: 'string', format: 'binary' });

const photoSchema = z
  .enum(['id', 'liveness'])
  .openapi({ description: 'Of the document, or of the live person.' });

const view = createRoute({
  method: 'get',
  path: '/v1/applicants/{user_id}/photos/{photo}',
  operationId: 'getPhoto',
  tags: ['Reviews'],
  summary: 'Look at a photo',
  description:
    'The look itself goes into the log, with the name of the API key: once an hour for each key and picture.',
  security: [{ apiKey: ['reviews'] }],
  middleware: [requireScope('reviews')] as const,
  request: { params: z.object({ user_id: userIdSchema, photo: photoSchema }) },
  responses: {
    200: {
      description: 'The picture.',
      content: { 'image/jpeg': { schema: binary }, 'image/png': { schema: binary } },
    },
    ...keyedResponses('applicant_not_found', 'photo_not_found'),
  },
});

/** The route that serves the photos of an applicant. */
export const photos = createRouter().openapi(view, async (c) => {
  const { user_id, photo } = c.req.valid('param');
  const viewed = await applicantOf(c.env, user_id).viewPhoto(photo, actorOf(c.get('caller')));
  if (!viewed.ok && viewed.refusal.code === 'applicant_not_found') return applicantNotFound(c);
  const picture = viewed.ok ? await c.get('services').photos.get(viewed.value.key) : null;
  if (!picture)
    return problem(c, 'photo_not_found', {
      detail: 'No such photo is stored, or it is not in use any more.',
    });
  return c.body(picture.bytes, 200, { 'content-type': picture.contentType });
});
