/** Whose rows have moved since a moment, in the order in which they did. */
import { z } from 'zod';
import { createdMs, EARLY_MS, firstIdOf, ID_BITS } from './row.ts';

/** A move: when (ms since the epoch), and of whom. */
export type Move = { readonly movedMs: number; readonly userId: string };

const rowSchema = z.object({ id: z.number(), user_id: z.string(), moved_ms: z.number() });
type Row = z.infer<typeof rowSchema>;

const LATE = `a.moved_ms > (a.id >> ${ID_BITS}) + ${EARLY_MS}`;

/**
 * The moves from that place on, which is among them, at most so many; fewer mean that there are no more. Two indexes hold them, and what both
 * give is in order up to where the first of them broke off: that much is answered.
 *
 * - Who moved only within a quarter of an hour of the creation is found in the order of creation: whoever was created that
 *   long before, or later, may have moved since. A part of it that was read to an id knows all moves before that creation.
 * - All others are in the index by their move.
 */
export async function movesFrom(db: D1Database, from: Move, limit: number): Promise<readonly Move[]> {
  const read = async (query: string, ...values: readonly unknown[]): Promise<readonly Row[]> => {
    const { results } = await db
      .prepare(`SELECT a.id, a.user_id, a.moved_ms FROM applicants a WHERE ${query}`)
      .bind(...values)
      .all();
    return z.array(rowSchema).parse(results);
  };
  const { movedMs, userId } = from;
  const place = [movedMs, userId] as const;
  const late = await read(
    `${LATE} AND (a.moved_ms, a.user_id) >= (?, ?) ORDER BY a.moved_ms, a.user_id LIMIT ?`,
    ...place,
    limit,
  );
  const lateUpTo = late.length < limit ? Number.POSITIVE_INFINITY : (late.at(-1)?.moved_ms ?? 0);
  const early: Row[] = [];
  for (let id = firstIdOf(Math.max(0, movedMs - EARLY_MS)); ; ) {
    const part = await read(
      `NOT (${LATE}) AND a.id >= ? AND (a.moved_ms, a.user_id) >= (?, ?) ORDER BY a.id LIMIT ?`,
      id,
      ...place,
      limit,
    );
    early.push(...part);
    const last = part.at(-1);
    const ended = !last || part.length < limit;
    const earlyBefore = ended ? Number.POSITIVE_INFINITY : createdMs(last.id);
    const known = [...late, ...early].filter(({ moved_ms }) => moved_ms < earlyBefore && moved_ms <= lateUpTo);
    if (ended || known.length >= limit) return inOrder(known).slice(0, limit);
    id = last.id + 1;
  }
}

function inOrder(rows: readonly Row[]): readonly Move[] {
  const moves = rows.map(({ moved_ms, user_id }) => ({ movedMs: moved_ms, userId: user_id }));
  return moves.toSorted((a, b) => a.movedMs - b.movedMs || (a.userId < b.userId ? -1 : 1));
}
