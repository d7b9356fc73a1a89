/** The components of the OpenAPI document that several routes refer to: headers, parameters, security schemes. */
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { examples } from './examples.ts';

/** The registry that collects routes, webhooks and components for the OpenAPI document. */
export type Registry = OpenAPIHono['openAPIRegistry'];

/** The body of iLive's webhook as documented. One that differs is not refused if it names a session. */
const verdictSchema = z
  .looseObject({
    event: z.string(),
    session_id: z.string().min(1).max(200),
    verdict: z.string().min(1).max(64),
    confidence: z.number().min(0).max(1).nullish(),
    reference_id: z.string().nullish().describe('The `user_id`.'),
  })
  .openapi('IliveVerdict', {
    description:
      'Of the event `liveness.verdict`. What it says is confirmed with iLive. Another event of a session of ours counts as no verdict, and has the result asked for.',
    examples: [
      {
        event: 'liveness.verdict',
        session_id: '0d3c1a52-8f5e-4c7b-9a61-2f4b6d8e0a13',
        verdict: 'pass',
        confidence: 0.91,
        reference_id: 'user-12345',
      },
    ],
  });

/** The headers of responses, by name. */
export const headers = {
  'X-Request-Id': {
    description: 'Names this request, in our log too. Quote it when you report a problem.',
    schema: { type: 'string', format: 'uuid' },
  },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } },
} as const;

/** Registers all components. */
export function registerComponents(registry: Registry): void {
  registry.register('IliveVerdict', verdictSchema);
  for (const [name, header] of Object.entries(headers)) registry.registerComponent('headers', name, header);
  for (const [name, example] of Object.entries(examples)) {
    registry.registerComponent('examples', name, example);
  }
  registry.registerComponent('parameters', 'IdempotencyKey', {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Of your choice, new for each thing that you want done, such as a UUID. The same key, route and body within 24 hours gives the ' +
      'first answer again instead of doing it twice.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  });
  registry.registerComponent('parameters', 'IliveWebhookId', {
    name: 'X-iLive-Webhook-Id',
    in: 'header',
    description: 'Names the delivery; kept in the log if it is a UUID.',
    schema: { type: 'string' },
  });
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description:
      '`Authorization: Bearer <key>`, with a key that the operator of the service has given you. Each key has one or more scopes: ' +
      '`applicants` creates, uploads, starts, reads and lists; `read` reads and lists, nothing else; `erase` erases; `reviews` sees the queue ' +
      'and the photos, decides, reads and lists; `audit` reads and exports the logs; `operate` is for figures and undelivered notifications; `import` gives the faces of customers from before. ' +
      'Each operation names the scope that it needs.',
  });
  registry.registerComponent('securitySchemes', 'iliveSignature', {
    type: 'apiKey',
    in: 'header',
    name: 'X-iLive-Signature',
    description:
      '`sha256=<hex>`: HMAC-SHA256, keyed with the secret shared with iLive, over the timestamp header, a dot and the raw body.',
  });
  registry.registerComponent('securitySchemes', 'iliveTimestamp', {
    type: 'apiKey',
    in: 'header',
    name: 'X-iLive-Timestamp',
    description:
      'Seconds since 1970; at most five minutes from now, unless the operator has set another tolerance.',
  });
}
