/** Pages of lists: `limit` and an opaque `cursor`. A cursor holds the key of a page's last item, not an offset. */
import { z } from '@hono/zod-openapi';
import type { Position } from '#src/d1/applicants.ts';
import { fromBase64Url, toBase64Url } from '#src/platform/base64-url.ts';
import type { ExampleName } from './openapi/examples.ts';
import { examplesOf } from './openapi/references.ts';

/** The schema of a cursor as a caller sends it. */
export const cursorSchema = z.string().max(1_000);

/**
 * For the `request` of a route that has no query parameters. Typed as `object` to hide it from a typed client
 * (`hono/client`), which would ask for an empty query with each call.
 */
export const noQuery: object = { query: z.strictObject({}) };

/** Makes the schema of a whole number in a query. Only digits count: `Number('')` would be 0. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .openapi({ type: 'integer', minimum: min, maximum: max });

/** The query parameters of every list. */
export const pageQuery = {
  limit: wholeNumber(1, 100).default(25).openapi({ description: 'How many on a page.' }),
  cursor: cursorSchema
    .optional()
    .openapi({ description: 'The `next_cursor` of the page before; with the same filters.' }),
};

/**
 * Describes a response that is a page of a list.
 * @param name the name of the page's schema in the OpenAPI document
 * @param item the schema of one item
 */
export function pageResponse<S extends z.ZodType>(
  description: string,
  name: string,
  item: S,
  ...examples: ExampleName[]
) {
  const schema = z
    .object({
      data: z.array(item),
      next_cursor: z.string().nullable().describe('For the next page; null on the last one.'),
    })
    .openapi(name);
  return { description, content: { 'application/json': { schema, examples: examplesOf(examples) } } };
}

const positionSchema = z.tuple([z.int().min(0), z.int().min(0)]);

/** Encodes a key as base64url of its JSON, opaque to the caller. */
export function encodeCursor(key: object): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify(key)));
}

/** Decodes a cursor. @returns undefined when the cursor is not base64url of JSON that fits the schema */
export function decodeCursor<S extends z.ZodType>(schema: S, cursor: string): z.infer<S> | undefined {
  const bytes = fromBase64Url(cursor);
  if (!bytes) return undefined;
  try {
    return schema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

/** Encodes the position after which the next page starts. */
export function encodePosition({ at, id }: Position): string {
  return encodeCursor([at, id]);
}

/** Decodes the position of a list. @returns undefined when the cursor does not hold one */
export function decodePosition(cursor: string): Position | undefined {
  const key = decodeCursor(positionSchema, cursor);
  return key && { at: key[0], id: key[1] };
}

/**
 * Makes the page of a list.
 * @param rows the result of a query for `limit + 1` rows: the additional one shows that another page follows
 * A row without a document is left out, so a page may be shorter than `limit`.
 * @returns `next_cursor` is null on the last page
 */
export function toPage<T>(rows: readonly { document: T | null; position: Position }[], limit: number) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next_cursor = rows.length > limit && last ? encodePosition(last.position) : null;
  return { data: shown.flatMap(({ document }) => document ?? []), next_cursor };
}
