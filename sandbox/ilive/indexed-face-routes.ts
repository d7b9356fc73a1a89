import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Collection, StoredFace } from '../memory.ts';
import type { World } from '../world.ts';
import { attributesLevelSchema, faceAttributes } from './attributes.ts';
import { refuse } from './errors.ts';
import { boundingBox } from './face-routes.ts';
import { readWishes } from './faults.ts';
import { readForm } from './form.ts';
import { readImage } from './image-part.ts';
import { waitIfSlow } from './slowness.ts';

const listQuerySchema = z.object({
  external_image_id: z.string().optional(),
  cursor: z.string().regex(/^\d+$/).transform(Number).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const idSchema = z.string().min(1).optional();

/** `/api/v2/collections/{id}/faces`: index, list, delete. */
export function indexedFaceRoutes(world: World): Hono {
  const { settings, memory } = world;
  const { collections } = memory;
  const routes = new Hono();

  // Not idempotent: each call makes a new face, whatever is there already.
  routes.post('/collections/:collection/faces', async (c) => {
    const collection = collections.get(c.req.param('collection'));
    if (!collection) return refuse(c, 'collection_not_found');
    const form = await readForm(c);
    const level = attributesLevelSchema.safeParse(form.attributes);
    if (!level.success) return refuse(c, 'invalid_attributes');
    const externalFaceId = idSchema.safeParse(form.external_face_id);
    const externalImageId = idSchema.safeParse(form.external_image_id);
    if (!externalFaceId.success || !externalImageId.success) return refuse(c, 'invalid_request');
    const image = await readImage(settings, form.image);
    if (!image.ok) return refuse(c, image.code);
    const { faces, embedding } = image.analysis;
    if (!faces[0] || !embedding) return refuse(c, 'no_face_detected');
    if (collection.faces.size >= settings.maxFacesPerCollection) return refuse(c, 'collection_limit_reached');
    const face: StoredFace = {
      faceId: randomUUID(),
      externalFaceId: externalFaceId.data ?? null,
      externalImageId: externalImageId.data ?? null,
      box: faces[0].box,
      attributes: faceAttributes(faces[0], level.data),
      embedding,
      position: memory.nextPosition(),
    };
    const owner = face.externalFaceId;
    const isLost = readWishes(owner).faults.has('index-lost-') && !hasFaceOf(collection, owner);
    collection.faces.set(face.faceId, face);
    await waitIfSlow(world, owner);
    if (isLost) return c.text('Bad Gateway', 502);
    return c.json(describe(face), 201);
  });

  routes.get('/collections/:collection/faces', (c) => {
    const collection = collections.get(c.req.param('collection'));
    if (!collection) return refuse(c, 'collection_not_found');
    const query = listQuerySchema.safeParse(c.req.query());
    if (!query.success) return refuse(c, 'invalid_request', z.prettifyError(query.error));
    const { external_image_id, cursor, limit } = query.data;
    const wanted = [...collection.faces.values()].filter(
      ({ position, externalImageId }) =>
        position > cursor && (external_image_id === undefined || externalImageId === external_image_id),
    );
    const page = wanted.slice(0, limit);
    const next = wanted.length > limit ? String(page.at(-1)?.position) : null;
    return c.json({ faces: page.map(describe), next_cursor: next });
  });

  routes.delete('/collections/:collection/faces/:face', async (c) => {
    const collection = collections.get(c.req.param('collection'));
    if (!collection) return refuse(c, 'collection_not_found');
    const face = collection.faces.get(c.req.param('face'));
    await waitIfSlow(world, face?.externalFaceId ?? null);
    return face && collection.faces.delete(face.faceId) ? c.body(null, 204) : refuse(c, 'face_not_found');
  });

  return routes;
}

function hasFaceOf({ faces }: Collection, owner: string | null): boolean {
  return [...faces.values()].some(({ externalFaceId }) => externalFaceId === owner);
}

function describe(face: StoredFace) {
  return {
    face_id: face.faceId,
    external_face_id: face.externalFaceId,
    external_image_id: face.externalImageId,
    bounding_box: boundingBox(face.box),
    attributes: face.attributes,
  };
}
