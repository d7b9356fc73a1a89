/** iLive's webhook: first verified over the raw bytes, then parsed (/docs/auth/webhooks). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/**
 * A webhook as received: the raw body, and the headers `X-iLive-Signature` and `X-iLive-Timestamp`, null when absent.
 */
export type Delivery = {
  readonly body: Uint8Array;
  readonly signature: string | null;
  readonly timestamp: string | null;
};

/** `malformed`: a header is absent or has a wrong form. `invalid`: signature or time is wrong, not saying which. */
export type Verification = 'valid' | 'malformed' | 'invalid';

/**
 * Builds the text that iLive signs. Inferred, and the most important guess about iLive, since the expression on the
 * page is not readable: `<X-iLive-Timestamp>.<raw body>` is the common construction. It is built in this function only,
 * so that a correction is one change. Two constructions must never be accepted at once.
 */
function signedText(timestamp: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${timestamp}.`), body]);
}

/**
 * Verifies the signature and the time of a webhook (/docs/auth/webhooks). Inferred: the secret is used as UTF-8 text.
 * @param secrets the current one and, during rotation, the previous one
 * @param toleranceS the largest difference between timestamp and clock, in seconds. Inferred: no page gives a number
 * @param nowMs the clock, ms since the epoch
 */
export function verifyDelivery(
  { body, signature, timestamp }: Delivery,
  secrets: readonly string[],
  toleranceS: number,
  nowMs: number,
): Verification {
  const given = signature?.match(/^sha256=([0-9a-f]{64})$/i)?.[1];
  if (!given || !timestamp || !/^\d{1,12}$/.test(timestamp)) return 'malformed';
  const presented = Buffer.from(given, 'hex');
  const text = signedText(timestamp, body);
  // Every secret is tried, so that the duration does not show which one matched.
  const signed = secrets
    .map((secret) => timingSafeEqual(createHmac('sha256', secret).update(text).digest(), presented))
    .includes(true);
  const fresh = Math.abs(nowMs / 1_000 - Number(timestamp)) <= toleranceS;
  return signed && fresh ? 'valid' : 'invalid';
}

const wellFormed = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => text.isWellFormed());

/** The verdict in a verified webhook. `location` and `camera_metadata` are dropped here. Inferred: personal data. */
export const deliverySchema = z.object({
  event: z.string(),
  session_id: wellFormed(200),
  verdict: wellFormed(64),
  // Inferred: iLive does not repeat a refused webhook, so a wrong value that decides nothing must not cause a refusal.
  confidence: z.number().min(0).max(1).nullish().catch(null),
  reference_id: z.string().max(200).nullish().catch(null),
});

/** The type of the only event on which this service acts. */
export const VERDICT_EVENT = 'liveness.verdict';
