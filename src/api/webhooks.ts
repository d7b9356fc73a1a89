/**
 * `POST /webhooks/ilive`: verifies the raw body's signature before parsing it. Answers 200 once the verdict is stored.
 */

import { createRoute, z } from '@hono/zod-openapi';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import { MAX_JSON_BYTES, readAtMost } from '#src/http/body.ts';
import { invalidRequest, problem } from '#src/http/problem.ts';
import { parseJson } from '#src/ilive/lenient-json.ts';
import { deliverySchema, VERDICT_EVENT, verifyDelivery } from '#src/ilive/webhook.ts';
import { log } from '#src/platform/log.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { openResponses } from './openapi/problem-responses.ts';
import { iliveWebhookId } from './openapi/references.ts';
import { okResponse } from './responses.ts';
import { createRouter } from './router.ts';

/** A `$ref`, not the schema itself: given the schema, the framework would parse the body before it is verified. */
const content = { 'application/json': { schema: { $ref: '#/components/schemas/IliveVerdict' } } };

const receive = createRoute({
  method: 'post',
  path: '/webhooks/ilive',
  operationId: 'receiveIliveVerdict',
  tags: ['Callbacks'],
  summary: "Receive iLive's verdict",
  description:
    'iLive calls it; nobody else can, for want of the secret. The signature is verified over the raw body before anything is parsed. 200 ' +
    'once the verdict is stored; the same one again changes nothing. A user or session that is unknown is 200 too, and only logged.',
  security: [{ iliveSignature: [], iliveTimestamp: [] }],
  parameters: [iliveWebhookId],
  request: { body: { description: "iLive's own, at most 65,536 bytes.", required: true, content } },
  responses: {
    200: okResponse('Stored, or nothing of ours.'),
    ...openResponses('invalid_request', 'invalid_signature_headers', 'invalid_signature', 'body_too_large'),
  },
});

/** Made once, because making a schema takes longer than using it. */
const webhookIdSchema = z.uuid();

/** The route that receives iLive's webhook. */
export const webhooks = createRouter().openapi(receive, async (c) => {
  const { config, records } = c.get('services');
  const body = await readAtMost(c.req.raw, MAX_JSON_BYTES);
  if (!body) return problem(c, 'body_too_large');
  const delivery = {
    body,
    signature: c.req.header('x-ilive-signature') ?? null,
    timestamp: c.req.header('x-ilive-timestamp') ?? null,
  };
  const { ILIVE_WEBHOOK_SECRET: current, ILIVE_WEBHOOK_SECRET_PREVIOUS: previous } = config;
  const secrets = previous === undefined ? [current] : [current, previous];
  const verification = verifyDelivery(delivery, secrets, config.ILIVE_WEBHOOK_TOLERANCE_S, Date.now());
  if (verification === 'malformed') return problem(c, 'invalid_signature_headers');
  // The response does not say whether the signature or the timestamp was wrong.
  if (verification === 'invalid') return problem(c, 'invalid_signature');

  const parsed = deliverySchema.safeParse(parseJson(body));
  if (!parsed.success) return invalidRequest(c, parsed.error);
  const { event, session_id: sessionId, verdict, confidence = null, reference_id } = parsed.data;
  if (event !== VERDICT_EVENT) return acknowledged('webhook_ignored', sessionId);
  const referencedId = userIdSchema.safeParse(reference_id).data;
  const userId = referencedId ?? (reference_id == null ? await records.userOfSession(sessionId) : null);
  if (userId === null) return acknowledged('webhook_unknown_session', sessionId);
  // This header is not signed, so its value is kept only if it is a UUID.
  const webhookId = webhookIdSchema.safeParse(c.req.header('x-ilive-webhook-id')).data ?? null;
  const report = { sessionId, verdict, confidence, webhookId };
  const { known } = await applicantOf(c.env, userId).reportVerdict(report);
  return acknowledged(known ? null : 'webhook_unknown_session', sessionId);

  /**
   * Answers 200, also for another event or an unknown session: another try would change nothing, and iLive drops a
   * delivery after its second try. The message, if any, is logged as a warning.
   */
  function acknowledged(message: string | null, session_id: string) {
    if (message) log('warn', message, { request_id: c.get('requestId'), session_id });
    return c.json({ status: 'ok' } as const, 200);
  }
});
