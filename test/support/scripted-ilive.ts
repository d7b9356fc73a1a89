/**
 * An iLive that does what a test says, in the test's own isolate: no network, no faces, and any fault at any call.
 * It replaces the global `fetch`, which the Worker under test shares, for the one host of `ILIVE_BASE_URL`.
 */
import { labelOf, pictureOf } from './picture.ts';

/** The calls of the contract. */
export const CALLS = [
  'create_session',
  'result',
  'photo',
  'detect',
  'compare',
  'create_collection',
  'index',
  'list',
  'search',
  'delete',
] as const;
export type CallName = (typeof CALLS)[number];

/** What can go wrong with one. `lost` takes effect, and its answer never comes. */
export const FAULTS = [
  'refused',
  'reset',
  'timeout',
  '408',
  '429',
  '500',
  '502',
  '503',
  '401',
  '403',
  '404',
  '409',
  '422',
  'garbage',
  'missing',
  'lost',
] as const;
export type Fault = (typeof FAULTS)[number];

type Session = {
  id: string;
  reference: string;
  token: string;
  /** Where the browser is sent back. */
  redirect: string;
  verdict: string | null;
  person: string;
  quality: number | null;
};
type StoredFace = {
  face_id: string;
  external_face_id: string;
  external_image_id: string;
  person: string;
  /** Absent: `users`. */
  collection?: string;
  /** To all others of the person. */
  similarity?: number;
};

/** What it knows, to be stored and read again. */
export type IliveMemory = {
  readonly sessions: readonly Session[];
  readonly faces: readonly StoredFace[];
  readonly collections: readonly string[];
};

/** One call as it came in. */
export type Seen = { readonly name: CallName; readonly at: number; readonly fault: Fault | null };

/** What a test may hang in: a fault for this call, or something to happen before or after its effect. */
export type Script = {
  fault?: (name: CallName, nth: number) => Fault | null;
  before?: (name: CallName, nth: number) => Promise<void> | void;
  after?: (name: CallName, nth: number) => Promise<void> | void;
  /** Changes the JSON of a success. */
  rewrite?: (name: CallName, answer: any) => unknown;
};

/** The stand-in. */
export type ScriptedIlive = ReturnType<typeof createScriptedIlive>;

/** A fresh one: no sessions, no collection. */
export function createScriptedIlive(script: Script = {}) {
  const sessions = new Map<string, Session>();
  const faces: StoredFace[] = [];
  const seen: Seen[] = [];
  const collections = new Set<string>();
  const state = { script };

  async function answer(request: Request, timeOut: () => void): Promise<Response> {
    const url = new URL(request.url);
    const name = nameOf(request.method, url.pathname);
    if (!name) return problem(404, 'not_found');
    const nth = seen.filter((call) => call.name === name).length + 1;
    const fault = state.script.fault?.(name, nth) ?? null;
    seen.push({ name, at: Date.now(), fault });
    await state.script.before?.(name, nth);
    if (fault && fault !== 'lost') return faulty(fault, request.signal, timeOut);
    const response = await effect(name, request, url);
    await state.script.after?.(name, nth);
    if (fault === 'lost') throw new TypeError('the answer was lost');
    const { rewrite } = state.script;
    const isJson = response.headers.get('content-type') === 'application/json';
    if (!rewrite || !response.ok || !isJson) return response;
    return Response.json(rewrite(name, await response.json()), { status: response.status });
  }

  async function effect(name: CallName, request: Request, url: URL): Promise<Response> {
    const parts = url.pathname.split('/');
    const faceId = parts.at(-1) ?? '';
    const collection = parts[4] ?? 'users';
    const isThere = (face: StoredFace) => (face.collection ?? 'users') === collection;
    const isNamed = (face: StoredFace) => isThere(face) && face.face_id === faceId;
    switch (name) {
      case 'create_session': {
        const { reference_id, redirect_url } = (await request.json()) as Record<string, string>;
        const id = crypto.randomUUID();
        sessions.set(id, {
          id,
          reference: reference_id ?? '',
          token: crypto.randomUUID(),
          redirect: redirect_url ?? '',
          verdict: null,
          person: '',
          quality: null,
        });
        return Response.json(
          { session_id: id, session_url: `https://ilive.test/s/${id}`, token: sessions.get(id)?.token },
          { status: 201 },
        );
      }
      case 'result':
      case 'photo': {
        const session = sessions.get(parts[4] ?? '');
        if (!session) return problem(404, 'session_not_found');
        if (url.searchParams.get('token') !== session.token) return problem(401, 'invalid_token');
        if (session.verdict === null) return problem(404, 'result_not_ready');
        if (name === 'photo')
          return new Response(pictureOf(session.person), { headers: { 'content-type': 'image/jpeg' } });
        const { id: session_id, verdict, quality: photo_quality_score } = session;
        return Response.json({
          session_id,
          verdict,
          confidence: 0.9,
          ...(photo_quality_score === null ? {} : { photo_quality_score }),
        });
      }
      case 'detect': {
        const person = await labelIn(await request.formData(), 'image');
        const attributes = { brightness: 0.5, sharpness: 0.9, pose: { roll: 0, yaw: 0, pitch: 0 } };
        return Response.json({ faces: person === 'noface' ? [] : [{ attributes }] });
      }
      case 'compare': {
        const form = await request.formData();
        const [source, target] = [await labelIn(form, 'source_image'), await labelIn(form, 'target_image')];
        if (source === 'noface') return problem(422, 'no_face_in_source');
        if (target === 'noface') return problem(422, 'no_face_in_target');
        return Response.json({ similarity: source === target ? 0.93 : 0.12, is_match: source === target });
      }
      case 'create_collection': {
        const { external_id = '' } = (await request.json()) as Record<string, string>;
        if (collections.has(external_id)) return problem(409, 'collection_exists');
        collections.add(external_id);
        return Response.json({ external_id, face_count: 0 }, { status: 201 });
      }
      case 'index': {
        if (!collections.has(collection)) return problem(404, 'collection_not_found');
        const form = await request.formData();
        const face = {
          face_id: crypto.randomUUID(),
          external_face_id: String(form.get('external_face_id')),
          external_image_id: String(form.get('external_image_id')),
          person: await labelIn(form, 'image'),
          collection,
        };
        faces.push(face);
        return Response.json({ face_id: face.face_id }, { status: 201 });
      }
      case 'list': {
        if (!collections.has(collection)) return problem(404, 'collection_not_found');
        const image = url.searchParams.get('external_image_id');
        return Response.json({
          faces: faces.filter((face) => isThere(face) && (!image || face.external_image_id === image)),
          next_cursor: null,
        });
      }
      case 'search': {
        if (!collections.has(collection)) return problem(404, 'collection_not_found');
        const searched = faces.find(isNamed);
        if (!searched) return problem(404, 'face_not_found');
        const most = Number(url.searchParams.get('max_results'));
        const floor = Number(url.searchParams.get('threshold'));
        const matches = faces
          .filter((face) => isThere(face) && face.person === searched.person)
          .map((face) => ({ ...face, similarity: face === searched ? 0.99 : (face.similarity ?? 0.9) }))
          .filter(({ similarity }) => similarity >= floor)
          .sort((a, b) => b.similarity - a.similarity);
        return Response.json({ matches: matches.slice(0, most) });
      }
      case 'delete': {
        if (!collections.has(collection)) return problem(404, 'collection_not_found');
        const index = faces.findIndex(isNamed);
        if (index < 0) return problem(404, 'face_not_found');
        faces.splice(index, 1);
        return new Response(null, { status: 204 });
      }
    }
  }

  return {
    sessions,
    faces,
    /** The collections that are there. */
    collections,
    seen,
    /** Answers a call that did not come by the `fetch` of this process. No `timeout` can be played then. */
    answer: (request: Request) => answer(request, () => {}),
    memory: (): IliveMemory => ({
      sessions: [...sessions.values()],
      faces: [...faces],
      collections: [...collections],
    }),
    /** Takes over what another one knew. */
    remember(memory: IliveMemory) {
      for (const collection of memory.collections) collections.add(collection);
      for (const session of memory.sessions) sessions.set(session.id, { ...session });
      faces.push(...memory.faces);
    },
    /** Changes the script in mid-play; `{}` ends all faults. */
    play(next: Script) {
      state.script = next;
    },
    /** The applicant does what it takes: the session has a verdict from now on. */
    decide(sessionId: string, verdict: string, person: string, quality: number | null = 0.9) {
      const session = sessions.get(sessionId);
      if (session) Object.assign(session, { verdict, person, quality });
    },
    /** A face that is there already, of somebody else; that alike to the person's others. */
    addFace(userId: string, person: string, similarity?: number) {
      collections.add('users');
      faces.push({
        face_id: crypto.randomUUID(),
        external_face_id: userId,
        external_image_id: crypto.randomUUID(),
        person,
        ...(similarity === undefined ? {} : { similarity }),
      });
    },
    /** Face ids of that user. */
    facesOf: (userId: string) =>
      faces.filter((face) => face.external_face_id === userId).map((face) => face.face_id),
    /**
     * Answers in place of the network until the function that it gives is called. The client starts its time-out just
     * before it calls `fetch`: that timer is the newest one, and a `timeout` runs it at once. So no test waits for a
     * time-out, and the real one can be so long that a busy machine does not come near it.
     */
    install(): () => void {
      const { fetch: network, setTimeout: startTimer } = globalThis;
      let newestTimer = () => {};
      globalThis.setTimeout = ((run: () => void, ms?: number) => {
        newestTimer = run;
        return startTimer(run, ms);
      }) as typeof setTimeout;
      globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
        const timeOut = newestTimer;
        const request = new Request(input, init);
        return new URL(request.url).hostname === 'ilive.test'
          ? answer(request, timeOut)
          : network(input, init);
      }) as typeof fetch;
      return () => {
        globalThis.fetch = network;
        globalThis.setTimeout = startTimer;
      };
    },
  };
}

function nameOf(method: string, path: string): CallName | null {
  if (path === '/api/v1/managed-session') return 'create_session';
  if (path.startsWith('/api/v1/session/')) return path.endsWith('/result') ? 'result' : 'photo';
  if (path === '/api/v2/faces:detect') return 'detect';
  if (path === '/api/v2/faces:compare') return 'compare';
  if (path === '/api/v2/collections') return 'create_collection';
  if (path.includes('/search-by-face/')) return 'search';
  if (method === 'DELETE') return 'delete';
  if (path.endsWith('/faces')) return method === 'POST' ? 'index' : 'list';
  return null;
}

async function labelIn(form: FormData, name: string): Promise<string> {
  const part = form.get(name);
  return part instanceof File ? labelOf(new Uint8Array(await part.arrayBuffer())) : 'noface';
}

function problem(status: number, code: string): Response {
  return Response.json({ detail: { code, message: 'scripted' } }, { status });
}

/** iLive's own codes where the contract names one. */
const CODES: Partial<Record<Fault, string>> = {
  '429': 'rate_limited',
  '401': 'invalid_api_key',
  '403': 'account_inactive',
};

function faulty(
  fault: Exclude<Fault, 'lost'>,
  signal: AbortSignal,
  timeOut: () => void,
): Promise<Response> | Response {
  switch (fault) {
    case 'refused':
      throw new TypeError('connection refused');
    case 'reset':
      return new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"session_id": "'));
            controller.error(new TypeError('connection reset'));
          },
        }),
      );
    case 'timeout':
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        timeOut();
      });
    case 'garbage':
      return new Response('<html>welcome to the captive portal</html>');
    case 'missing':
      return Response.json({});
    default:
      return problem(Number(fault), CODES[fault] ?? 'some_code');
  }
}
