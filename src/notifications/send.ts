/** Sends a notification to the customer once, signed by Standard Webhooks 1.0. */
import { createHmac } from 'node:crypto';
import { retryAfterMs } from '#src/platform/retry-after.ts';
import { withTimeout } from '#src/platform/timeout.ts';

/** Where notifications go, and the secrets that sign them: two during rotation. */
export type Receiver = {
  readonly url: string;
  /** Raw keys, the current one first. */
  readonly secrets: readonly Uint8Array[];
  readonly fetch: (request: Request) => Promise<Response>;
};

/** A message: its id, and the body that is signed and sent. */
export type Message = { readonly id: string; readonly body: string };

/** How the try ended. `gone`: the receiver answered 410, so this notification is not sent again. */
export type Sent =
  | { readonly ok: true; readonly status: number }
  | {
      readonly ok: false;
      readonly gone: boolean;
      /** The wait that the receiver asked for, 0 when it did not. */
      readonly retryAfterMs: number;
      /** For the log: the HTTP status, or why there was no answer. */
      readonly code: string;
    };

/** The time that a receiver has for its answer (Standard Webhooks recommends 15 to 30 s). */
const TIMEOUT_MS = 15_000;

/**
 * Sends a message once. Never throws. Anything but a 2xx in time is a failure; so is a redirect, which could lead
 * anywhere.
 * @param now ms since the epoch
 */
export function send({ url, secrets, fetch }: Receiver, message: Message, now: number): Promise<Sent> {
  const { id, body } = message;
  const timestamp = String(Math.floor(now / 1_000));
  const signature = secrets.map((secret) => `v1,${sign(secret, `${id}.${timestamp}.${body}`)}`).join(' ');
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  };
  return withTimeout(TIMEOUT_MS, async (signal) => {
    try {
      const response = await fetch(
        new Request(url, { method: 'POST', headers, body, redirect: 'manual', signal }),
      );
      await response.body?.cancel();
      const { status } = response;
      if (response.ok) return { ok: true, status };
      return {
        ok: false,
        gone: status === 410,
        retryAfterMs: retryAfterMs(response.headers, now) ?? 0,
        code: `http_${status}`,
      };
    } catch {
      const code = signal.aborted ? 'timeout' : 'unreachable';
      return { ok: false, gone: false, retryAfterMs: 0, code };
    }
  });
}

function sign(secret: Uint8Array, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64');
}
