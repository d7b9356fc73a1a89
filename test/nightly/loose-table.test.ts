/** Who can write to D1 makes the table anew without its constraints: a value of another type stops no night, and is repaired. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRecords } from '../../src/d1/applicants.ts';
import { setClock } from '../support/controlled-applicant.ts';
import { newUserId, readAfterRun, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { rowOf, runNextNight } from '../support/night.ts';

const run = (query: string, ...values: unknown[]) =>
  env.DB.prepare(query)
    .bind(...values)
    .run();

beforeEach(async () => {
  muteConsole();
  setClock(Date.now() + 400 * 86_400_000);
  await loosen();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** The same table, indexes and triggers, without types and checks. */
async function loosen(): Promise<void> {
  const { results } = await env.DB.prepare(
    "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'applicants' AND sql IS NOT NULL ORDER BY type = 'table' DESC",
  ).all<{ type: string; sql: string }>();
  const { results: columns } = await env.DB.prepare('PRAGMA table_info(applicants)').all<{ name: string }>();
  const names = columns.map(({ name }) => (name === 'id' ? 'id INTEGER PRIMARY KEY' : name));
  const unique = names.map((name) => (name === 'user_id' ? 'user_id UNIQUE' : name));
  await run(`CREATE TABLE loose (${unique.join(', ')})`);
  await run('INSERT INTO loose SELECT * FROM applicants');
  await run('DROP TABLE applicants');
  await run('ALTER TABLE loose RENAME TO applicants');
  for (const { type, sql } of results) if (type !== 'table') await run(sql);
}

const VALUES: Readonly<Record<string, string>> = {
  head_seq: "'x'",
  head_hash: "x'00ff'",
  status: "x'617070726f766564'",
  reasons: '7',
  review_opened_ms: "'x'",
  queue: '5',
  claimed_by: '1.5',
  claimed_until_ms: "'x'",
  funnel_steps: "'x'",
  reviewed_for: "x'5b5d'",
  document: "x'7b7d'",
  'document ': 'NULL',
  row_mac: '5',
  mac_key: 'NULL',
  moved_ms: "'x'",
};

it('a cell of each column is found, told and repaired, and each night has its file', async () => {
  const users = new Map<string, { name: string; right: unknown }>();
  for (const name of Object.keys(VALUES)) {
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    await readAfterRun(user);
    const { wake_ms, moved_ms, id, ...right } = (await rowOf(user)) ?? {};
    users.set(user, { name, right });
  }
  expect((await runNextNight()).mismatches.map(({ what }) => what)).toEqual(['schema']);
  for (const [user, { name }] of users)
    await run(`UPDATE applicants SET ${name.trim()} = ${VALUES[name]} WHERE user_id = ?`, user);
  // Foreign rows, one of which has an id that is no text.
  await run(
    "INSERT INTO applicants SELECT max(id) + 1, x'6162', head_seq, head_hash, status, reasons, NULL, NULL, NULL, NULL, 'x', reviewed_for, document, row_mac, mac_key, 1, moved_ms FROM applicants",
  );
  const found: string[] = [];
  for (let nth = 0; nth < 31; nth += 1) {
    const { mismatches } = await runNextNight();
    for (const { user_id, what, repaired } of mismatches)
      if (users.has(user_id)) {
        expect({ what, repaired }).toEqual({ what: 'altered', repaired: true });
        found.push(user_id);
      }
  }
  expect(found.toSorted()).toEqual([...users.keys()].toSorted());
  for (const [user, { name, right }] of users) {
    const { wake_ms, moved_ms, id, ...kept } = (await rowOf(user)) ?? {};
    expect([name, kept]).toEqual([name, right]);
  }
  // The sweep gives those who can be woken, whatever lies among them.
  await run("UPDATE applicants SET wake_ms = 1 WHERE typeof(user_id) = 'text'");
  const woken = await createRecords(env.DB).claimOverdue(Date.now(), Date.now() + 1, 100);
  expect(woken).toEqual(expect.arrayContaining([...users.keys()]));
});
