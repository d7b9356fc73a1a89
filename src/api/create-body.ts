/** The bodies that may hold a picture: a form, or JSON with the same fields where no picture is needed. */

import { createMiddleware } from 'hono/factory';
import { knownFaceFormSchema } from '#src/contract/known-faces.ts';
import { MAX_IMAGE_BYTES, MAX_JSON_BYTES } from '#src/contract/limits.ts';
import { createFormSchema } from '#src/contract/requests.ts';
import { jsonBody, mediaTypeOf, readAtMost } from '#src/http/body.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { type Form, parseForm, textOf } from '#src/http/form.ts';
import type { FieldProblem, FormField } from '#src/http/multipart.ts';
import { invalidFields, problem } from '#src/http/problem.ts';

/** The fields of a form. */
type FormFields = {
  readonly names: readonly string[];
  /** The field that is a picture. */
  readonly picture: string;
  /** Fields that hold JSON. All others are texts. */
  readonly json: ReadonlySet<string>;
};

/** Names the charset of the fields that name none (RFC 7578 section 4.6). */
const CHARSET = '_charset_';

/** The body of `POST /v1/applicants`. */
export const createBody = bodyWithPicture({
  names: Object.keys(createFormSchema.shape),
  picture: 'id_photo',
  json: new Set(['metadata', 'consent']),
});

/** The body of `POST /v1/known-faces`. */
export const knownFaceBody = bodyWithPicture({
  names: Object.keys(knownFaceFormSchema.shape),
  picture: 'image',
  json: new Set(['metadata', 'keep_photo']),
});

/**
 * Makes the middleware that reads the body with a size limit. A form becomes the JSON body with the same fields, so that
 * both are checked by the same rules; its picture becomes `picture` of the context.
 */
function bodyWithPicture(fields: FormFields) {
  return createMiddleware<HttpEnv>(async function readBodyWithPicture(c, next) {
    if (mediaTypeOf(c) !== 'multipart/form-data') return jsonBody(c, next);
    const body = await readAtMost(c.req.raw, MAX_IMAGE_BYTES + MAX_JSON_BYTES);
    if (!body)
      return problem(c, 'image_too_large', { detail: `The photo may have ${MAX_IMAGE_BYTES} bytes.` });
    const form = parseForm(body, c.req.header('content-type') ?? '');
    if (!form.ok) return invalidFields(c, [form.refusal]);
    const { json, picture, problems } = readFields(form.value, fields);
    if (problems.length > 0) return invalidFields(c, problems);
    if (picture && picture.bytes.length > MAX_IMAGE_BYTES)
      return problem(c, 'image_too_large', { detail: `At most ${MAX_IMAGE_BYTES} bytes.` });
    c.set('picture', picture?.bytes ?? null);
    const headers = new Headers(c.req.raw.headers);
    headers.set('content-type', 'application/json');
    headers.delete('content-length');
    c.req.raw = new Request(c.req.raw, { headers, body: json });
    return jsonBody(c, next);
  });
}

/** What a form says: the JSON body with its fields in the order of their names, the picture, and what is wrong. */
function readFields(
  form: Form,
  { names, picture: pictureName, json }: FormFields,
): {
  json: string;
  picture: FormField | null;
  problems: readonly FieldProblem[];
} {
  const problems: FieldProblem[] = [];
  const members: string[] = [];
  let picture: FormField | null = null;
  const named = form.find(({ name }) => name === CHARSET);
  const charset = (named && textOf(named)) || 'utf-8';
  const fields = form
    .filter(({ name }) => name !== CHARSET)
    .toSorted((a, b) => Number(a.name > b.name) - Number(a.name < b.name));
  for (const [index, field] of fields.entries()) {
    const path = field.name;
    const text = path === pictureName && field.isFile ? null : textOf(field, charset);
    if (!names.includes(path)) problems.push({ path, message: `must be one of ${names.join(', ')}` });
    else if (fields[index - 1]?.name === path) problems.push({ path, message: 'must be given once' });
    else if (path === pictureName && text !== null) problems.push({ path, message: MUST_BE_FILE });
    else if (path === pictureName) picture = field;
    else if (text === null)
      problems.push({ path, message: 'must be text, in UTF-8 or in the charset that it names' });
    else members.push(`${JSON.stringify(path)}:${json.has(path) ? jsonOf(text) : JSON.stringify(text)}`);
  }
  return { json: `{${members.join()}}`, picture, problems };
}

const MUST_BE_FILE = 'must be a file: the bytes of the picture, not a text, a link or base64';

/**
 * Returns JSON as it is, and any other text as a JSON string: the schema then refuses it. Of a text that is longer than a
 * body may be nothing is parsed, since `jsonBody` refuses it.
 */
function jsonOf(text: string): string {
  if (text.length > MAX_JSON_BYTES) return JSON.stringify(text);
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
