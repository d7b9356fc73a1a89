/** One try to hand a notification to the customer, signed by Standard Webhooks 1.0. */
import { createHmac } from 'node:crypto';
import { retryAfterMs } from '#src/platform/retry-after.ts';

/** Where to, and by which secrets: two while they rotate. */
export type Receiver = {
  readonly url: string;
  /** Raw keys, the current one first. */
  readonly secrets: readonly Uint8Array[];
  readonly fetch: (request: Request) => Promise<Response>;
};

/** How the try ended. `gone`: the receiver wants no more of it. */
export type Sent =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly gone: boolean;
      readonly retryAfterMs: number;
      /** For the log: the HTTP status, or what went wrong before there was one. */
      readonly code: string;
    };

/** As long as a receiver may take (Standard Webhooks recommends 15 to 30 s). */
const TIMEOUT_MS = 15_000;

/** Sends it. Anything but a 2xx in time is a failure, a redirect too: it could lead anywhere. */
export async function send(
  { url, secrets, fetch }: Receiver,
  { id, body }: { readonly id: string; readonly body: string },
  now: number,
): Promise<Sent> {
  const timestamp = String(Math.floor(now / 1_000));
  const signature = secrets.map((secret) => `v1,${sign(secret, `${id}.${timestamp}.${body}`)}`).join(' ');
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  };
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  try {
    const { signal } = controller;
    const response = await fetch(
      new Request(url, { method: 'POST', headers, body, redirect: 'manual', signal }),
    );
    await response.body?.cancel();
    if (response.ok) return { ok: true };
    const { status } = response;
    return {
      ok: false,
      gone: status === 410,
      retryAfterMs: retryAfterMs(response.headers, now) ?? 0,
      code: `http_${status}`,
    };
  } catch {
    const code = controller.signal.aborted ? 'timeout' : 'unreachable';
    return { ok: false, gone: false, retryAfterMs: 0, code };
  } finally {
    clearTimeout(timer);
  }
}

function sign(secret: Uint8Array, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64');
}
