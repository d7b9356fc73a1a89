/** What all route files of the API use: the router, and the name of the caller in the log. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpEnv } from '#src/http/context.ts';
import { invalidRequest } from '#src/http/problem.ts';

/** Makes a router for routes with schemas. It answers a request that does not fit its schema with `invalid_request`. */
export function createRouter() {
  return new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => (result.success ? undefined : invalidRequest(c, result.error)),
  });
}

/**
 * Returns the caller as an actor in the log: `api_key:<name>`. A key with a `person` is that person, by the same name as
 * in the console: `reviewer:<person>`.
 */
export function actorOf({ name, person }: HttpEnv['Variables']['caller']): string {
  return person === undefined ? `api_key:${name}` : `reviewer:${person}`;
}
