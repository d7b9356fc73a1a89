/**
 * A service that takes known faces, as far as the import sees it: keeps users with their pictures, indexes each behind the answer, and
 * plays faults. Faces are alike when their pictures begin with the same ten characters.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to a request. `lost`: taken, but the answer is cut off; `cut`: cut off before it is taken; `slow`: answered when
 * the server gets round to it.
 */
export type Fault = 'busy' | 'limited' | 'error' | 'cut' | 'lost' | 'slow' | null;

/** What the service has of a user. */
export type KnownUser = {
  status: string;
  sha256: string | null;
  face: string;
  /** Whether its face was indexed and searched for. */
  isIn: boolean;
  problem: string | null;
  metadata: unknown;
  source: string | null;
  keepPhoto: string | null;
  /** How often a face of it was indexed. */
  indexed: number;
  /** Where the face is, or goes. */
  collection: string;
};

/** The state of a stand-in. */
export type KnownFacesService = Awaited<ReturnType<typeof startKnownFacesService>>;

/** The key that it takes. */
export const IMPORT_KEY = 'key-of-the-import';
/** A face that iLive finds on no picture, and one that it cannot index. */
export const NO_FACE = 'noface----';
export const NOT_INDEXED = 'unlucky---';
const ALIKE = 10;
const FACES_A_REQUEST = 3;

/** Starts it on a free port. With each request it indexes up to three faces, the oldest first. */
export async function startKnownFacesService() {
  const users = new Map<string, KnownUser>();
  const seen = { posts: 0, reads: 0, inFlight: 0, mostInFlight: 0, mostPending: 0 };
  const told = {
    ...{ fault: (_request: number): Fault => null, onPost: () => {}, isHeld: () => false },
    collection: 'users',
  };
  const lane: KnownUser[] = [];
  let requests = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    const fault = told.fault(requests++);
    if (!told.isHeld()) work();
    const send = (status: number, json: object, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(json));
    };
    if (fault === 'cut') return void request.socket.destroy();
    if (fault === 'slow') await new Promise((resolve) => setImmediate(resolve));
    if (fault === 'error') return send(500, { code: 'internal_error' });
    if (fault === 'busy') return send(503, { code: 'storage_unavailable' }, { 'retry-after': '0' });
    if (fault === 'limited') return send(429, { code: 'rate_limited' }, { 'retry-after': '0' });
    if (request.headers.authorization !== `Bearer ${IMPORT_KEY}`)
      return send(401, { code: 'invalid_api_key', detail: 'No such key.' });
    const { pathname } = new URL(request.url ?? '', 'http://service.test');
    const [status, json] =
      request.method === 'POST'
        ? await give(request, body)
        : read(pathname.replace('/v1/applicants/', ''), pathname);
    if (fault === 'lost') return void request.socket.destroy();
    send(status, json);
    if (request.method === 'POST') told.onPost();
  }

  function work(): void {
    for (const user of lane.splice(0, FACES_A_REQUEST)) {
      user.isIn = true;
      if (user.problem === null) user.indexed += 1;
    }
  }

  async function give(request: IncomingMessage, body: Buffer): Promise<[number, object]> {
    seen.posts += 1;
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(new Uint8Array(body), { headers }).formData();
    const userId = String(form.get('user_id'));
    const image = form.get('image');
    if (!(image instanceof File)) return [400, { code: 'invalid_request', detail: 'image: must be a file' }];
    const bytes = Buffer.from(await image.arrayBuffer());
    const face = bytes.subarray(0, ALIKE).toString();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const there = users.get(userId);
    if (there?.status === 'erased') return [410, { code: 'gone', detail: 'The applicant was erased.' }];
    if (there && there.status !== 'known')
      return [409, { code: 'wrong_status', detail: `The applicant is ${there.status}.` }];
    const isThere = there?.sha256 === sha256 && there.collection === told.collection;
    if (there && isThere && there.problem === null) return [200, viewOf(userId, there)];
    if (face === NO_FACE) return [422, { code: 'no_face_in_id_photo', detail: 'Send another picture.' }];
    const problem = face === NOT_INDEXED ? 'ilive_refused' : null;
    const text = (name: string) => (form.has(name) ? String(form.get(name)) : null);
    const user = {
      status: 'known',
      sha256,
      face,
      isIn: false,
      problem,
      metadata: JSON.parse(text('metadata') ?? 'null'),
      source: text('source'),
      keepPhoto: text('keep_photo'),
      indexed: there?.indexed ?? 0,
      collection: told.collection,
    };
    users.set(userId, user);
    lane.push(user);
    seen.mostPending = Math.max(seen.mostPending, lane.length);
    return [201, viewOf(userId, user)];
  }

  function read(userId: string, pathname: string): [number, object] {
    if (pathname === '/v1/applicants' || pathname === '/v1/known-faces/duplicates')
      return [200, { data: [], next_cursor: null }];
    seen.reads += 1;
    const user = users.get(userId);
    if (!user) return [404, { code: 'applicant_not_found' }];
    return [200, viewOf(userId, user)];
  }

  function viewOf(userId: string, user: KnownUser): object {
    const { isIn } = user;
    const alike = [...users].filter(([id, { face, isIn }]) => id !== userId && face === user.face && isIn);
    const hits = alike.map(([id]) => ({
      external_face_id: id,
      face_id: `f-${id}`,
      similarity: 0.9,
      self: false,
    }));
    const state = !isIn ? 'waiting' : user.problem === null ? 'searched' : 'failed';
    return {
      user_id: userId,
      status: user.status,
      known_face: user.sha256 && { sent_sha256: user.sha256, state, problem: isIn ? user.problem : null },
      dedupe: state === 'searched' ? { threshold: 0.5, outcome: 'unique', hits } : null,
    };
  }

  const server = createServer((request, response) => {
    seen.inFlight += 1;
    seen.mostInFlight = Math.max(seen.mostInFlight, seen.inFlight);
    response.on('close', () => {
      seen.inFlight -= 1;
    });
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    lane,
    url: `http://127.0.0.1:${port}`,
    users,
    seen,
    /** May be changed at any time. */
    told,
    /** A user who came otherwise. */
    add(userId: string, status: string): void {
      const nothing = {
        sha256: null,
        face: '',
        isIn: true,
        problem: null,
        metadata: null,
        source: null,
        keepPhoto: null,
      };
      users.set(userId, { status, ...nothing, indexed: 0, collection: told.collection });
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
