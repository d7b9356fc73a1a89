/** The tables of one object, version by version. Append only: a version that objects have had is never changed. */

const VERSIONS: readonly string[] = [
  `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY, type TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, data TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE personal (
    name TEXT PRIMARY KEY, value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE retry (
    id INTEGER PRIMARY KEY CHECK (id = 1), step_key TEXT NOT NULL, patience TEXT NOT NULL, failures INTEGER NOT NULL,
    alike INTEGER NOT NULL, first_failed_at INTEGER NOT NULL, due_at INTEGER NOT NULL, reserved INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE cursors (
    sink TEXT PRIMARY KEY, seq INTEGER NOT NULL, failures INTEGER NOT NULL, due_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE version (version INTEGER PRIMARY KEY) STRICT;
  INSERT INTO version VALUES (1);
`,
  `
  CREATE TABLE parked (
    seq INTEGER PRIMARY KEY, failures INTEGER NOT NULL, due_at INTEGER
  ) STRICT;
`,
];

/** The version of the tables that are there; 0 where nothing was ever stored. Reading makes no tables. */
export function schemaVersion(sql: SqlStorage): number {
  const found = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'version'").toArray();
  if (found.length === 0) return 0;
  return sql.exec<{ version: number }>('SELECT version FROM version').one().version;
}

/** Brings the tables from that version to the newest. To be called within a transaction. */
export function upgradeSchema(sql: SqlStorage, from: number): void {
  for (const statements of VERSIONS.slice(from)) sql.exec(statements);
  if (from < VERSIONS.length) sql.exec('UPDATE version SET version = ?', VERSIONS.length);
}
