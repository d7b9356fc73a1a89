/** Who can write to D1 puts a count to the end of what SQLite can store: every row is written all the same. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { createRecords, type RowWrite, refusalOf } from '../../src/d1/applicants.ts';
import type { RowContent } from '../../src/d1/row.ts';
import { CREATED_MS, sealedRow } from '../support/sealed-rows.ts';

const records = createRecords(env.DB);
const run = (query: string) => env.DB.prepare(query).run();
const DOCUMENT = JSON.stringify({
  decided_at: '2026-01-01T00:00:02.000Z',
  liveness: { decided_at: '2026-01-01T00:00:00.000Z' },
});
const CASE = {
  status: 'in_review',
  reasons: '["similarity_low"]',
  review_opened_ms: CREATED_MS,
  queue: 'senior',
};
const TABLES = ['queue_changes', 'queue_counts', 'cases_opened', 'endings', 'unfinished_counts'];
const ENDS = ['9223372036854775807', '-9223372036854775808', '9007199254740991', '-9007199254740991', '0'];
const STEPS: readonly (Partial<RowContent> & Pick<RowWrite, 'unfinished' | 'force'>)[] = [
  { ...CASE, unfinished: [] },
  { status: 'awaiting_id_photo', unfinished: [work(1)] },
  { ...CASE, unfinished: [work(1), work(2)] },
  { ...CASE, queue: 'standard' },
  { ...CASE, force: true },
  { ...CASE, queue: 'standard', force: true },
  { ...CASE, reasons: '["liveness_failed"]', unfinished: [work(2)] },
  { status: 'approved', document: DOCUMENT, reviewed_for: '["similarity_low"]' },
  { status: 'approved', document: DOCUMENT, reviewed_for: '["similarity_low"]', force: true },
  { status: 'erased', document: '{}', unfinished: [] },
  { status: 'erased', document: '{"erasure":{"erased_at":"2026-01-01T00:00:02.000Z"}}', force: true },
];

function work(seq: number) {
  const details = { type: 'applicant.approved', failures: 1, code: null, nextTryMs: null };
  return { kind: 'notification_pending', seq, sinceMs: CREATED_MS, details } as const;
}

/** Writes a row step by step. @param before runs before each step, as each step has triggers of its own */
async function writes(user: string, before = async () => {}): Promise<void> {
  for (const [nth, { unfinished = null, force = false, ...given }] of STEPS.entries()) {
    await before();
    const row = sealedRow(user, { head_seq: nth + 1, ...given });
    const write = { row, sessionIds: [], wakeMs: null, movedMs: CREATED_MS, unfinished, force };
    expect([nth, await records.put(write)]).toEqual([nth, true]);
  }
}

describe.each(TABLES)('%s', (table) => {
  it.each(ENDS)('at %s fails no row, and counts on from there or anew', async (end) => {
    const user = `user-${crypto.randomUUID()}`;
    await writes(`${user}-before`);
    await writes(user, async () => {
      await run(`UPDATE ${table} SET n = ${end}`);
    });
    const wrong = `SELECT count(*) AS n FROM ${table} WHERE n <> ${end} AND n NOT BETWEEN 0 AND 9007199254740991`;
    expect(await env.DB.prepare(wrong).first('n')).toBe(0);
  });
});

it.each(['9e999', '-9e999', '1.7e308'])('the seconds of all endings at %s fail no row', async (seconds) => {
  const user = `user-${crypto.randomUUID()}`;
  await writes(`${user}-before`);
  await run(`UPDATE endings SET seconds = ${seconds}`);
  await writes(user);
  const { results } = await env.DB.prepare("SELECT seconds FROM endings WHERE outcome = 'approved'").all();
  expect(results.map((row) => Math.abs(Number(row.seconds)) < 1e16)).toEqual(results.map(() => true));
});

it('a count at its end changes with the next case, so that an open queue page learns of it', async () => {
  await run('UPDATE queue_changes SET n = 9223372036854775807');
  const row = sealedRow(`user-${crypto.randomUUID()}`, CASE);
  await records.put({ row, sessionIds: [], wakeMs: null, movedMs: CREATED_MS });
  expect(await env.DB.prepare('SELECT n FROM queue_changes').first('n')).toBe(1);
});

it.each([
  ['UPDATE queue_changes SET n = 0.5', 'SQLITE_CONSTRAINT_DATATYPE queue_changes.n'],
  ["INSERT INTO queue_counts (reason, n) VALUES ('', 1)", 'SQLITE_CONSTRAINT_PRIMARYKEY queue_counts.reason'],
  ["UPDATE deployment SET mac = 'Ann Lee', gone = 1", 'SQLITE_ERROR'],
])('names what D1 refuses, without a value: %s', async (query, refusal) => {
  const error = await run(query).catch((thrown) => thrown);
  expect(refusalOf(error)).toBe(refusal);
  expect(refusalOf(new Error('Network connection lost.'))).toBe('');
});
