/** An iLive that recognises nobody: everybody passes, at a fixed latency, within the sandbox's own rate limits. The collection is there. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRateLimiter, type RateLimits } from '../../sandbox/ilive/rate-limit.ts';
import { pictureOf } from '../support/picture.ts';

/** One call to the face services, as it came in. */
export type V2Call = { readonly at: number; readonly user: string; readonly name: string; status: number };

/** A running stub. */
export type IliveStub = Awaited<ReturnType<typeof startIliveStub>>;

/** What users are called here, so that a picture or a face tells whose it is. */
const USER = /burst-\d{5}/;
const LATENCY_MS = 20;

/** Listens on 127.0.0.1 only. */
export async function startIliveStub(port: number, limits: RateLimits) {
  const calls: V2Call[] = [];
  const admit = createRateLimiter(limits);

  const server = createServer((request, response) => {
    const at = Date.now();
    readBody(request).then((body) => {
      const answered = answer(request, body, at);
      setTimeout(() => write(response, answered), LATENCY_MS);
    });
  });

  function answer(request: IncomingMessage, body: Buffer, at: number): Answer {
    const url = new URL(request.url ?? '/', 'http://stub.test');
    const { pathname } = url;
    const user = (pathname.match(USER) ?? body.toString('latin1').match(USER))?.[0] ?? '';
    if (!pathname.startsWith('/api/v2/')) return v1(pathname, user);
    const name = pathname.split('/').at(-1) ?? '';
    const call = { at, user, name: pathname.includes('/search-by-face/') ? 'search' : name, status: 429 };
    calls.push(call);
    const answered = admit('key', at) ? v2(call, request.method) : problem(429, 'rate_limited');
    call.status = answered.status;
    return answered;
  }

  function v2({ name, user }: V2Call, method = ''): Answer {
    switch (name) {
      case 'faces:compare':
        return { status: 200, json: { similarity: 0.93, is_match: true } };
      case 'collections':
        return problem(409, 'collection_exists');
      case 'faces':
        if (method === 'GET') return { status: 200, json: { faces: [], next_cursor: null } };
        return { status: 201, json: { face_id: `face-${user}` } };
      case 'search': {
        const self = { face_id: `face-${user}`, external_face_id: user, similarity: 0.99 };
        return { status: 200, json: { matches: [self] } };
      }
      default:
        return problem(404, 'not_found');
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

type Answer = { readonly status: number; readonly json?: unknown; readonly jpeg?: Uint8Array };

/** A session is named after its user; everybody has passed already. */
function v1(pathname: string, user: string): Answer {
  const session_id = `session-${user}`;
  if (pathname === '/api/v1/managed-session') {
    return {
      status: 201,
      json: { session_id, session_url: `http://127.0.0.1/s/${session_id}`, token: 'token' },
    };
  }
  if (pathname.endsWith('/photo')) return { status: 200, jpeg: pictureOf(user) };
  const result = { session_id, verdict: 'pass', confidence: 0.9, photo_quality_score: 0.9 };
  return { status: 200, json: result };
}

function problem(status: number, code: string): Answer {
  return { status, json: { detail: { code, message: 'stub' } } };
}

function write(response: ServerResponse, { status, json, jpeg }: Answer): void {
  response.writeHead(status, { 'content-type': jpeg ? 'image/jpeg' : 'application/json' });
  response.end(jpeg ?? JSON.stringify(json));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
