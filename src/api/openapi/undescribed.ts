/**
 * What the bundle has in place of `@asteasolutions/zod-to-openapi` (`[alias]` in wrangler.toml): the part of it that
 * `@hono/zod-openapi` imports, without the work. The description is made ahead (`npm run openapi`), so that in the Worker
 * a schema needs no name and no example, and a route need not be remembered.
 */
import type { OpenAPIHono, z } from '@hono/zod-openapi';

type Registry = OpenAPIHono['openAPIRegistry'];

/** Gives schemas their `openapi()`, which here returns the schema as it is; the real one returns a copy that parses the same. */
export function extendZodWithOpenApi({ ZodType }: typeof z): void {
  ZodType.prototype.openapi = function () {
    return this;
  };
}

/** Remembers nothing. */
export class OpenAPIRegistry implements Pick<Registry, 'definitions' | 'registerPath'> {
  readonly definitions: Registry['definitions'] = [];

  /** Forgets the route. */
  registerPath(): void {}
}

/** Throws: there is nothing to make a document of. */
export class OpenApiGeneratorV31 {
  constructor() {
    throw new Error('The description is made ahead, by npm run openapi.');
  }
}

/** Throws, like the other. */
export class OpenApiGeneratorV3 extends OpenApiGeneratorV31 {}

/** Nothing, since nothing is remembered. */
export function getOpenApiMetadata(): object {
  return {};
}
