/** Reads all user ids in order, page by page. */

import { z } from 'zod';
import { readableRows } from './lenient.ts';
import { NAMED } from './row.ts';

const userIdRow = z.object({ user_id: z.string() });

/** Gives the user ids of a query's rows. A row whose own is no text is nobody's. */
export function userIdsOf({ results }: D1Result): readonly string[] {
  return readableRows(userIdRow, results).map(({ user_id }) => user_id);
}

/** Consecutive user ids. `next` is the one after them, or null after the last of all. */
export type UserIds = { readonly userIds: readonly string[]; readonly next: string | null };

/** Reads at most `limit` user ids from `userId` on, which is included. @throws when D1 cannot be reached */
export async function userIdsFrom(db: D1Database, userId: string, limit: number): Promise<UserIds> {
  const query = `SELECT user_id FROM applicants a WHERE user_id >= ? AND ${NAMED} ORDER BY user_id LIMIT ?`;
  const found = userIdsOf(
    await db
      .prepare(query)
      .bind(userId, limit + 1)
      .all(),
  );
  return { userIds: found.slice(0, limit), next: found[limit] ?? null };
}
