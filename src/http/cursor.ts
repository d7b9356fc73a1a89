/** List pages: `limit` and an opaque `cursor`, always by key, never by offset. */
import { z } from '@hono/zod-openapi';
import type { Position } from '../records.ts';
import { type ExampleName, examplesOf } from './examples.ts';

/** The query of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(25).openapi({ description: 'How many on a page.' }),
  cursor: z
    .string()
    .max(1_000)
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

const positionSchema = z.tuple([z.string().max(40), z.string().max(200)]);

/** The place after which the next page starts, opaque to the caller. */
export function toCursor({ at, userId }: Position): string {
  return btoa(JSON.stringify([at, userId]))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Undefined for a cursor that is none of ours. */
export function fromCursor(cursor: string): Position | undefined {
  try {
    const parsed = positionSchema.safeParse(
      JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))),
    );
    return parsed.success ? { at: parsed.data[0], userId: parsed.data[1] } : undefined;
  } catch {
    return undefined;
  }
}

/** A page of one more than asked for tells whether another follows. */
export function toPage<T>(rows: readonly { document: T; position: Position }[], limit: number) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next_cursor = rows.length > limit && last ? toCursor(last.position) : null;
  return { data: shown.map((row) => row.document), next_cursor };
}
