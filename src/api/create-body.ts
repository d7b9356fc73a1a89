/** The body of `POST /v1/applicants`: JSON, or a form that includes the ID photo. */

import type { z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { createApplicantSchema, type createFormSchema } from '#src/contract/requests.ts';
import { jsonBody, MAX_IMAGE_BYTES, MAX_JSON_BYTES, mediaTypeOf, readAtMost } from '#src/http/body.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { problem } from '#src/http/problem.ts';

/** Reads the body with a size limit, before anything parses it. Refuses a form that cannot be parsed. */
export const createBody = createMiddleware<HttpEnv>(async function readCreateBody(c, next) {
  if (mediaTypeOf(c) !== 'multipart/form-data') return jsonBody(c, next);
  const bytes = await readAtMost(c.req.raw, MAX_IMAGE_BYTES + MAX_JSON_BYTES);
  if (!bytes)
    return problem(c, 'image_too_large', { detail: `The photo may have ${MAX_IMAGE_BYTES} bytes.` });
  const raw = new Request(c.req.raw, { body: bytes });
  const form = await raw
    .clone()
    .formData()
    .catch(() => null);
  if (!form)
    return problem(c, 'invalid_request', { detail: 'The body is not the multipart form it says it is.' });
  c.req.raw = raw;
  return next();
});

/**
 * Converts the form to the fields of the JSON body.
 * @returns `fields`, checked against the schema of the JSON body, and `idPhoto`: the `id_photo` as sent, unchecked,
 *   undefined when the form has none
 */
export function readForm(form: z.infer<typeof createFormSchema>) {
  const { user_id, metadata, consent, redirect_url, id_photo: idPhoto } = form;
  const given = {
    user_id,
    ...(metadata === undefined ? {} : { metadata: jsonOrText(metadata) }),
    ...(consent === undefined ? {} : { consent: jsonOrText(consent) }),
    ...(redirect_url === undefined ? {} : { redirect_url }),
  };
  return { fields: createApplicantSchema.safeParse(given), idPhoto };
}

/** Parses a text as JSON. Returns a text that is not JSON as it is: the schema then refuses it. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
