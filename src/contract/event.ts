/** An event of the log as the API shows it. */
import { z } from '@hono/zod-openapi';
import { instant } from './vocabulary.ts';

/** The `data` of an event. Accepts any JSON object, so that the response has exactly the fields that were hashed. */
const dataSchema = z.record(z.string(), z.json()).openapi({
  type: 'object',
  additionalProperties: true,
  description: 'What happened, by the type.',
});

/** An event of the log as the API shows it. */
export const eventSchema = z
  .object({
    seq: z.int().describe('1, 2, 3 … without a gap.'),
    type: z.string().describe('What happened. More types may be added.'),
    at: instant,
    actor: z.string().describe('Who caused it: `api_key:<name>`, `ilive`, `service` …'),
    data: dataSchema,
    prev_hash: z.string().describe('The `hash` of the event before; 64 zeros for the first.'),
    hash: z
      .string()
      .describe('SHA-256 of `prev_hash` and the canonical JSON (RFC 8785) of the five fields above, in hex.'),
  })
  .openapi('Event');

/** An event as an object returns it: `data` is JSON text. */
type StoredEvent = Omit<z.infer<typeof eventSchema>, 'data'> & { readonly data: string };

/** Makes the public form of an event. */
export function eventOf(event: StoredEvent): z.infer<typeof eventSchema> {
  return { ...event, data: dataSchema.parse(JSON.parse(event.data)) };
}
