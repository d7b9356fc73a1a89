/** Whether all that was stored is whole: logs, rows, faces and notifications, nothing lost and nothing doubled. */
import { expect } from 'vitest';
import { dayHeadsSchema, gatherHeads } from '../../../src/audit/day-heads.ts';
import { verifyAudit } from '../../../src/audit/verify/verify.ts';
import { createRecords } from '../../../src/d1/applicants.ts';
import { createRowMac } from '../../../src/d1/row-mac.ts';
import { type LogEntry, until } from './api.ts';
import type { Stored } from './golden-files.ts';
import type { Outside } from './outside.ts';
import { DATA_KEY } from './settings.ts';
import type { Running } from './side-by-side.ts';

/** Where an onboarding ends. */
export const ENDS = ['approved', 'rejected', 'erased'];

/** The logs of all applicants, by `user_id`. */
export type Logs = Readonly<Record<string, readonly LogEntry[]>>;

/** Exports all logs, and checks the chains as an auditor does. @param days files of days that must fit them */
export async function verifiedLogs(running: Running, days: Stored['r2'] = {}): Promise<Logs> {
  const text = await running.export();
  const files = Object.entries(days).filter(([key]) => key.startsWith('audit/'));
  const heads = files.map(([, { base64 }]) =>
    dayHeadsSchema.parse(JSON.parse(Buffer.from(base64, 'base64').toString())),
  );
  const known = heads.length > 0 ? gatherHeads(heads) : null;
  const found = await verifyAudit([text], known);
  expect(found).toMatchObject({ readable: true, broken: [], file: { broken: [], gaps: [] } });
  if (known) expect([...known.broken]).toEqual([]);
  const logs: Record<string, LogEntry[]> = {};
  for (const line of text.trim().split('\n')) {
    const { user_id, ...entry } = JSON.parse(line);
    if (user_id) logs[user_id] = [...(logs[user_id] ?? []), entry];
  }
  for (const log of Object.values(logs)) {
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    expect(log.filter(({ type }) => type === 'applicant_created')).toHaveLength(1);
  }
  return logs;
}

/** Each log must begin with what it was before. */
export function expectContinued(before: Logs, after: Logs): void {
  for (const [user, log] of Object.entries(before)) {
    expect((after[user] ?? []).slice(0, log.length), user).toEqual(log);
  }
}

/** Each row must be one that the service wrote, and name the newest event but looks at photos. */
export async function expectRows(running: Running, logs: Logs): Promise<void> {
  const records = createRecords(await running.database());
  const mac = createRowMac([DATA_KEY]);
  for (const user of Object.keys(logs)) {
    // The log is read anew each time: it may go on by itself.
    const { row, head } = await until(`the row of ${user} follows`, async () => {
      const head = (await running.log(user)).findLast(({ type }) => type !== 'photo_viewed');
      const row = await records.row(user);
      return row && row.head_seq === head?.seq ? { row, head } : null;
    });
    expect(row.head_hash, user).toBe(head.hash);
    expect(mac.isGenuine(row), user).toBe(true);
  }
  const count = (await running.database()).prepare('SELECT count(*) AS n FROM applicants').first('n');
  expect(await count).toBe(Object.keys(logs).length);
}

/** An approved applicant has one face at iLive, an erased or rejected one none. */
export async function expectFaces(running: Running, outside: Outside, logs: Logs): Promise<void> {
  for (const user of Object.keys(logs)) {
    await until(`the faces of ${user}`, async () => {
      const { status } = await running.read(user);
      const wanted = status === 'approved' ? 1 : 0;
      return outside.ilive.facesOf(user).length === wanted ? true : null;
    });
  }
}

/**
 * Each notification came once, and each end that was reached was told, but to those who refuse it.
 * @param toldBefore applicants whose end was told before this world began
 */
export async function expectNotified(
  running: Running,
  outside: Outside,
  logs: Logs,
  toldBefore: ReadonlySet<unknown> = new Set(),
): Promise<void> {
  for (const user of Object.keys(logs)) {
    const { status } = await running.read(user);
    if (outside.refusing.has(user) || toldBefore.has(user)) continue;
    await until(`${user} is told: ${status}`, () =>
      outside.notified.some(({ userId, type }) => userId === user && type === `applicant.${status}`)
        ? true
        : null,
    );
  }
  const ids = outside.notified.map(({ id }) => id);
  expect(ids.length).toBe(new Set(ids).size);
  const told = outside.notified
    .filter(({ type }) => ENDS.some((end) => type === `applicant.${end}`))
    .map(({ userId, type }) => `${userId} ${type}`);
  expect(told.length).toBe(new Set(told).size);
}
