/** The night compares D1 with a generated list. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SCHEMA_FILE, schemaFile } from '../../scripts/schema-objects.ts';
import { schemaObjects } from '../../src/d1/schema.ts';

it('the list of what the migrations make is fresh: npm run schema-objects', () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaFile());
});

const hashOf = (sql: string) => schemaObjects([{ type: 'trigger', name: 't', sql }])['trigger t'];
const TRIGGER = `CREATE TRIGGER t AFTER INSERT ON reasons BEGIN INSERT INTO counts (n) SELECT new.queue WHERE x = 'a: b'; END`;

it.each([
  ['blanks and lines', TRIGGER.replaceAll(' BEGIN ', '\n  BEGIN\n').replace('(n) SELECT', '(n)SELECT')],
  ['comments', TRIGGER.replace('BEGIN', 'BEGIN -- counts\n /* them */')],
  ['quotes around a name', TRIGGER.replace('INTO counts ', 'INTO "counts"')],
])('%s change no object of a schema', (_, sql) => expect(hashOf(sql)).toBe(hashOf(TRIGGER)));

it.each([
  [
    'SQL behind an alias that reads like a comment',
    TRIGGER.replace('new.queue', `new.queue "--" FROM json_each('[]'); DELETE FROM applicants; SELECT 1`),
  ],
  ['the same in brackets', TRIGGER.replace('new.queue', 'new.queue [--], (SELECT 2)')],
  ['the same in backticks', TRIGGER.replace('new.queue', 'new.queue `--`, (SELECT 2)')],
  ['a comment that ends in a text', TRIGGER.replace("'a: b'", "'/*' OR 1 OR x = '*/a: b'")],
  ['a blank in a text', TRIGGER.replace("'a: b'", "'a:b'")],
  ['quotes in a text', TRIGGER.replace("'a: b'", `'"a": b'`)],
  ['two words that become one', TRIGGER.replace('new.queue WHERE', 'new.queueWHERE')],
])('%s changes it', (_, sql) => expect(hashOf(sql)).not.toBe(hashOf(TRIGGER)));
