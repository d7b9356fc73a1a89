/**
 * The tables of one object. Each table and each row is paid for, in every object, so there are few: the log, and one for
 * all that stands beside it.
 */

/** What a new object is given: the tables of the newest version. */
const NEWEST = `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY, type TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, data TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE beside (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, name)
  ) STRICT, WITHOUT ROWID;
`;

/** The newest, and the first that has `beside`; a later one would be noted there. */
export const NEWEST_VERSION = 3;

/** From each older version to the next, the one from version 1 first. Append only: what objects have done is never changed. */
const UPGRADES: readonly string[] = [
  `
  CREATE TABLE parked (
    seq INTEGER PRIMARY KEY, failures INTEGER NOT NULL, due_at INTEGER
  ) STRICT;
`,
  `
  CREATE TABLE beside (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, name)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO beside SELECT 'personal', name, value FROM personal;
  INSERT INTO beside SELECT 'retry', '', json_object('stepKeys',
    json('[' || replace(json_quote(step_key), '\\n', '","') || ']'), 'patience', patience, 'alike', alike, 'failures', failures, 'firstFailedAt', first_failed_at, 'dueAt', due_at, 'reserved', reserved) FROM retry;
  INSERT INTO beside SELECT 'cursor', sink, json_object('seq', seq, 'failures', failures, 'dueAt', due_at) FROM cursors;
  INSERT INTO beside SELECT 'parked', seq, json_object('seq', seq, 'failures', failures, 'dueAt', due_at) FROM parked;
  DROP TABLE personal;
  DROP TABLE retry;
  DROP TABLE cursors;
  DROP TABLE parked;
  DROP TABLE version;
`,
];

/** The version of the tables that are there; 0 where nothing was ever stored. Reading makes no tables. */
export function schemaVersion(sql: SqlStorage): number {
  const query = "SELECT name FROM sqlite_master WHERE name IN ('version', 'beside')";
  const [found] = sql.exec<{ name: string }>(query).toArray();
  if (!found) return 0;
  if (found.name === 'beside') return NEWEST_VERSION;
  return sql.exec<{ version: number }>('SELECT version FROM version').one().version;
}

/** Brings the tables from that version to the newest. To be called within a transaction. */
export function upgradeSchema(sql: SqlStorage, from: number): void {
  if (from === 0) sql.exec(NEWEST);
  else for (const statements of UPGRADES.slice(from - 1)) sql.exec(statements);
}
