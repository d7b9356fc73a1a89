/** All user ids in their order, page by page. */

/** Some of them, and the one after them; null after the last. */
export type UserIds = { readonly userIds: readonly string[]; readonly next: string | null };

/** Those from that id on, which is among them, at most so many. Throws when D1 is out of reach. */
export async function userIdsFrom(db: D1Database, userId: string, limit: number): Promise<UserIds> {
  const query = 'SELECT user_id FROM applicants WHERE user_id >= ? ORDER BY user_id LIMIT ?';
  const { results } = await db
    .prepare(query)
    .bind(userId, limit + 1)
    .all<{ user_id: string }>();
  const found = results.map(({ user_id }) => user_id);
  return { userIds: found.slice(0, limit), next: found[limit] ?? null };
}
