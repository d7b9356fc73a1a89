/** `GET …/photos/…`: gives a reviewer a photo. The view is recorded in the log. */

import { createRoute, z } from '@hono/zod-openapi';
import { readPhoto } from '#src/applicant/read-photo.ts';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import { photoResponse } from '#src/http/photo-response.ts';
import { problem, refusalProblem } from '#src/http/problem.ts';
import { isPrefetch } from '#src/http/speculative.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { requireReader, requireScope } from './auth.ts';
import { noQuery } from './cursor.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { actorOf, createRouter } from './router.ts';

const binary = z.string().openapi({ type: 'string', format: 'binary' });

const photoSchema = z.enum(['id', 'liveness', 'known']).openapi({
  description: 'Of the document, of the live person, or of a customer from before where it was kept.',
});

const view = createRoute({
  method: 'get',
  path: '/v1/applicants/{user_id}/photos/{photo}',
  operationId: 'getPhoto',
  tags: ['Reviews'],
  summary: 'Look at a photo',
  description:
    'The look itself goes into the log, with the name of the API key: once an hour for each key and picture. `HEAD` tells the type and is no look; ' +
    'a prefetch gets no photo. The bytes are compared with the SHA-256 in the log each time. If they differ, the answer is 409 `photo_altered`, and ' +
    'the applicant is in review for it unless decided.',
  security: [{ apiKey: ['reviews'] }],
  middleware: [requireScope('reviews'), requireReader()] as const,
  request: { params: z.object({ user_id: userIdSchema, photo: photoSchema }), ...noQuery },
  responses: {
    200: {
      description: 'The picture.',
      content: { 'image/jpeg': { schema: binary }, 'image/png': { schema: binary } },
    },
    ...keyedResponses('applicant_not_found', 'photo_not_found', 'photo_altered'),
  },
});

/** The route that serves the photos of an applicant. */
export const photos = createRouter().openapi(view, async (c) => {
  const { user_id, photo } = c.req.valid('param');
  if (isPrefetch(c))
    return problem(c, 'photo_not_found', { detail: 'A prefetch gets no photo: each look is recorded.' });
  const object = applicantOf(c.env, user_id);
  const actor = actorOf(c.get('caller'));
  const { photos: stored } = c.get('services');
  const wanted = { userId: user_id, photo };
  const shown = await readPhoto(object, stored, wanted, actor, c.req.method === 'HEAD');
  return shown.ok ? photoResponse(c, shown.value, photo) : refusalProblem(c, shown.refusal);
});
