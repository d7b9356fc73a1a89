/** iLive's webhook: verified over the raw bytes first, parsed afterwards (/docs/auth/webhooks). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What the headers and the settings say. */
export type Delivery = {
  readonly body: Uint8Array;
  readonly signature: string | null;
  readonly timestamp: string | null;
};

/** `malformed` headers are the sender's mistake; `invalid` says no more than that. */
export type Verification = 'valid' | 'malformed' | 'invalid';

/**
 * The signed text. Inferred, and the most important guess about iLive: the page's expression is not readable.
 * `<X-iLive-Timestamp>.<raw body>` is the common construction. Change it here and nowhere else; never accept two.
 */
function signedText(timestamp: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${timestamp}.`), body]);
}

/**
 * @param secrets the current one and, while rotating, the previous one
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
  // Every secret is tried, so that the time taken does not tell which one it was.
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

/** The verdict in a verified delivery. `location` and `camera_metadata` are dropped here, on receipt. */
export const deliverySchema = z.object({
  event: z.string(),
  session_id: wellFormed(200),
  verdict: wellFormed(64),
  // iLive does not repeat what was refused, so an odd value that decides nothing refuses nothing.
  confidence: z.number().min(0).max(1).nullish().catch(null),
  reference_id: z.string().max(200).nullish().catch(null),
});

/** The event that this service acts on. */
export const VERDICT_EVENT = 'liveness.verdict';
