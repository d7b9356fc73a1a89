import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { accessRoutes } from './access.ts';
import { captureRoute } from './capture-route.ts';
import { controlRoutes } from './control-routes.ts';
import { type KeyedEnv, limitRate, requireKey } from './ilive/auth.ts';
import { collectionRoutes } from './ilive/collection-routes.ts';
import { refuse } from './ilive/errors.ts';
import { faceRoutes } from './ilive/face-routes.ts';
import { MAX_IMAGE_BYTES } from './ilive/image-part.ts';
import { indexedFaceRoutes } from './ilive/indexed-face-routes.ts';
import { searchRoutes } from './ilive/search-routes.ts';
import { sessionRoutes } from './ilive/session-routes.ts';
import { createMemory, type Memory, noteCall } from './memory.ts';
import { pageRoutes } from './page-routes.ts';
import { type SandboxOptions, withDefaults } from './settings.ts';
import { createWorld, type World } from './world.ts';

/** A request of this runtime, or of a test's that brings a class of its own. */
export type AnyRequest = Pick<Request, 'url' | 'method' | 'body'> & { headers: Pick<Headers, 'forEach'> };

/** A stand-in for iLive: an app to serve, or to call in-process by `fetch`. */
export interface Sandbox {
  app: Hono;
  fetch(request: AnyRequest): Promise<Response>;
  memory: Memory;
  /** Resolves when no webhook is on its way any more. */
  idle(): Promise<void>;
}

/** Two pictures of the largest size (`faces:compare`) and room for the form around them. */
const MAX_BODY_BYTES = 2 * MAX_IMAGE_BYTES + 100_000;

/** Wires a sandbox; it keeps everything in memory of its own. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const settings = withDefaults(options);
  const memory = createMemory();
  const world = createWorld(settings, memory);

  const app = new Hono();
  app.use('/api/*', recordCall(world));
  app.use('/capture/*', recordCall(world));
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => refuse(c, 'image_too_large') }));
  app.route('/api/v1', sessionRoutes(world));
  app.route('/api/v2', faceServices(world));
  app.route('/', captureRoute(world));
  app.route('/', controlRoutes(world));
  app.route('/', pageRoutes(world));
  app.route('/', accessRoutes(world));
  app.notFound((c) => refuse(c, 'not_found'));
  app.onError((error, c) => {
    console.error(error);
    return c.text('Internal Server Error', 500);
  });

  return { app, fetch: async (request) => app.fetch(ownRequest(request)), memory, idle: world.idle };
}

function ownRequest(request: AnyRequest): Request {
  if (request instanceof Request) return request;
  const { url, method, body } = request;
  const headers = new Headers();
  request.headers.forEach((value, name) => {
    headers.append(name, value);
  });
  return new Request(url, { method, headers, body, ...{ duplex: 'half' } });
}

function faceServices(world: World): Hono<KeyedEnv> {
  const services = new Hono<KeyedEnv>();
  services.use(requireKey(world.settings), limitRate(world.settings));
  for (const routes of [faceRoutes, collectionRoutes, indexedFaceRoutes, searchRoutes]) {
    services.route('/', routes(world));
  }
  return services;
}

function recordCall({ memory, settings }: World): MiddlewareHandler {
  return async function record(c, next) {
    const start = performance.now();
    const at = settings.now();
    await next();
    const durationMs = Math.round(performance.now() - start);
    noteCall(memory, { at, method: c.req.method, path: c.req.path, status: c.res.status, durationMs });
  };
}
