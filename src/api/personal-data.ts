/** `GET …/personal-data`: everything that is held about one person, for an access request (GDPR, art. 15). */

import { createRoute, z } from '@hono/zod-openapi';
import { userIdParam } from '#src/contract/applicant.ts';
import { eventOf } from '#src/contract/event.ts';
import { personalDataSchema } from '#src/contract/personal-data.ts';
import { applicantNotFound } from '#src/http/problem.ts';
import { caseNumberOf } from '#src/links/case-number.ts';
import { applicantObjectId, applicantOf } from '#src/platform/objects.ts';
import { requireScope } from './auth.ts';
import { answerSchema } from './idempotency/idempotent.ts';
import { keyedResponses } from './openapi/problem-responses.ts';
import { createRouter } from './router.ts';

const read = createRoute({
  method: 'get',
  path: '/v1/applicants/{user_id}/personal-data',
  operationId: 'readPersonalData',
  tags: ['Audit'],
  summary: 'Read everything held about a person',
  description:
    'For an access request (GDPR, art. 15): applicant with metadata, consents, notes, links, where photos and face lie, how long each is ' +
    'kept, and the whole log. The pictures have routes of their own. No token or link is part of it that would let somebody act as the ' +
    'applicant. Of an erased applicant it shows what is left.',
  security: [{ apiKey: ['audit'] }],
  middleware: [requireScope('audit')] as const,
  request: { params: userIdParam },
  responses: {
    200: {
      description: 'All of it.',
      content: { 'application/json': { schema: personalDataSchema } },
    },
    ...keyedResponses('applicant_not_found'),
  },
});

/** Anyone who has one of these can act as the applicant. */
const LINKS: ReadonlySet<string> = new Set(['onboarding_url', 'session_url']);

/** Parses the body of a kept answer, without links. */
function bodyOf(text: string) {
  return z.json().parse(JSON.parse(text, (key, value) => (LINKS.has(key) ? null : value)));
}

/** The route that reads it. */
export const personalData = createRouter().openapi(read, async (c) => {
  const { user_id } = c.req.valid('param');
  const held = await applicantOf(c.env, user_id).personalData();
  if (!held) return applicantNotFound(c);
  const { view, answers, events } = held;
  const kept_answers = answers.map(({ kept_at, answer }) => {
    const { status, body } = answerSchema.parse(JSON.parse(answer));
    return { kept_at, status, body: bodyOf(body) };
  });
  const case_number = caseNumberOf(applicantObjectId(c.env, user_id));
  return c.json({ ...view, case_number, kept_answers, log: events.map(eventOf) }, 200);
});
