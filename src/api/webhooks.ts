/**
 * `POST /webhooks/ilive`: verifies the raw body's signature before parsing it. Answers 200 once the verdict is stored.
 */

import { createRoute, z } from '@hono/zod-openapi';
import { MAX_JSON_BYTES } from '#src/contract/limits.ts';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import { readAtMost } from '#src/http/body.ts';
import { problem } from '#src/http/problem.ts';
import { countAddress, tooManyRequests } from '#src/http/request-limits.ts';
import { type Announcement, readAnnouncement, verifyDelivery } from '#src/ilive/webhook.ts';
import { log } from '#src/platform/log.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { readD1 } from '#src/platform/storage.ts';
import { sleep } from '#src/platform/timeout.ts';
import { openResponses } from './openapi/problem-responses.ts';
import { iliveWebhookId } from './openapi/references.ts';
import { okResponse } from './responses.ts';
import { createRouter } from './router.ts';

/** D1 follows a new session within a moment. A delivery that arrives before that is looked up once more (ms). */
const LOOK_UP_AFTER_MS = [0, 150];

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
    'once the verdict is stored; the same one again changes nothing. A body that is not quite as described and names a session still has ' +
    'the result asked for. A user or session that is unknown is 200 too, and only logged.',
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
  if (verification !== 'valid') {
    const waitS = await countAddress(c, 'BAD_WEBHOOKS_OF_ADDRESS');
    if (waitS !== null) return tooManyRequests(c, waitS);
    c.get('services').figures.count('webhooks', verification === 'malformed' ? 'malformed' : 'refused');
    // The response does not say whether the signature or the timestamp was wrong.
    return problem(c, verification === 'malformed' ? 'invalid_signature_headers' : 'invalid_signature');
  }

  const announcement = readAnnouncement(body);
  const [first] = announcement.sessionIds;
  if (first === undefined) return problem(c, 'invalid_request', { detail: 'session_id: is missing' });
  // This header is not signed, so its value is kept only if it is a UUID.
  const webhookId = webhookIdSchema.safeParse(c.req.header('x-ilive-webhook-id')).data ?? null;
  for (const waitMs of LOOK_UP_AFTER_MS) {
    await sleep(waitMs);
    for (const sessionId of announcement.sessionIds) {
      const isKnown = await report(announcement, sessionId, webhookId);
      if (isKnown) return acknowledged(announcement.unreadable && 'webhook_unreadable', sessionId);
    }
  }
  return acknowledged('webhook_unknown_session', first);

  /**
   * Reports to the applicant that `reference_id` names or, if that one does not have the session, to the one that has it
   * by D1. @returns whether the session is one of ours
   */
  async function report(said: Announcement, sessionId: string, webhookId: string | null): Promise<boolean> {
    const referenced = userIdSchema.safeParse(said.referenceId).data;
    if (referenced !== undefined && (await reportTo(referenced))) return true;
    const owner = await readD1(() => records.userOfSession(sessionId));
    return owner !== null && owner !== referenced && (await reportTo(owner));

    async function reportTo(userId: string): Promise<boolean> {
      const object = applicantOf(c.env, userId);
      const { verdict, confidence, unreadable } = said;
      const reported =
        verdict === null
          ? await object.reportUnreadableVerdict({ sessionId, field: unreadable ?? 'body', webhookId })
          : await object.reportVerdict({ sessionId, verdict, confidence, webhookId });
      return reported.known;
    }
  }

  /**
   * Answers 200, also for another event or an unknown session: another try would change nothing, and iLive drops a
   * delivery after its second try. The message, if any, is logged as a warning.
   */
  function acknowledged(message: string | null, session_id: string) {
    const outcome = message === 'webhook_unknown_session' ? 'unknown_session' : 'taken';
    c.get('services').figures.count('webhooks', outcome);
    if (message) {
      const field = announcement.unreadable === null ? {} : { field: announcement.unreadable };
      log('warn', message, { request_id: c.get('requestId'), session_id, ...field });
    }
    return c.json({ status: 'ok' } as const, 200);
  }
});
