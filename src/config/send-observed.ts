/** Sends a message to the receiver of notifications, and notes for the figures how that went. */
import type { Reporter } from '#src/figures/reporter.ts';
import { type Message, type Receiver, type Sent, send } from '#src/notifications/send.ts';

/** `code`: the HTTP status as `http_<status>`, `timeout` or `unreachable`. */
export type Observed = { readonly sent: Sent; readonly code: string; readonly latencyMs: number };

/** Sends a message once, now. Never throws. */
export async function sendObserved(
  receiver: Receiver,
  message: Message,
  figures: Reporter,
): Promise<Observed> {
  const at = Date.now();
  const sent = await send(receiver, message, at);
  const latencyMs = Date.now() - at;
  const code = sent.ok ? `http_${sent.status}` : sent.code;
  // The host only: a path may be a secret.
  figures.noteDelivery(new URL(receiver.url).host, { at, code, latencyMs });
  return { sent, code, latencyMs };
}
