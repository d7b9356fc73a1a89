/** Everything that a release has stored, as JSON: read from a folder and written into one, with no release running. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { deserialize } from 'node:v8';
import { type Stored, storedSchema } from './golden-files.ts';
import {
  MIGRATIONS_LIST,
  objectsFolderOf,
  openStores,
  type StoredObject,
  writeObjects,
} from './side-by-side.ts';

/** Reads all of a folder. @param classes of the objects */
export async function readStored(folder: string, classes: readonly string[]): Promise<Stored> {
  const objects = await Promise.all(
    classes.map(async (name) => [name, await objectsIn(join(folder, objectsFolderOf(name)))] as const),
  );
  const { database, pictures, close } = await openStores(folder);
  try {
    return storedSchema.parse({
      objects: Object.fromEntries(objects),
      d1: await rowsIn(database),
      r2: await picturesIn(pictures),
    });
  } finally {
    await close();
  }
}

/** Reads the objects' files: an object that runs would ring its alarm. */
async function objectsIn(folder: string): Promise<readonly StoredObject[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  const found = names.sort().map((name): StoredObject => {
    const file = new DatabaseSync(join(folder, name));
    try {
      const has = (table: string) =>
        file.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table) !== undefined;
      const rows = has('_cf_KV') ? file.prepare('SELECT key, value FROM _cf_KV ORDER BY key').all() : [];
      // In nanoseconds, which are more than a number of JavaScript holds exactly.
      const alarm = has('_cf_METADATA')
        ? file.prepare('SELECT value / 1000000 AS ms FROM _cf_METADATA WHERE key = 1').get()
        : undefined;
      return {
        id: name.slice(0, 64),
        alarm: typeof alarm?.ms === 'number' ? alarm.ms : null,
        values: Object.fromEntries(
          rows.map(({ key, value }) => [String(key), deserialize(value as Uint8Array)]),
        ),
      };
    } finally {
      file.close();
    }
  });
  return found.filter((object) => Object.keys(object.values).length > 0);
}

async function rowsIn(database: D1Database): Promise<Record<string, unknown[]>> {
  const tables = await database
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*' ORDER BY name",
    )
    .all<{ name: string }>();
  const rows: Record<string, unknown[]> = {};
  for (const { name } of tables.results) {
    rows[name] = (await database.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`).all()).results;
  }
  return rows;
}

async function picturesIn(bucket: R2Bucket): Promise<Stored['r2']> {
  const found: Stored['r2'] = {};
  const { objects } = await bucket.list();
  for (const { key } of objects) {
    const object = await bucket.get(key);
    if (!object) throw new Error(`${key} is listed, and not there`);
    const base64 = Buffer.from(await object.arrayBuffer()).toString('base64');
    found[key] = { content_type: object.httpMetadata?.contentType ?? null, base64 };
  }
  return found;
}

/** Writes all of it into an empty folder. @param statements that make D1's tables */
export async function writeStored(
  folder: string,
  { objects, d1, r2 }: Stored,
  statements: readonly string[],
): Promise<void> {
  await writeObjects(folder, objects);
  const { database, pictures, close } = await openStores(folder);
  try {
    await writeRows(database, d1, statements);
    for (const [key, { content_type, base64 }] of Object.entries(r2)) {
      const httpMetadata = content_type === null ? {} : { contentType: content_type };
      await pictures.put(key, Buffer.from(base64, 'base64'), { httpMetadata });
    }
  } finally {
    await close();
  }
}

/** Makes the tables, fills them, and only then makes the triggers, which would fill some of them again. */
async function writeRows(
  database: D1Database,
  tables: Stored['d1'],
  statements: readonly string[],
): Promise<void> {
  const isTrigger = (sql: string) => /^\s*(--.*\n\s*)*CREATE TRIGGER/i.test(sql);
  for (const sql of [MIGRATIONS_LIST, ...statements.filter((it) => !isTrigger(it))])
    await database.prepare(sql).run();
  for (const [table, rows] of Object.entries(tables)) {
    // A migration may have put rows in.
    await database.prepare(`DELETE FROM "${table}"`).run();
    for (const row of rows) {
      const names = Object.keys(row);
      const query = `INSERT INTO "${table}" (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
      await database
        .prepare(query)
        .bind(...Object.values(row))
        .run();
    }
  }
  for (const sql of statements.filter(isTrigger)) await database.prepare(sql).run();
}
