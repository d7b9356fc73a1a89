/** Who can write to D1 changes its schema: the night names it, in the log and in the file of the day. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setClock } from '../support/controlled-applicant.ts';
import { muteConsole } from '../support/mute-console.ts';
import { runNextNight } from '../support/night.ts';

let said: ReturnType<typeof muteConsole>;
let start = Date.now();
const run = (query: string) => env.DB.prepare(query).run();

beforeEach(async () => {
  said = muteConsole();
  start += 400 * 24 * 3_600_000;
  setClock(start);
  for (const { key } of (await env.PHOTOS.list({ prefix: 'audit/' })).objects) await env.PHOTOS.delete(key);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const COUNT = 'count_a_new_senior_case';
const sqlOf = (name: string) =>
  env.DB.prepare('SELECT sql FROM sqlite_master WHERE name = ?').bind(name).first<string>('sql');

it.each([
  [
    'foreign trigger t',
    'CREATE TRIGGER t BEFORE INSERT ON applicants BEGIN SELECT RAISE(IGNORE); END',
    'DROP TRIGGER t',
  ],
  [
    'foreign trigger sqlite',
    'CREATE TRIGGER sqlite AFTER UPDATE ON d1_notes BEGIN DELETE FROM applicants; END',
    'DROP TRIGGER sqlite',
  ],
  ['foreign table t', 'CREATE TABLE t (a)', 'DROP TABLE t'],
  ['foreign view t', 'CREATE VIEW t AS SELECT 1', 'DROP VIEW t'],
  ['foreign index t', 'CREATE UNIQUE INDEX t ON applicants (status, id)', 'DROP INDEX t'],
  [
    'missing index applicants_by_status',
    'DROP INDEX applicants_by_status',
    'CREATE INDEX applicants_by_status ON applicants (status)',
  ],
  [
    'changed table settings',
    'ALTER TABLE settings ADD COLUMN more TEXT',
    'ALTER TABLE settings DROP COLUMN more',
  ],
])('names a %s each night until it is gone', async (named, change, undo) => {
  if (change.includes('d1_notes')) await run('CREATE TABLE d1_notes (a)');
  expect((await runNextNight()).mismatches.filter(({ what }) => what !== 'schema')).toEqual([]);
  await run(change);
  try {
    for (let nth = 0; nth < 2; nth += 1) {
      const { mismatches } = await runNextNight();
      expect(mismatches).toEqual([{ user_id: '', what: 'schema', repaired: false }]);
    }
    expect(said.errors.filter((line) => line.includes('schema_differs')).at(-1)).toContain(named);
  } finally {
    await run(undo);
    await run('DROP TABLE IF EXISTS d1_notes');
  }
  expect((await runNextNight()).mismatches).toEqual([]);
});

it('names a trigger that is replaced by another of its name', async () => {
  const sql = (await sqlOf(COUNT)) ?? '';
  await run(`DROP TRIGGER ${COUNT}`);
  await run(sql.replace('n + 1', 'n + 2'));
  expect((await runNextNight()).mismatches).toEqual([{ user_id: '', what: 'schema', repaired: false }]);
  expect(said.errors.join()).toContain(`changed trigger ${COUNT}`);
  await run(`DROP TRIGGER ${COUNT}`);
  await run(sql);
  expect((await runNextNight()).mismatches).toEqual([]);
});

it.each([
  ['trigger', 'reasons_of_a_changed_row', (sql: string) => sql.replace(/WHERE true/i, 'WHERE "true"')],
  ['index', 'applicants_by_review', (sql: string) => sql.replace(/IS NOT NULL/i, 'IS NOT "NULL"')],
  ['trigger', COUNT, (sql: string) => sql.replace(' BEGIN ', '\u00a0BEGIN ')],
])('names a %s that quotes a keyword or has another blank: %s', async (type, name, change) => {
  const sql = (await sqlOf(name)) ?? '';
  expect(change(sql)).not.toBe(sql);
  await run(`DROP ${type} ${name}`);
  try {
    await run(change(sql));
  } catch {
    // SQLite takes no such name: nothing hides behind it.
  }
  expect((await runNextNight()).mismatches).toContainEqual({ user_id: '', what: 'schema', repaired: false });
  await run(`DROP ${type} IF EXISTS ${name}`);
  await run(sql);
  expect((await runNextNight()).mismatches).toEqual([]);
});

it('names no more than twenty, and counts all', async () => {
  for (let nth = 0; nth < 30; nth += 1) await run(`CREATE TABLE t${nth} (a)`);
  await runNextNight();
  const [line = '{}'] = said.errors.filter((said) => said.includes('schema_differs'));
  expect(JSON.parse(line)).toMatchObject({ differences: 30 });
  expect(JSON.parse(line).named.split(', ')).toHaveLength(20);
  for (let nth = 0; nth < 30; nth += 1) await run(`DROP TABLE t${nth}`);
});

it('finds nothing after a table was renamed and got its name back', async () => {
  await run('ALTER TABLE applicants RENAME TO away');
  await run('ALTER TABLE away RENAME TO applicants');
  expect((await runNextNight()).mismatches).toEqual([]);
  expect(said.errors).toEqual([]);
});
