/**
 * The table of one object: its log. Each table and each row is paid for, in every object, so all else stands in the object's
 * key-value storage (`beside.ts`). Older versions had tables for that, too.
 */
import { createBeside, type Kind } from './beside.ts';

const EVENTS = `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY, type TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, data TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
`;

/** The newest. */
export const NEWEST_VERSION = 4;

type Upgrade = (storage: DurableObjectStorage) => void;
const bySql =
  (statements: string): Upgrade =>
  ({ sql }) =>
    void sql.exec(statements);

/** From each older version to the next, the one from version 1 first. Append only: what objects have done is never changed. */
const UPGRADES: readonly Upgrade[] = [
  bySql(`
  CREATE TABLE parked (
    seq INTEGER PRIMARY KEY, failures INTEGER NOT NULL, due_at INTEGER
  ) STRICT;
`),
  bySql(`
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
`),
  (storage) => {
    const beside = createBeside(storage);
    type Row = { kind: Kind; name: string; value: string };
    for (const { kind, name, value } of storage.sql
      .exec<Row>('SELECT kind, name, value FROM beside')
      .toArray())
      beside.put(kind, name, value);
    storage.sql.exec('DROP TABLE beside');
  },
];

/** The version of the tables that are there; 0 where nothing was ever stored. Reading makes no tables. */
export function schemaVersion({ sql }: DurableObjectStorage): number {
  const query = "SELECT name FROM sqlite_master WHERE name IN ('version', 'beside', 'events')";
  const found = new Set(
    sql
      .exec<{ name: string }>(query)
      .toArray()
      .map(({ name }) => name),
  );
  if (found.has('version')) return sql.exec<{ version: number }>('SELECT version FROM version').one().version;
  if (found.has('beside')) return 3;
  return found.has('events') ? NEWEST_VERSION : 0;
}

/** Brings the tables from that version to the newest. To be called within a transaction. */
export function upgradeSchema(storage: DurableObjectStorage, from: number): void {
  if (from === 0) storage.sql.exec(EVENTS);
  else for (const upgrade of UPGRADES.slice(from - 1)) upgrade(storage);
}
