/** iLive's webhook, signed as iLive signs it. */
import { createHmac } from 'node:crypto';
import type { LocalSecrets } from '../../scripts/local-setup.ts';

/** Whose verdict, on which of the user's sessions (1 is the first). */
export type Verdict = { readonly user: string; readonly nth: number; readonly verdict?: string };

/** Where it is delivered. */
export type Receiver = {
  readonly serviceUrl: string;
  readonly secrets: LocalSecrets;
  /** How far its clock was set forward. */
  readonly clock?: { readonly aheadMs: number };
};

/** A request that can be sent as it is. */
export type Sent = {
  readonly url: string;
  readonly method: 'POST';
  readonly headers: Record<string, string>;
  readonly body: string;
};

/** The request. */
export function verdictRequest(
  { serviceUrl, secrets, clock = { aheadMs: 0 } }: Receiver,
  { user, nth, verdict = 'pass' }: Verdict,
): Sent {
  const body = JSON.stringify({
    event: 'liveness.verdict',
    session_id: `session-${user}-${nth}`,
    verdict,
    confidence: 0.9,
    reference_id: user,
  });
  const timestamp = String(Math.floor((Date.now() + clock.aheadMs) / 1_000));
  const hex = createHmac('sha256', secrets.iliveWebhookSecret).update(`${timestamp}.${body}`).digest('hex');
  const headers = { 'x-ilive-signature': `sha256=${hex}`, 'x-ilive-timestamp': timestamp };
  return { url: `${serviceUrl}/webhooks/ilive`, method: 'POST', headers, body };
}

/** Delivers it; once more if it was not taken, as iLive does. Throws when it is not taken then either. */
export async function deliverVerdict(receiver: Receiver, verdict: Verdict): Promise<void> {
  const post = async () => {
    const { url, ...init } = verdictRequest(receiver, verdict);
    const answer = await fetch(url, init);
    await answer.arrayBuffer();
    return answer.status;
  };
  const first = await post().catch(() => 503);
  const status = first < 500 ? first : await post();
  if (status !== 200) throw new Error(`the webhook was answered with ${status}`);
}
