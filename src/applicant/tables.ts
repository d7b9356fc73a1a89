/**
 * Objects of earlier versions had tables of their own; a table is paid for in every object, so now all stands by key. An
 * object brings over what it has when it first starts, and then has no tables any more.
 */
import { createBeside, type Kind } from './beside.ts';
import { type EventValue, eventKey } from './event-store.ts';

/** From each version of the tables to the next, the one from version 1 first. What objects have done is never changed. */
const UPGRADES = [
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
    json('[' || replace(json_quote(step_key), '\\n', '","') || ']'), 'retryClass', patience, 'sameClassInRow', alike, 'failures', failures, 'firstFailedAt', first_failed_at, 'dueAt', due_at, 'reserved', reserved) FROM retry;
  INSERT INTO beside SELECT 'cursor', sink, json_object('seq', seq, 'failures', failures, 'dueAt', due_at) FROM cursors;
  INSERT INTO beside SELECT 'parked', seq, json_object('seq', seq, 'failures', failures, 'dueAt', due_at) FROM parked;
  DROP TABLE personal;
  DROP TABLE retry;
  DROP TABLE cursors;
  DROP TABLE parked;
  DROP TABLE version;
`,
];

/** The version of the tables that are there; null where there are none. */
function versionOf(sql: SqlStorage): number | null {
  const query = "SELECT name FROM sqlite_master WHERE name IN ('version', 'beside')";
  const [found] = sql.exec<{ name: string }>(query).toArray();
  if (!found) return null;
  return found.name === 'beside'
    ? 3
    : sql.exec<{ version: number }>('SELECT version FROM version').one().version;
}

/** Brings over what is in tables, all or nothing. */
export function bringTablesIn(storage: DurableObjectStorage): void {
  const { sql, kv } = storage;
  // As in every object but the oldest.
  if (kv.get(eventKey(1)) !== undefined) return;
  const version = versionOf(sql);
  if (version === null) return;
  storage.transactionSync(() => {
    for (const statements of UPGRADES.slice(version - 1)) sql.exec(statements);
    const events = 'SELECT seq, type, at, actor, data, hash FROM events';
    for (const { seq, ...value } of sql.exec<EventValue & { seq: number }>(events).toArray())
      kv.put(eventKey(seq), value);
    const beside = createBeside(storage);
    type Row = { kind: Kind; name: string; value: string };
    for (const { kind, name, value } of sql.exec<Row>('SELECT kind, name, value FROM beside').toArray())
      beside.put(kind, name, value);
    sql.exec('DROP TABLE events; DROP TABLE beside');
  });
}
