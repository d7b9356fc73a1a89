/**
 * A stand-in of Cloudflare's API on the loopback interface, with one account: what wrangler and `npm run deploy` call, no
 * more. It runs what is uploaded. A call that it does not know is answered with 501 and kept in `unknown`.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Account, emptyAccount } from './account.ts';
import { type Answer, ok, type Route, refused } from './answer.ts';
import { startRuntime } from './runtime.ts';
import { storeRoutes } from './store-routes.ts';
import { workerRoutes } from './worker-routes.ts';

const API = '/client/v4';
/** Where a Worker of the account can be reached: `/at/<name>/…`. */
const WORKER = /^\/at\/([^/]+)(\/.*)$/;

/** The running stand-in. */
export type CloudflareStandIn = Awaited<ReturnType<typeof startCloudflare>>;

/** Starts it. @param subdomain of workers.dev, null for an account without one */
export async function startCloudflare(subdomain: string | null = 'acme') {
  const account = emptyAccount(subdomain);
  const runtime = await startRuntime(account);
  const calls: string[] = [];
  const unknown: string[] = [];
  const inAccount = [...storeRoutes(account, () => runtime), ...workerRoutes(account, () => runtime)];

  async function answer(request: IncomingMessage, url: URL, body: Buffer<ArrayBuffer>): Promise<Answer> {
    const { method = 'GET', headers } = request;
    const path = url.pathname.slice(API.length);
    const line = `${method} ${path.replace(`/accounts/${account.id}`, '')}`;
    const sql = path.endsWith('/query') ? ` ${JSON.parse(body.toString()).sql}` : '';
    calls.push(`${line}${sql}`);
    if (!headers.authorization) return refused(401, 10000, 'Authentication error');
    if (account.faults.forbidden?.test(path)) return refused(403, 10000, 'Authentication error');
    if (account.faults.r2IsOff && path.includes('/r2/'))
      return refused(403, 10042, 'Please enable R2 through the Cloudflare Dashboard.');
    const routes: readonly Route[] = [
      ...accountRoutes(account),
      ...inAccount.map((route) => within(account, route)),
    ];
    for (const [wanted, pattern, handle] of routes) {
      const match = wanted === method ? pattern.exec(path) : null;
      if (match) return handle({ params: match.slice(1), query: url.searchParams, headers, body });
    }
    unknown.push(line);
    return refused(501, 10001, `not in the stand-in: ${line}`);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = await bodyOf(request);
    const worker = WORKER.exec(url.pathname);
    if (worker) return forward(worker[1] ?? '', `${worker[2]}${url.search}`, request, body, response);
    const { status, json } = await answer(request, url, body).catch((error: unknown) =>
      refused(400, 7500, String(error)),
    );
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  }

  async function forward(
    name: string,
    path: string,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ) {
    if (!account.scripts.has(name)) return void response.writeHead(404).end('There is nothing here yet.');
    const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = request.headers;
    const { method = 'GET' } = request;
    const sent = body.length === 0 ? null : body;
    const url = `https://${name}.${account.subdomain}.workers.dev${path}`;
    const answer = await runtime.fetch(name, url, {
      method,
      headers: headers as Record<string, string>,
      body: sent,
    });
    response
      .writeHead(answer.status, Object.fromEntries(answer.headers))
      .end(Buffer.from(await answer.arrayBuffer()));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    account,
    apiUrl: `${origin}${API}`,
    /** Returns the address of a Worker of the account. */
    urlOf: (name: string) => `${origin}/at/${name}`,
    unknown,
    /** Creates a database, as another command would have done. */
    async createDatabase(name: string, jurisdiction: string | null): Promise<void> {
      account.databases.push({ uuid: randomUUID(), name, jurisdiction });
      await runtime.update();
    },
    /** Returns the calls since the last time that change something; reading SQL is none. */
    takeChanges(): readonly string[] {
      const taken = calls.splice(0);
      return taken.filter((line) => !/^GET |\/query (SELECT|PRAGMA) /.test(line));
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await runtime.stop();
    },
  };
}

function accountRoutes(account: Account): readonly Route[] {
  const { id, name } = account;
  return [
    ['GET', /^\/accounts$/, () => ok([{ id, name }])],
    ['GET', new RegExp(`^/accounts/${id}$`), () => ok({ id, name })],
    ['GET', /^\/user$/, () => ok({ id: 'user', email: 'operator@example.com' })],
    ['GET', /^\/memberships$/, () => ok([{ id: 'member', account: { id, name } }])],
    [
      'GET',
      /^\/zones$/,
      ({ query }) =>
        ok(
          account.zones
            .filter((zone) => zone === query.get('name'))
            .map((zone) => ({ id: `zone-${zone}`, name: zone })),
        ),
    ],
  ];
}

/** The route as a path below the account's. */
function within({ id }: Account, [method, pattern, handle]: Route): Route {
  return [method, new RegExp(pattern.source.replace(/^\^/, `^/accounts/${id}`)), handle];
}

async function bodyOf(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}
