/** The bindings with a count behind each operation. They are real: what is counted is what they say of themselves. */
import { alarms } from './moved-time.ts';
import { tally, tallyCursor, tallyRows } from './tally.ts';

const queries = new WeakMap<D1PreparedStatement, string>();

/** D1, with its calls, the statements in them, and the rows of each statement. */
export function countedDatabase(db: D1Database): D1Database {
  const prepare = db.prepare.bind(db);
  const batch = db.batch.bind(db);
  return Object.assign(db, {
    prepare: (query: string) => countedStatement(prepare(query), query),
    async batch<T>(statements: D1PreparedStatement[]) {
      tally('d1.calls');
      tally('d1.statements', statements.length);
      const results = await batch<T>(statements);
      for (const [index, { meta }] of results.entries()) {
        const statement = statements[index];
        rowsOf((statement && queries.get(statement)) ?? '?', meta);
      }
      return results;
    },
  });
}

function countedStatement(statement: D1PreparedStatement, query: string): D1PreparedStatement {
  queries.set(statement, query);
  const bind = statement.bind.bind(statement);
  const all = statement.all.bind(statement);
  const counted = async <T>() => {
    tally('d1.calls');
    tally('d1.statements');
    const result = await all<T>();
    rowsOf(query, result.meta);
    return result;
  };
  return Object.assign(statement, {
    bind: (...values: unknown[]) => countedStatement(bind(...values), query),
    all: counted,
    run: counted,
    async first(column?: string) {
      const { results } = await counted<Record<string, unknown>>();
      const row = results[0] ?? null;
      return row !== null && column !== undefined ? row[column] : row;
    },
  });
}

function rowsOf(query: string, { rows_read: read, rows_written: written }: D1Meta): void {
  tallyRows('d1', query, { read, written });
}

/** R2, by the class that an operation is paid as. Deleting is free. */
export function countedBucket(bucket: R2Bucket): R2Bucket {
  const count = (name: 'put' | 'get' | 'head' | 'list' | 'delete', paid: string) => {
    const real = bucket[name];
    return (...given: unknown[]) => {
      tally(paid);
      const bytes = given[1];
      if (name === 'put' && bytes instanceof Uint8Array) tally('r2.bytes_in', bytes.length);
      return Reflect.apply(real, bucket, given);
    };
  };
  return Object.assign(bucket, {
    put: count('put', 'r2.class_a'),
    list: count('list', 'r2.class_a'),
    get: count('get', 'r2.class_b'),
    head: count('head', 'r2.class_b'),
    delete: count('delete', 'r2.deletes'),
  });
}

/** Objects of one class: each call over RPC is a request. */
export function countedNamespace<T extends Rpc.DurableObjectBranded>(
  namespace: DurableObjectNamespace<T>,
  name: string,
): DurableObjectNamespace<T> {
  const counted = (stub: DurableObjectStub<T>) =>
    new Proxy(stub, {
      get(real, method) {
        const member = Reflect.get(real, method);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          tally('object.requests');
          tally(`call ${name}.${String(method)}`);
          return Reflect.apply(member, real, given);
        };
      },
    });
  return new Proxy(namespace, {
    get(real, key) {
      if (key === 'getByName') return (id: string) => counted(real.getByName(id));
      if (key === 'get') return (id: DurableObjectId) => counted(real.get(id));
      const member = Reflect.get(real, key);
      return typeof member === 'function' ? member.bind(real) : member;
    },
  });
}

/**
 * One object's storage. An alarm that is set is a row written (Durable Objects pricing), and so, to be on the safe side, is
 * one that is deleted; it rings when time has been moved there.
 */
export function countStorage({ id, storage }: DurableObjectState): DurableObjectStorage {
  const { sql, kv } = storage;
  const exec = sql.exec.bind(sql);
  const counted = (statement: string, ...values: unknown[]) => {
    const parts = statement.split(';').filter((part) => part.trim() !== '');
    const cursors = parts.map((part) => {
      const cursor = exec(part, ...values);
      tallyCursor(part, cursor);
      return cursor;
    });
    return cursors.at(-1);
  };
  Object.assign(sql, { exec: counted });
  // Keys are billed as rows, too (Durable Objects pricing).
  const { put, get, list, delete: drop } = kv;
  const write = (name: string, key: string) =>
    tallyRows('object', `kv.${name} ${kindOf(key)}`, { read: 0, written: 1 });
  const reads = (rows: number) => tallyRows('object', 'kv', { read: rows, written: 0 });
  Object.assign(kv, {
    put(key: string, value: unknown) {
      write('put', key);
      put.call(kv, key, value);
    },
    delete(key: string) {
      write('delete', key);
      return drop.call(kv, key);
    },
    get(key: string) {
      reads(1);
      return get.call(kv, key);
    },
    list(options: SyncKvListOptions) {
      const found = [...list.call(kv, options)];
      reads(found.length);
      return found;
    },
  });
  Object.assign(storage, {
    async setAlarm(at: number) {
      tallyRows('object', 'setAlarm', { read: 0, written: 1 });
      alarms.set(id.toString(), at);
    },
    async getAlarm() {
      tallyRows('object', 'getAlarm', { read: 1, written: 0 });
      return alarms.get(id.toString()) ?? null;
    },
    async deleteAlarm() {
      tallyRows('object', 'deleteAlarm', { read: 0, written: 1 });
      alarms.delete(id.toString());
    },
  });
  for (const [name, value] of Object.entries({ sql, kv })) {
    Object.defineProperty(storage, name, { value });
  }
  return storage;
}

/** A key without the ids in it. */
function kindOf(key: string): string {
  return key.replace(/[:\d].*/, '');
}
