/**
 * An iLive that recognises nobody: it answers by the user's name, each call after a fixed time, so that what is measured
 * is ours. The collection is there.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { createRateLimiter, type RateLimits } from '../../sandbox/ilive/rate-limit.ts';
import { pictureOf } from '../../test/support/picture.ts';
import { type Call, callOf, userIn } from './ilive-calls.ts';

/** Where it listens (127.0.0.1 only) and how it answers. */
export type StubOptions = {
  readonly port: number;
  /** From a call's last byte to its answer's first. */
  readonly latencyMs: number;
  /** The tier; none when absent. */
  readonly limits?: RateLimits;
  /** What `/photo` answers; a tiny picture that tells whose it is when absent. */
  readonly photo?: Uint8Array;
};

/** A running stub. */
export type IliveStub = Awaited<ReturnType<typeof startIliveStub>>;

/** The similarity of the two photos, of everybody but those who are to be reviewed. */
const SIMILARITY = 0.93;

/** Starts it. */
export async function startIliveStub({ port, latencyMs, limits, photo }: StubOptions) {
  const calls: Call[] = [];
  const admit = createRateLimiter(limits ?? { rpm: 0, rps: 0 });
  const sessions = new Map<string, number>();
  const returnUrls = new Map<string, string>();

  const server = createServer((request, response) => {
    readBody(request).then((body) => {
      const call = callOf(request, body, Date.now());
      calls.push(call);
      const answered = call.limited && !admit('key', call.at) ? tooMany : answer(call, body);
      call.status = answered.status;
      // Node's timers count in whole milliseconds and may be late; what iLive really took is what counts.
      const end = () => {
        write(response, answered);
        call.tookMs = performance.now() - call.startMs;
      };
      if (latencyMs > 0) setTimeout(end, latencyMs);
      else end();
      // Who breaks off, as a service that is stopped, gets no answer.
    }, request.destroy.bind(request));
  });

  function answer({ name, user }: Call, body: Buffer): Answer {
    switch (name) {
      case 'create_session': {
        const owner = userIn(body.toString('latin1'));
        const nth = (sessions.get(owner) ?? 0) + 1;
        sessions.set(owner, nth);
        returnUrls.set(
          owner,
          z.object({ redirect_url: z.string() }).parse(JSON.parse(String(body))).redirect_url,
        );
        const session_id = `session-${owner}-${nth}`;
        const session_url = `http://127.0.0.1/s/${session_id}`;
        return { status: 201, json: { session_id, session_url, token: 'token' } };
      }
      case 'result': {
        const again = user.startsWith('bench-retry-') && sessions.get(user) === 1;
        const verdict = again ? 'retry' : 'pass';
        return { status: 200, json: { verdict, confidence: 0.9, photo_quality_score: 0.9 } };
      }
      case 'photo':
        return { status: 200, jpeg: photo ?? pictureOf(user) };
      case 'detect':
        return {
          status: 200,
          json: { faces: [{ bounding_box: { left: 0.3, top: 0.2, width: 0.4, height: 0.5 } }] },
        };
      case 'compare':
        return { status: 200, json: { similarity: user.startsWith('bench-review-') ? 0.4 : SIMILARITY } };
      case 'create_collection':
        return { status: 409, json: { detail: { code: 'collection_exists', message: 'stub' } } };
      case 'list':
        return { status: 200, json: { faces: [], next_cursor: null } };
      case 'index':
        return { status: 201, json: { face_id: `face-${user}` } };
      case 'search': {
        const self = { face_id: `face-${user}`, external_face_id: user, similarity: 0.99 };
        return { status: 200, json: { matches: [self] } };
      }
      case 'other':
        return { status: 404, json: { detail: { code: 'not_found', message: 'stub' } } };
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    /** Where iLive sends the browser of each user, of the newest session. */
    returnUrls,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Answer = { readonly status: number; readonly json?: unknown; readonly jpeg?: Uint8Array };

const tooMany: Answer = { status: 429, json: { detail: { code: 'rate_limited', message: 'stub' } } };

function write(response: ServerResponse, { status, json, jpeg }: Answer): void {
  response.writeHead(status, { 'content-type': jpeg ? 'image/jpeg' : 'application/json' });
  response.end(jpeg ?? JSON.stringify(json));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
