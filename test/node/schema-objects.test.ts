/** The night compares D1 with a generated list. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SCHEMA_FILE, schemaFile } from '../../scripts/schema-objects.ts';
import { schemaObjects } from '../../src/d1/schema.ts';

it('the list of what the migrations make is fresh: npm run schema-objects', () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaFile());
});

const COUNTS = { type: 'table', name: 'counts', sql: 'CREATE TABLE counts (n)' };
const hashOf = (sql: string) => schemaObjects([COUNTS, { type: 'trigger', name: 't', sql }])['trigger t'];
const TRIGGER = `CREATE TRIGGER t AFTER INSERT ON reasons BEGIN INSERT INTO counts (n) SELECT new.queue WHERE x = 'a: b'; END`;

it.each([
  ['blanks and lines', TRIGGER.replaceAll(' BEGIN ', '\n  BEGIN\n').replace('(n) SELECT', '(n)SELECT')],
  ['comments', TRIGGER.replace('BEGIN', 'BEGIN -- counts\n /* them */')],
  ['quotes around the name of a table', TRIGGER.replace('INTO counts ', 'INTO "counts"')],
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
  ['quotes around a keyword, which make it a text', TRIGGER.replace(' x ', ' "true" ')],
  ['quotes around NULL', TRIGGER.replace("x = 'a: b'", 'x IS NOT "NULL"')],
  ['quotes around the name of a column', TRIGGER.replace('new.queue', 'new."queue"')],
  ['a no-break space', TRIGGER.replace('new.queue', 'new.queue\u00a0')],
  ['another blank of Unicode', TRIGGER.replace('new.queue', '\ufeffnew.queue')],
  ['two words that become one', TRIGGER.replace('new.queue WHERE', 'new.queueWHERE')],
])('%s changes it', (_, sql) => expect(hashOf(sql)).not.toBe(hashOf(TRIGGER)));

it('`"NULL"` and NULL are two', () => {
  const where = (value: string) => hashOf(TRIGGER.replace("x = 'a: b'", `x IS NOT ${value}`));
  expect(where('"NULL"')).not.toBe(where('NULL'));
});
