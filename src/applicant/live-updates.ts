/**
 * Open pages of an applicant: hibernating WebSockets that get the status when something has changed, and nothing else.
 */
import { z } from 'zod';
import type { State } from '#src/core/model.ts';
import { currentGeneration } from '#src/core/onboarding-link.ts';

/** Connections per applicant (tabs, devices). One more closes the oldest. */
const MOST_SUBSCRIBERS = 8;
/** WebSocket's "try again later" (IANA, 1013). */
const MAKE_ROOM = 1013;
/** "Policy violation" (RFC 6455, 7.4.1). */
const NOT_ASKED = 1008;

type Sockets = Pick<DurableObjectState, 'acceptWebSocket' | 'getWebSockets'>;
/** Stored with each socket, also through hibernation. */
const attachmentSchema = z
  .object({
    /** The order of connecting, which the runtime does not keep. */
    number: z.number(),
    /** The generation of the link that the page was opened with. */
    link: z.number(),
  })
  .catch({ number: 0, link: -1 });

/** Makes the request for a WebSocket of a page that was opened with a link of that generation. */
export function subscriptionRequest(request: Request, link: number): Request {
  return new Request(`https://applicant/?link=${link}`, request);
}

/** Reads the generation of the link out of such a request. */
export function generationAskedFor(request: Request): number {
  return Number(new URL(request.url).searchParams.get('link') ?? Number.NaN);
}

/**
 * Opens a WebSocket and answers 101 with the client's end. The object can hibernate between messages.
 * @param link generation of the link that the page was opened with
 */
export function acceptSubscriber(ctx: Sockets, link: number): Response {
  const [client, server] = Object.values(new WebSocketPair());
  if (!client || !server) throw new Error('a pair has two ends');
  const open = ctx.getWebSockets().toSorted((a, b) => numberOf(a) - numberOf(b));
  for (const old of open.slice(0, -(MOST_SUBSCRIBERS - 1))) close(old, MAKE_ROOM);
  ctx.acceptWebSocket(server);
  server.serializeAttachment({ number: 1 + Math.max(0, ...open.map(numberOf)), link });
  return new Response(null, { status: 101, webSocket: client });
}

/**
 * Sends the status to all connections, unless the newest event is a view of a photo. Closes those whose link has ended.
 * Ignores closed connections.
 */
export function notifySubscribers(ctx: Sockets, state: State | null): void {
  if (!state || state.changedSeq < state.seq) return;
  const message = JSON.stringify({ type: 'changed', status: state.status.name });
  const current = currentGeneration(state);
  for (const socket of ctx.getWebSockets()) {
    if (attachmentOf(socket).link !== current) {
      close(socket, NOT_ASKED);
      continue;
    }
    try {
      socket.send(message);
    } catch {
      close(socket, MAKE_ROOM);
    }
  }
}

function attachmentOf(socket: WebSocket) {
  return attachmentSchema.parse(socket.deserializeAttachment());
}

function numberOf(socket: WebSocket): number {
  return attachmentOf(socket).number;
}

/** Closes a connection that sent a message. */
export function dismissSender(socket: WebSocket): void {
  close(socket, NOT_ASKED);
}

function close(socket: WebSocket, code: number): void {
  try {
    socket.close(code);
  } catch {
    // Closed already.
  }
}
