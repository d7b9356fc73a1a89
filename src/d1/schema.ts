/** Compares the tables, indexes and triggers of D1 with those of the migrations: a trigger of somebody else can change any row. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SCHEMA_OBJECTS } from './schema-objects.ts';

const MOST_OBJECTS = 1_000;
/** Longer than any of ours. One that is cut has another hash. */
const MOST_CHARACTERS = 20_000;

/** SQL: what a schema consists of. What SQLite, D1 and wrangler keep for themselves is left out, but for triggers. */
export const READ_SCHEMA = `SELECT type, substr(name, 1, 100) AS name, substr(sql, 1, ${MOST_CHARACTERS}) AS sql FROM sqlite_master
  WHERE type = 'trigger' OR NOT (name GLOB 'sqlite_*' OR name GLOB '_cf_*' OR name = 'd1_migrations') ORDER BY rowid LIMIT ${MOST_OBJECTS}`;

/** What is asked of D1 here; the scripts that read this file know no types of the Worker. */
type Askable = { prepare(sql: string): { all(): Promise<{ results: readonly unknown[] }> } };

const rowsSchema = z.array(z.object({ type: z.string(), name: z.string(), sql: z.string().nullable() }));

/**
 * Gives each object of a schema, such as `trigger count_a_new_case`, with the start of the SHA-256 of its SQL. Comments
 * and blanks between its words do not count, nor double quotes around the name of a table: tools leave the first two out,
 * and renaming a table adds quotes to its name. What stands in quotes otherwise counts as it is: SQLite takes `"NULL"` for
 * a text.
 * @param rows those of `READ_SCHEMA`
 */
export function schemaObjects(rows: readonly unknown[]): Readonly<Record<string, string>> {
  const read = rowsSchema.parse(rows);
  const tables = new Set(read.filter(({ type }) => type === 'table').map(({ name }) => name));
  return Object.fromEntries(
    read.map(({ type, name, sql }) => {
      const text = plainSql(sql ?? '', tables);
      return [`${type} ${name}`, createHash('sha256').update(text).digest('hex').slice(0, 16)];
    }),
  );
}

/** Text in one of SQLite's four kinds of quotes, a comment, blanks, or any other character. */
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|[ \t\n\f\r]+|[\s\S]/g;
/** What SQLite takes for blank, and no other: a no-break space is a letter of a name to it. */
const BLANK = /^(?:--|\/\*|[ \t\n\f\r])/;
const QUOTED_NAME = /^"([A-Za-z_]\w*)"$/;
const ENDS_IN_WORD = /\w$/;

function plainSql(sql: string, tables: ReadonlySet<string>): string {
  let plain = '';
  let isApart = false;
  for (const [token] of sql.matchAll(TOKEN)) {
    if (BLANK.test(token)) {
      isApart = true;
      continue;
    }
    const quoted = QUOTED_NAME.exec(token)?.[1];
    const word = quoted !== undefined && tables.has(quoted) ? quoted : token;
    const isName = word !== token;
    const isSplit = (isApart || isName) && ENDS_IN_WORD.test(plain) && /^\w/.test(word);
    plain += isSplit ? ` ${word}` : word;
    isApart = isName;
  }
  return plain;
}

/**
 * Finds what D1 has otherwise than the migrations of this version make it.
 * @returns such as `foreign trigger t`, `changed table applicants` and `missing index applicants_by_status`
 * @throws when D1 cannot be reached
 */
export async function schemaDifferences(db: Askable): Promise<readonly string[]> {
  const there = schemaObjects((await db.prepare(READ_SCHEMA).all()).results);
  const ours: Readonly<Record<string, string>> = SCHEMA_OBJECTS;
  return [
    ...Object.keys(there)
      .filter((name) => !(name in ours))
      .map((name) => `foreign ${name}`),
    ...Object.keys(ours).flatMap((name) => {
      if (there[name] === undefined) return [`missing ${name}`];
      return there[name] === ours[name] ? [] : [`changed ${name}`];
    }),
  ];
}
