import { Hono } from 'hono';
import { z } from 'zod';
import type { Box } from '../face/geometry.ts';
import { similarity } from '../face/similarity.ts';
import type { Collection } from '../memory.ts';
import type { World } from '../world.ts';
import { refuse } from './errors.ts';
import { boundingBox, thresholdSchema } from './face-routes.ts';
import { readForm } from './form.ts';
import { readImage } from './image-part.ts';
import { roundTo4 } from './session.ts';
import { waitIfSlow } from './slowness.ts';

/** iLive does not show its default; a high one punishes callers who rely on it and so miss hits. */
const DEFAULT_SEARCH_THRESHOLD = 0.65;

/** Unknown fields are ignored, among them the guide's `max_faces`. */
const searchSchema = z.object({
  max_results: z.coerce.number().int().min(1).max(100).default(10),
  threshold: thresholdSchema.default(DEFAULT_SEARCH_THRESHOLD),
});

/** `/api/v2/collections/{id}/search-by-…`: the most similar faces of a collection. */
export function searchRoutes(world: World): Hono {
  const { settings, memory } = world;
  const { collections } = memory;
  const routes = new Hono();

  routes.post('/collections/:collection/search-by-face/:face', async (c) => {
    const collection = collections.get(c.req.param('collection'));
    if (!collection) return refuse(c, 'collection_not_found');
    const face = collection.faces.get(c.req.param('face'));
    if (!face) return refuse(c, 'face_not_found');
    const query = searchSchema.safeParse(c.req.query());
    if (!query.success) return refuse(c, 'invalid_request', z.prettifyError(query.error));
    await waitIfSlow(world, face.externalFaceId);
    return c.json(search(collection, face.embedding, face.box, query.data));
  });

  routes.post('/collections/:collection/search-by-image', async (c) => {
    const collection = collections.get(c.req.param('collection'));
    if (!collection) return refuse(c, 'collection_not_found');
    const form = await readForm(c);
    const query = searchSchema.safeParse(form);
    if (!query.success) return refuse(c, 'invalid_request', z.prettifyError(query.error));
    const image = await readImage(settings, form.image);
    if (!image.ok) return refuse(c, image.code);
    const { faces, embedding } = image.analysis;
    if (!faces[0] || !embedding) return refuse(c, 'no_face_detected');
    return c.json(search(collection, embedding, faces[0].box, query.data));
  });

  return routes;
}

/**
 * The hits, most similar first. The searched face itself and other faces of its user are among them: the guide
 * expects that (`/docs/guides/kyc-onboarding`), the reference is silent, and it is the harder case for a caller.
 */
function search(
  { faces }: Collection,
  embedding: Float32Array,
  searched: Box,
  { max_results, threshold }: z.infer<typeof searchSchema>,
) {
  const hits = [...faces.values()].map((face) => ({
    face_id: face.faceId,
    similarity: roundTo4(similarity(embedding, face.embedding)),
    external_image_id: face.externalImageId,
    external_face_id: face.externalFaceId,
    bounding_box: boundingBox(face.box),
  }));
  const matches = hits
    .filter((hit) => hit.similarity >= threshold)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, max_results);
  return { matches, searched_face: boundingBox(searched), threshold };
}
