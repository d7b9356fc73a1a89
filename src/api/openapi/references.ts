/** References to the components of the description. What they point to is not part of the Worker: it is only needed to make the document. */
import type { ExampleName } from './examples.ts';

/** On every POST of callers; the middleware that keeps the answers checks it. */
export const idempotencyKey = { $ref: '#/components/parameters/IdempotencyKey' };
/** On iLive's deliveries. */
export const iliveWebhookId = { $ref: '#/components/parameters/IliveWebhookId' };

/** Points to those examples, for the `examples` of a media type. */
export function examplesOf(names: readonly ExampleName[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }]));
}
