/** Open pages of an applicant: hibernating WebSockets that are told that something changed, and the status; nothing else. */
import type { State } from '../core/model.ts';

/** Tabs and devices of one person; the oldest makes room for the next. */
const MOST_WATCHERS = 8;
/** WebSocket's "try again later" (IANA, 1013). */
const MAKE_ROOM = 1013;
/** "Policy violation" (RFC 6455, 7.4.1). */
const NOT_ASKED = 1008;

type Sockets = Pick<DurableObjectState, 'acceptWebSocket' | 'getWebSockets'>;

/** 101 with the other end. Between messages the object may sleep. */
export function acceptWatcher(ctx: Sockets): Response {
  const [client, server] = Object.values(new WebSocketPair());
  if (!client || !server) throw new Error('a pair has two ends');
  // Newest last.
  for (const old of ctx.getWebSockets().slice(0, -(MOST_WATCHERS - 1))) close(old, MAKE_ROOM);
  ctx.acceptWebSocket(server);
  return new Response(null, { status: 101, webSocket: client });
}

/** Says so to all of them. A page that has gone away is no failure of the change. */
export function tellWatchers(ctx: Sockets, state: State | null): void {
  if (!state) return;
  const message = JSON.stringify({ type: 'changed', status: state.standing.status });
  for (const socket of ctx.getWebSockets()) {
    try {
      socket.send(message);
    } catch {
      close(socket, MAKE_ROOM);
    }
  }
}

/** Ends a connection whose other end says something. */
export function dismissTalker(socket: WebSocket): void {
  close(socket, NOT_ASKED);
}

function close(socket: WebSocket, code: number): void {
  try {
    socket.close(code);
  } catch {
    // Closed already.
  }
}
