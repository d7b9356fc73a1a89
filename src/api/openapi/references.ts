/**
 * References to components of the OpenAPI document. The Worker does not hold the components; only the document does.
 */
import type { ExampleName } from './examples.ts';

/** The header `Idempotency-Key`, on every POST with an API key. The middleware `idempotent` checks it. */
export const idempotencyKey = { $ref: '#/components/parameters/IdempotencyKey' };
/** The header `X-iLive-Webhook-Id` of iLive's webhook. */
export const iliveWebhookId = { $ref: '#/components/parameters/IliveWebhookId' };

/** Makes the references to these examples, for the `examples` of a media type. */
export function examplesOf(names: readonly ExampleName[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }]));
}
