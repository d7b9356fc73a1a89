/** `npm run schema-objects`: writes what the migrations make of a database, so that the night can compare D1 with it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { READ_SCHEMA, schemaObjects } from '../src/d1/schema.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url).href);
const MIGRATIONS = join(ROOT, 'migrations');

/** The generated file. */
export const SCHEMA_FILE = join(ROOT, 'src/d1/schema-objects.ts');

/** Makes the file as it must be, from all migrations. */
export function schemaFile(): string {
  const database = new DatabaseSync(':memory:');
  for (const name of readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith('.sql'))
    .toSorted())
    database.exec(readFileSync(join(MIGRATIONS, name), 'utf8'));
  const objects = Object.entries(schemaObjects(database.prepare(READ_SCHEMA).all()));
  database.close();
  const lines = objects.map(([name, hash]) => `  '${name}': '${hash}',\n`).join('');
  return `/** What the migrations make, with the start of the SHA-256 of each. Written by \`npm run schema-objects\`. */\nexport const SCHEMA_OBJECTS = {\n${lines}} as const;\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(SCHEMA_FILE, schemaFile());
