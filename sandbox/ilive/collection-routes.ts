import { Hono } from 'hono';
import { z } from 'zod';
import type { Collection } from '../memory.ts';
import type { World } from '../world.ts';
import { refuse } from './errors.ts';
import { isoMicroseconds } from './session.ts';

/** The length is documented, the characters are not: these are safe in any path. */
const externalIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,120}$/);
const newCollectionSchema = z.object({ external_id: externalIdSchema, description: z.string().nullish() });

/** `/api/v2/collections`: create, list, look at, delete. */
export function collectionRoutes({ settings, memory: { collections } }: World): Hono {
  const routes = new Hono();

  routes.post('/collections', async (c) => {
    const body = newCollectionSchema.safeParse(await c.req.json().catch(() => null));
    if (!body.success) {
      const inId = body.error.issues.some(({ path }) => path[0] === 'external_id');
      return refuse(c, inId ? 'invalid_collection_id' : 'invalid_request');
    }
    const externalId = body.data.external_id;
    if (collections.has(externalId)) return refuse(c, 'collection_exists');
    if (collections.size >= settings.maxCollections) return refuse(c, 'collection_limit_reached');
    const description = body.data.description ?? null;
    const collection = { externalId, description, createdAt: settings.now(), faces: new Map() };
    collections.set(externalId, collection);
    return c.json(describe(collection), 201);
  });

  routes.get('/collections', (c) =>
    c.json({ collections: [...collections.values()].map(describe), next_cursor: null }),
  );

  routes.get('/collections/:collection', (c) => {
    const collection = collections.get(c.req.param('collection'));
    return collection ? c.json(describe(collection)) : refuse(c, 'collection_not_found');
  });

  routes.delete('/collections/:collection', (c) =>
    collections.delete(c.req.param('collection')) ? c.body(null, 204) : refuse(c, 'collection_not_found'),
  );

  return routes;
}

function describe({ externalId, description, createdAt, faces }: Collection) {
  return {
    external_id: externalId,
    description,
    face_count: faces.size,
    created_at: isoMicroseconds(createdAt),
  };
}
