import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { FIRST_PREV_HASH } from '../../src/applicant/chain.ts';
import { createOutboxStore } from '../../src/applicant/outbox-store.ts';
import { createStore } from '../../src/applicant/store.ts';
import { bringTablesIn } from '../../src/applicant/tables.ts';

/** The tables as the first objects had them. */
const FIRST_VERSION = `
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
`;
const SECOND_VERSION = `${FIRST_VERSION}
  CREATE TABLE parked (seq INTEGER PRIMARY KEY, failures INTEGER NOT NULL, due_at INTEGER) STRICT;
  INSERT INTO parked VALUES (9, 2, NULL), (10, 1, 12);
  UPDATE version SET version = 2;
`;
/** As versions 1 and 2 were brought to 3, with the rows of `ROWS` in it. */
const THIRD_VERSION = `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY, type TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, data TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE beside (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, name)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO events VALUES (1, 'a', 'b', 'c', '{}', 'd');
  INSERT INTO beside VALUES ('personal', 'note:3', 'a "note"'), ('retry', '', '{"stepKeys":["delete_face:1",
    "reconcile_faces:\\"2\\""],"retryClass":"clear_up","sameClassInRow":2,"failures":3,"firstFailedAt":4,"dueAt":5,"reserved":1}'),
    ('cursor', 'records', '{"seq":7,"failures":1,"dueAt":8}'), ('cursor', 'notifications', '{"seq":6,"failures":0,"dueAt":0}'),
    ('parked', '9', '{"seq":9,"failures":2,"dueAt":null}');
`;
const ROWS = `
  INSERT INTO events VALUES (1, 'a', 'b', 'c', '{}', 'd');
  INSERT INTO personal VALUES ('note:3', 'a "note"');
  INSERT INTO retry VALUES (1, 'delete_face:1' || char(10) || 'reconcile_faces:"2"', 'clear_up', 3, 2, 4, 5, 1);
  INSERT INTO cursors VALUES ('records', 7, 1, 8), ('notifications', 6, 0, 0);
`;

const inNewObject = <T>(look: (storage: DurableObjectStorage) => T): Promise<T> =>
  runInDurableObject(env.APPLICANTS.getByName(crypto.randomUUID()), (_, { storage }) => look(storage));

const tablesOf = ({ sql }: DurableObjectStorage) =>
  sql
    .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\'")
    .toArray()
    .map(({ name }) => name);

const entry = {
  events: [{ type: 'session_expired', data: { session_id: 's' } } as never],
  at: '',
  actor: '',
  personal: [],
};

it.each([
  ['first', FIRST_VERSION + ROWS, []],
  ['third', THIRD_VERSION, [{ seq: 9, failures: 2, dueAt: null }]],
  [
    'second',
    SECOND_VERSION + ROWS,
    [
      { seq: 9, failures: 2, dueAt: null },
      { seq: 10, failures: 1, dueAt: 12 },
    ],
  ],
])('an object with the tables of the %s version keeps all that it has, by key', async (_, tables, parked) => {
  await inNewObject((storage) => {
    storage.sql.exec(tables);
    const store = createStore(storage);
    expect(tablesOf(storage)).toEqual([]);
    const event = { seq: 1, type: 'a', at: 'b', actor: 'c', data: '{}', hash: 'd' };
    expect(store.events(0)).toEqual([{ ...event, prev_hash: FIRST_PREV_HASH }]);
    expect(store.personal('note:3')).toBe('a "note"');
    expect(store.retry()).toEqual({
      stepKeys: ['delete_face:1', 'reconcile_faces:"2"'],
      retryClass: 'clear_up',
      sameClassInRow: 2,
      failures: 3,
      firstFailedAt: 4,
      dueAt: 5,
      reserved: 1,
    });
    expect(store.cursor('records')).toEqual({ seq: 7, failures: 1, dueAt: 8 });
    expect(store.cursor('notifications')).toEqual({ seq: 6, failures: 0, dueAt: 0 });
    expect(createOutboxStore(storage, store).parked()).toEqual(parked);
    // And once more: nothing is left to bring up to date.
    expect(createStore(storage).personal('note:3')).toBe('a "note"');
  });
});

it('tables that could only be brought over in part stay as they are, and the next try takes them', async () => {
  await inNewObject((storage) => {
    storage.sql.exec(SECOND_VERSION + ROWS);
    // The event, the note, the retry, two cursors, two parked.
    for (let left = 0; left < 7; left += 1) {
      let puts = 0;
      const full = {
        sql: storage.sql,
        transactionSync: <T>(work: () => T) => storage.transactionSync(work),
        kv: {
          get: (key: string) => storage.kv.get(key),
          put(key: string, value: unknown) {
            if (puts === left) throw new Error('full');
            puts += 1;
            storage.kv.put(key, value);
          },
        },
      } as unknown as DurableObjectStorage;
      expect(() => bringTablesIn(full)).toThrow('full');
      expect([...storage.kv.list()]).toEqual([]);
      expect(tablesOf(storage)).toContain('version');
    }
    bringTablesIn(storage);
    expect([tablesOf(storage), [...storage.kv.list()].length]).toEqual([[], 7]);
  });
});

it('an object that was only asked whether it is there stores nothing', async () => {
  const user = crypto.randomUUID();
  expect(await env.APPLICANTS.getByName(user).read()).toBeNull();
  await runInDurableObject(env.APPLICANTS.getByName(user), (_, { storage: { sql } }) => {
    expect(sql.exec('SELECT name FROM sqlite_master').toArray()).toEqual([]);
  });
});

it('an append of which a part fails leaves nothing of the others', async () => {
  await inNewObject((storage) => {
    const store = createStore(storage);
    const fails = () =>
      store.append({ ...entry, personal: [{ name: 'note:1', value: 'x' }] }, 0, () => {
        throw new Error('no alarm');
      });
    expect(fails).toThrow('no alarm');
    expect([...storage.kv.list()]).toEqual([]);
    const [first] = store.append(entry, 0, () => {});
    expect([first?.prev_hash, store.events(0).length]).toEqual([FIRST_PREV_HASH, 1]);
  });
});

it('a log is read in its order, from anywhere, beyond ten events too', async () => {
  await inNewObject((storage) => {
    const store = createStore(storage);
    for (let seq = 0; seq < 12; seq += 1) store.append(entry, seq, () => {});
    const whole = store.events(0);
    expect(whole.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(store.events(8, 3)).toEqual(whole.slice(8, 11));
    expect(store.load().map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
    expect(whole.slice(1).map(({ prev_hash }) => prev_hash)).toEqual(
      whole.slice(0, -1).map(({ hash }) => hash),
    );
  });
});
