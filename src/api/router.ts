/** A router for one kind of thing, with the house's answer to a request that does not fit its schema. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpEnv } from '#src/http/context.ts';
import { invalidRequest } from '#src/http/problem.ts';

/** A router for routes with schemas. */
export function createRouter() {
  return new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => (result.success ? undefined : invalidRequest(c, result.error)),
  });
}

/** The name under which the log knows the caller. */
export function actorOf(caller: HttpEnv['Variables']['caller']): string {
  return `api_key:${caller.name}`;
}
