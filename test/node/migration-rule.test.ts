import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { refusedIn, statementsOf } from '../support/migration-rule.ts';

const first = await readFile('migrations/0001_schema.sql', 'utf8');
const refused = (sql: string) => refusedIn(sql, [first], ['0.9.0']);

describe('a migration may add', () => {
  it.each([
    'CREATE TABLE pairs (id INTEGER PRIMARY KEY, other TEXT NOT NULL) STRICT;',
    'CREATE INDEX pairs_by_other ON applicants (status) WHERE status <> 1;',
    'ALTER TABLE applicants ADD COLUMN channel TEXT;',
    "ALTER TABLE applicants ADD channel TEXT NOT NULL DEFAULT 'web';",
    "-- A table like 'DROP TABLE applicants;'\nCREATE TABLE notes (text TEXT DEFAULT 'DROP TABLE applicants; RENAME') STRICT;",
    'CREATE TABLE totals (n INTEGER); INSERT INTO totals (n) VALUES (0);',
    'CREATE TABLE totals (n INTEGER); CREATE TRIGGER t AFTER INSERT ON applicants BEGIN UPDATE totals SET n = n + CASE WHEN new.id THEN 1 ELSE 0 END; INSERT INTO totals (n) VALUES (1) ON CONFLICT DO UPDATE SET n = 2; END;',
    '',
    '-- Nothing.',
  ])('%s', (sql) => expect(refused(sql)).toEqual([]));
});

/** What each of them would do to a release that still runs. */
const REFUSED = [
  'DROP TABLE applicants;',
  'drop index applicants_by_wake',
  'DROP TRIGGER IF EXISTS count_a_new_case;',
  'DROP VIEW x;',
  'DROP/* quietly */TABLE applicants;',
  'CREATE TABLE a (b TEXT); DROP TABLE sessions;',
  'ALTER TABLE applicants RENAME TO people;',
  'ALTER TABLE applicants RENAME COLUMN status TO state;',
  'alter table applicants rename status to state;',
  'ALTER TABLE applicants DROP COLUMN wake_ms;',
  'ALTER TABLE applicants DROP wake_ms;',
  'ALTER TABLE applicants ADD COLUMN channel TEXT NOT NULL;',
  'ALTER TABLE applicants ADD COLUMN channel TEXT UNIQUE;',
  "ALTER TABLE applicants ADD COLUMN channel TEXT DEFAULT 'web' CHECK (channel <> '');",
  'ALTER TABLE "applicants" RENAME TO "people";',
  'CREATE TABLE applicants (id INTEGER);',
  'CREATE TABLE "Applicants" (id INTEGER);',
  'CREATE TABLE IF NOT EXISTS applicants (id INTEGER);',
  'CREATE TABLE a (b TEXT); CREATE TABLE a (c TEXT);',
  'CREATE TABLE copy AS SELECT * FROM applicants;',
  'CREATE UNIQUE INDEX one_session ON sessions (user_id);',
  'CREATE TRIGGER t BEFORE INSERT ON applicants BEGIN SELECT 1; END;',
  "CREATE TRIGGER t AFTER INSERT ON applicants BEGIN SELECT RAISE(ABORT, 'no'); END;",
  'CREATE TRIGGER t AFTER INSERT ON applicants BEGIN DELETE FROM sessions; END;',
  'CREATE TRIGGER t AFTER INSERT ON applicants BEGIN UPDATE settings SET id = 1; END;',
  'UPDATE applicants SET wake_ms = NULL;',
  'DELETE FROM sessions;',
  "REPLACE INTO settings VALUES (1, '', NULL);",
  "INSERT OR REPLACE INTO settings VALUES (1, '', NULL);",
  'PRAGMA writable_schema = 1;',
  'WITH x AS (SELECT 1) DELETE FROM sessions;',
  'VACUUM;',
];

describe('a migration may not, without a note', () => {
  it.each(REFUSED)('%s', (sql) => expect(refused(sql)).toHaveLength(1));
});

describe('with a note that names a release', () => {
  it.each(REFUSED.filter((sql) => !sql.includes('CREATE TABLE a')))('%s', (sql) => {
    expect(refused(`-- Unused since 0.9.0: nobody reads it.\n${sql}`)).toEqual([]);
  });

  it('only one that was released counts', () => {
    expect(refused('-- Unused since 0.9.1: soon.\nDROP TABLE sessions;')[0]?.why).toContain('0.9.1');
  });

  it.each([
    '-- Unused since 0.9.0: it.\nCREATE TABLE a (b TEXT);\nDROP TABLE sessions;',
    '-- Unused since 0.9.0: it.\nDROP TABLE reasons;\nDROP TABLE sessions;',
    'DROP TABLE sessions; -- Unused since 0.9.0: it.',
    'DROP -- Unused since 0.9.0: it.\nTABLE sessions;',
    '-- Unused since 0.9.0\nDROP TABLE sessions;',
    '/* Unused since 0.9.0: it. */ DROP TABLE sessions;',
    "SELECT '-- Unused since 0.9.0: it.'; DROP TABLE reasons;",
  ])('it covers the next statement and no other: %s', (sql) => {
    expect(refused(sql).map(({ text }) => text)).toContain(
      sql.includes('TABLE sessions') ? 'DROP TABLE sessions' : 'DROP TABLE reasons',
    );
  });
});

it('the first migration is read statement by statement, its triggers whole', () => {
  const statements = statementsOf(first);
  expect(statements.length).toBe(first.match(/^CREATE |^INSERT /gm)?.length);
  const triggers = statements.filter(({ words }) => words[1] === 'TRIGGER');
  expect(triggers.map(({ words }) => words.at(-1))).toEqual(triggers.map(() => 'END'));
});
