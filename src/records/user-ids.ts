/** All user ids in their order, page by page. */

/** Those from that id on, which is among them, at most so many. Throws when D1 is out of reach. */
export async function userIdsFrom(db: D1Database, userId: string, limit: number): Promise<readonly string[]> {
  const query = 'SELECT user_id FROM applicants WHERE user_id >= ? ORDER BY user_id LIMIT ?';
  const { results } = await db.prepare(query).bind(userId, limit).all<{ user_id: string }>();
  return results.map(({ user_id }) => user_id);
}
