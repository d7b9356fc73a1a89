/** Listens on this machine for one webhook and for the browser that comes back. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { Received } from './signed-text.ts';

/** The running listener. */
export type Listener = {
  /** Its own address: iLive reaches it only through a tunnel. */
  readonly origin: string;
  /** Where webhooks and browsers are to be sent, behind an origin. Random, because a tunnel is open to all. */
  readonly webhookPath: string;
  readonly returnPath: string;
  /** Waits for the first webhook. @returns null if none comes in time, or before the stop */
  webhook(withinMs: number, stop?: AbortSignal): Promise<Received | null>;
  /** Waits for the browser. @returns the path and query that it asked for, null if it does not come in time */
  browser(withinMs: number): Promise<string | null>;
  close(): Promise<void>;
};

const MOST_BYTES = 65_536;

/** Listens on 127.0.0.1. @param port 0: any free one */
export async function startListener(port: number): Promise<Listener> {
  const secretPath = `/doctor/${randomBytes(16).toString('hex')}`;
  const [webhookPath, returnPath] = [`${secretPath}/webhook`, `${secretPath}/return`];
  const webhook = Promise.withResolvers<Received>();
  const browser = Promise.withResolvers<string>();

  const server = createServer(async (request, response) => {
    const url = request.url ?? '';
    const body = await bodyOf(request).catch(() => null);
    const isWebhook = request.method === 'POST' && url.split('?')[0] === webhookPath;
    const isReturn = request.method === 'GET' && url.startsWith(secretPath);
    if (isWebhook && body) webhook.resolve(receivedOf(request, body));
    if (isReturn) browser.resolve(url);
    response.writeHead(isWebhook || isReturn ? 200 : 404, {
      'content-type': 'text/plain',
      connection: 'close',
    });
    response.end(isReturn ? 'Done. You can close this page.' : '');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The listener has no port.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    webhookPath,
    returnPath,
    webhook: (withinMs, stop) => within(webhook.promise, withinMs, stop),
    browser: (withinMs) => within(browser.promise, withinMs),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function receivedOf({ headers }: IncomingMessage, body: Buffer): Received {
  const header = (name: string) => [headers[name]].flat()[0] ?? null;
  return {
    body,
    signature: header('x-ilive-signature'),
    timestamp: header('x-ilive-timestamp'),
    webhookId: header('x-ilive-webhook-id'),
    receivedAtMs: Date.now(),
  };
}

/** @throws when it is too large */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new Error('too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function within<T>(promise: Promise<T>, ms: number, stop?: AbortSignal): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
    stop?.addEventListener('abort', () => resolve(null), { once: true });
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
