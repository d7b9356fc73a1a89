/** Reads which rows moved since a moment, in that order. A row moves when a column that the MAC covers changes. */
import { z } from 'zod';
import { createdMs, EARLY_MS, firstIdOf, LATE, NAMED } from './row.ts';

/** The newest move of a row: when (ms since the epoch), and of which applicant. */
export type Move = { readonly movedMs: number; readonly userId: string };

const rowSchema = z.object({ id: z.number(), user_id: z.string(), moved_ms: z.number() });
type Row = z.infer<typeof rowSchema>;

/** Consecutive moves. `next` is the move after them, or null after the last of all. */
export type Moves = { readonly moves: readonly Move[]; readonly next: Move | null };

/**
 * Reads the moves from a place on, which is included. Two indexes have them:
 *
 * - Rows that moved only within a quarter of an hour of their creation (`EARLY_MS`) are read in the order of creation.
 *   The reading starts a quarter of an hour before the time of the place: rows created earlier have moved before it. No
 *   row moves before its creation, so once all rows created before a time are read, all moves before it are known.
 * - The other rows have an index by move.
 * @param limit the most moves to return; at least one is returned when there is any
 * @throws when D1 cannot be reached
 */
export async function movesFrom(db: D1Database, from: Move, limit: number): Promise<Moves> {
  const read = async (query: string, ...values: readonly unknown[]): Promise<readonly Row[]> => {
    const { results } = await db
      .prepare(`SELECT a.id, a.user_id, a.moved_ms FROM applicants a WHERE ${NAMED} AND ${query}`)
      .bind(...values, limit + 1)
      .all();
    return z.array(rowSchema).parse(results);
  };
  const place = [from.movedMs, from.userId] as const;
  const early: Row[] = [];
  for (let id = firstIdOf(Math.max(0, from.movedMs - EARLY_MS)); ; ) {
    const part = await read(
      `NOT (${LATE}) AND a.id >= ? AND (a.moved_ms, a.user_id) >= (?, ?) ORDER BY a.id LIMIT ?`,
      id,
      ...place,
    );
    early.push(...part);
    const last = part.at(-1);
    const ended = !last || part.length <= limit;
    const knownBefore = ended ? Number.MAX_VALUE : createdMs(last.id);
    const late = await read(
      `${LATE} AND (a.moved_ms, a.user_id) >= (?, ?) AND a.moved_ms < ? ORDER BY a.moved_ms, a.user_id LIMIT ?`,
      ...place,
      knownBefore,
    );
    const usable = early.filter(({ moved_ms }) => moved_ms < knownBefore);
    const known = inOrder([...usable, ...late]).slice(0, limit + 1);
    if (ended && known.length <= limit) return { moves: known, next: null };
    if (known.length > 1) return { moves: known.slice(0, -1), next: known.at(-1) ?? null };
    if (last) id = last.id + 1;
  }
}

function inOrder(rows: readonly Row[]): readonly Move[] {
  const moves = rows.map(({ moved_ms, user_id }) => ({ movedMs: moved_ms, userId: user_id }));
  return moves.toSorted((a, b) => a.movedMs - b.movedMs || (a.userId < b.userId ? -1 : 1));
}
