/** List pages: `limit` and an opaque `cursor`, always by key, never by offset. */
import { z } from '@hono/zod-openapi';
import type { Position } from '#src/d1/applicants.ts';
import type { ExampleName } from './openapi/examples.ts';
import { examplesOf } from './openapi/references.ts';

/** A cursor as a caller sends it. */
export const cursorSchema = z.string().max(1_000);

/** The query of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(25).openapi({ description: 'How many on a page.' }),
  cursor: cursorSchema
    .optional()
    .openapi({ description: 'The `next_cursor` of the page before; with the same filters.' }),
};

/** A response that is a page of something; `name` is the page's in the documentation. */
export function pageResponse<S extends z.ZodType>(
  description: string,
  name: string,
  item: S,
  ...shown: ExampleName[]
) {
  const schema = z
    .object({
      data: z.array(item),
      next_cursor: z.string().nullable().describe('For the next page; null on the last one.'),
    })
    .openapi(name);
  return { description, content: { 'application/json': { schema, examples: examplesOf(shown) } } };
}

const positionSchema = z.tuple([z.int().min(0), z.int().min(0)]);

/** A key, opaque to the caller. ASCII alone. */
export function encodeCursor(key: object): string {
  return btoa(JSON.stringify(key)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The key that fits the schema, or undefined for a cursor that is none of ours. */
export function decodeCursor<S extends z.ZodType>(schema: S, cursor: string): z.infer<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')))).data;
  } catch {
    return undefined;
  }
}

/** The place after which the next page starts. */
export function toCursor({ at, id }: Position): string {
  return encodeCursor([at, id]);
}

/** Undefined for a cursor that is none of ours. */
export function fromCursor(cursor: string): Position | undefined {
  const key = decodeCursor(positionSchema, cursor);
  return key && { at: key[0], id: key[1] };
}

/** A page of one more than asked for tells whether another follows. */
export function toPage<T>(rows: readonly { document: T; position: Position }[], limit: number) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next_cursor = rows.length > limit && last ? toCursor(last.position) : null;
  return { data: shown.map((row) => row.document), next_cursor };
}
