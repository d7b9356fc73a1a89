import { createHmac } from 'node:crypto';
import { readWishes, type Verdict } from './faults.ts';
import { isoMicroseconds, type Outcome, type Session } from './session.ts';

/** Made-up data of the kind that iLive sends along and that a receiver should drop. */
const CAMERA = { label: 'Sandbox camera', width: 1280, height: 720, facing_mode: 'user' };
const LOCATION = { ip: '203.0.113.7', country: 'ZZ', city: 'Sandbox' };

/** What the `mismatch-` fault says instead. */
const OTHER_VERDICT: Record<Verdict, Verdict> = { pass: 'fail', retry: 'pass', fail: 'pass' };

/** The body of a `liveness.verdict` webhook, byte for byte as sent (`/docs/auth/webhooks`). */
export function verdictBody(session: Session, outcome: Outcome): string {
  const mismatched = readWishes(session.referenceId).faults.has('mismatch-');
  return JSON.stringify({
    event: 'liveness.verdict',
    session_id: session.id,
    verdict: mismatched ? OTHER_VERDICT[outcome.verdict] : outcome.verdict,
    confidence: outcome.confidence,
    reference_id: session.referenceId,
    camera_metadata: CAMERA,
    location: LOCATION,
    timestamp: isoMicroseconds(outcome.decidedAt),
  });
}

/**
 * The headers of one delivery. What exactly is signed cannot be read in `/docs/auth/webhooks`: timestamp, a dot and
 * the raw body is the usual construction, and this is its only place here.
 */
export function signedHeaders(
  secret: string,
  body: string,
  nowMs: number,
  webhookId: string,
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return {
    'Content-Type': 'application/json',
    'X-iLive-Signature': `sha256=${signature}`,
    'X-iLive-Timestamp': timestamp,
    'X-iLive-Webhook-Id': webhookId,
  };
}
