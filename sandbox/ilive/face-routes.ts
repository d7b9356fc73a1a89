import { Hono } from 'hono';
import { z } from 'zod';
import type { Box } from '../face/geometry.ts';
import { similarity } from '../face/similarity.ts';
import type { World } from '../world.ts';
import { attributesLevelSchema, faceAttributes, faceLandmarks } from './attributes.ts';
import { refuse } from './errors.ts';
import { readForm } from './form.ts';
import { readImage } from './image-part.ts';
import { roundTo4 } from './session.ts';

/** iLive does not show its default; the guide calls a similarity above 0.65 a solid match. */
const DEFAULT_COMPARE_THRESHOLD = 0.65;

/** A similarity to compare with. */
export const thresholdSchema = z.coerce.number().min(0).max(1);

/** A box as iLive writes it; its unit is not documented, here it is pixels of the upright picture. */
export function boundingBox({ left, top, width, height }: Box): Box {
  return { left: roundTo4(left), top: roundTo4(top), width: roundTo4(width), height: roundTo4(height) };
}

/** `/api/v2/faces:…`: what is on a picture, and whether two show the same person. */
export function faceRoutes({ settings }: World): Hono {
  const routes = new Hono();

  routes.post('/faces:detect', async (c) => {
    const form = await readForm(c);
    const level = attributesLevelSchema.safeParse(form.attributes);
    if (!level.success) return refuse(c, 'invalid_attributes');
    const image = await readImage(settings, form.image);
    if (!image.ok) return refuse(c, image.code);
    const { faces, width, height, scale } = image.analysis;
    return c.json({
      faces: faces.map((face) => ({
        bounding_box: boundingBox(face.box),
        confidence: roundTo4(face.score),
        landmarks: faceLandmarks(face, scale, level.data),
        attributes: faceAttributes(face, level.data),
      })),
      image_size: { width, height },
    });
  });

  routes.post('/faces:compare', async (c) => {
    const form = await readForm(c);
    const threshold = thresholdSchema.default(DEFAULT_COMPARE_THRESHOLD).safeParse(form.threshold);
    if (!threshold.success) return refuse(c, 'invalid_request', 'threshold must be 0 to 1');
    const source = await readImage(settings, form.source_image);
    if (!source.ok) return refuse(c, source.code);
    const target = await readImage(settings, form.target_image);
    if (!target.ok) return refuse(c, target.code);
    const [sourceFace, targetFace] = [source.analysis.faces[0], target.analysis.faces[0]];
    if (!sourceFace || !source.analysis.embedding) return refuse(c, 'no_face_in_source');
    if (!targetFace || !target.analysis.embedding) return refuse(c, 'no_face_in_target');
    const score = roundTo4(similarity(source.analysis.embedding, target.analysis.embedding));
    return c.json({
      similarity: score,
      is_match: score >= threshold.data,
      threshold: threshold.data,
      source_face: boundingBox(sourceFace.box),
      target_face: boundingBox(targetFace.box),
    });
  });

  return routes;
}
