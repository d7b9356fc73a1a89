/**
 * Replaces `@asteasolutions/zod-to-openapi` in the bundle (`[alias]` in wrangler.toml): exports what
 * `@hono/zod-openapi` imports, but does nothing. `npm run openapi` makes the OpenAPI document ahead of deployment, so
 * in the Worker schemas need no names and examples, and routes need not be registered.
 */
import type { OpenAPIHono, z } from '@hono/zod-openapi';

type Registry = OpenAPIHono['openAPIRegistry'];

/** Adds `openapi()` to schemas. It returns the schema itself; the real one returns a copy that parses the same. */
export function extendZodWithOpenApi({ ZodType }: typeof z): void {
  ZodType.prototype.openapi = function () {
    return this;
  };
}

/** A registry that stores nothing. */
export class OpenAPIRegistry implements Pick<Registry, 'definitions' | 'registerPath'> {
  readonly definitions: Registry['definitions'] = [];

  /** Does nothing. */
  registerPath(): void {}
}

/** A generator that cannot be made. Its constructor throws, because nothing was registered. */
export class OpenApiGeneratorV31 {
  constructor() {
    throw new Error('The OpenAPI document is made ahead, by npm run openapi.');
  }
}

/** Throws, as `OpenApiGeneratorV31` does. */
export class OpenApiGeneratorV3 extends OpenApiGeneratorV31 {}

/** Returns no metadata, because `openapi()` stores none. */
export function getOpenApiMetadata(): object {
  return {};
}
