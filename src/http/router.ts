/** A router for one kind of thing, with the house's answer to a request that does not fit its schema. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpEnv } from './context.ts';
import { invalidRequest } from './problem.ts';
import { noStore } from './request.ts';

/** Everything behind an API key; nothing of it is to be stored on the way. */
export function createRouter() {
  const router = new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => (result.success ? undefined : invalidRequest(c, result.error)),
  });
  router.use('/v1/*', noStore);
  return router;
}

/** The name under which the log knows the caller. */
export function actorOf(caller: HttpEnv['Variables']['caller']): string {
  return `api_key:${caller.name}`;
}
