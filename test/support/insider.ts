/** Plays somebody who can write to D1 but has none of the Worker's secrets. */
import { env } from 'cloudflare:workers';

/** Runs statements with the constraints of the schema switched off. */
export async function withoutChecks(query: string, ...values: readonly unknown[]): Promise<void> {
  await env.DB.batch([
    env.DB.prepare('PRAGMA ignore_check_constraints = ON'),
    env.DB.prepare(query).bind(...values),
    env.DB.prepare('PRAGMA ignore_check_constraints = OFF'),
  ]);
}

/** Adds rows that the service did not write, as open cases. @param columns SQL, with `i` counting from 1 */
export async function addForeignRows(
  count: number,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const row = {
    ...{ user_id: "'foreign-' || i", head_seq: '1', head_hash: "''", status: "'in_review'", reasons: "'[]'" },
    ...{ queue: "'standard'", funnel_steps: '0', reviewed_for: "'[]'", document: `'{"updated_at":"2026"}'` },
    ...{ row_mac: "''", mac_key: "''", ...columns },
  };
  await withoutChecks(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO applicants (${Object.keys(row).join(', ')}) SELECT ${Object.values(row).join(', ')} FROM n`);
}
