/** Reads all user ids in order, page by page. */

/** Consecutive user ids. `next` is the one after them, or null after the last of all. */
export type UserIds = { readonly userIds: readonly string[]; readonly next: string | null };

/** Reads at most `limit` user ids from `userId` on, which is included. @throws when D1 cannot be reached */
export async function userIdsFrom(db: D1Database, userId: string, limit: number): Promise<UserIds> {
  const query = 'SELECT user_id FROM applicants WHERE user_id >= ? ORDER BY user_id LIMIT ?';
  const { results } = await db
    .prepare(query)
    .bind(userId, limit + 1)
    .all<{ user_id: string }>();
  const found = results.map(({ user_id }) => user_id);
  return { userIds: found.slice(0, limit), next: found[limit] ?? null };
}
