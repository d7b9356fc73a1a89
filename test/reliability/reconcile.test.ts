/** The records fall behind and catch up; whoever oversleeps is woken. */
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { wakeOverdue } from '../../src/cron/wake-overdue.ts';
import { Applicant } from '../../src/index.ts';
import {
  alarmOf,
  crash,
  passTime,
  reportVerdict,
  runUntilSettled,
  setClock,
  uploadOf,
} from '../support/controlled-applicant.ts';
import { decide, newUserId, readApplicant, send } from '../support/customer.ts';
import { checkRecords, wholeLog } from '../support/model-checks.ts';
import { createWithSession, createWithVerdict, runInApplicant } from '../support/onboard.ts';
import { FULL } from '../support/scale.ts';
import { fireAlarm, useScriptedSetup } from '../support/scripted-setup.ts';

const APPLICANTS = FULL ? 120 : 30;
const MINUTE = 60_000;
const stage = useScriptedSetup();
const run = (query: string) => env.DB.prepare(query).run();

/** Somebody in each kind of place: open, in review, rejected, approved. */
async function somebody(nth: number): Promise<string> {
  if (nth % 4 === 0) return createWithVerdict(stage.ilive);
  const { user, sessionId } = await createWithSession(`face-${nth}`);
  if (nth % 4 === 1) return user;
  stage.ilive.decide(sessionId, 'pass', `somebody-else-${nth}`);
  await reportVerdict(user, sessionId, 'pass');
  await env.APPLICANTS.getByName(user).wake();
  if (nth % 4 === 2) await decide(user, nth % 8 === 2 ? 'reject' : 'approve');
  return user;
}

async function everybody(): Promise<readonly string[]> {
  const users: string[] = [];
  for (let nth = 0; nth < APPLICANTS; nth += 1) users.push(await somebody(nth));
  return users;
}

/** The row is of the newest event that changed anything, without another word to the object. */
async function isCurrent(user: string): Promise<void> {
  const head = (await wholeLog(user)).findLast(({ type }) => type !== 'photo_viewed');
  const row = await env.DB.prepare('SELECT head_seq, head_hash FROM applicants WHERE user_id = ?')
    .bind(user)
    .first();
  expect(row).toEqual({ head_seq: head?.seq, head_hash: head?.hash });
}

async function compared(users: readonly string[]): Promise<void> {
  for (const user of users) {
    const applicant = await runUntilSettled(user);
    const played = { faults: new Set<string>(), backwards: true, atSearch: [] };
    await checkRecords(applicant, await wholeLog(user), played);
  }
}

type Batch = (statements: D1PreparedStatement[]) => Promise<D1Result[]>;

/** The object writes to D1 so meanwhile. */
async function writing(user: string, batch: Batch, work: () => Promise<unknown>): Promise<void> {
  const right = await runInApplicant(user, (object) => object.env);
  const db = { prepare: (query: string) => env.DB.prepare(query), batch };
  await runInApplicant(user, (object) => {
    object.env = { ...right, DB: db } as unknown as Env;
  });
  await work();
  await runInApplicant(user, (object) => {
    object.env = right;
  });
}

/** D1 loses what it is told, or only its answer to that. */
const losing =
  (what: 'all' | 'answers'): Batch =>
  async (statements) => {
    if (what === 'answers') await env.DB.batch(statements);
    throw new Error('the answer was lost');
  };

describe('records', () => {
  it('D1 away for minutes: all catch up', async () => {
    await run('ALTER TABLE applicants RENAME TO away');
    const users = await everybody();
    for (let minute = 0; minute < 4; minute += 1) {
      passTime(MINUTE);
      await Promise.all(users.map((user) => env.APPLICANTS.getByName(user).wake()));
    }
    await run('ALTER TABLE away RENAME TO applicants');
    await compared(users);
    expect(stage.said.warnings.filter((line) => line.includes('row_not_written')).length).toBeGreaterThan(
      APPLICANTS,
    );
  });

  it('every second write failing, halfway through: all catch up, nothing twice', async () => {
    await run(`CREATE TRIGGER flaky BEFORE INSERT ON applicants WHEN abs(random()) % 2 = 0
      BEGIN SELECT RAISE(ABORT, 'flaky'); END`);
    const users = await everybody();
    await Promise.all(users.map((user) => env.APPLICANTS.getByName(user).wake()));
    const failed = stage.said.warnings.filter((line) => line.includes('row_not_written')).length;
    expect(failed).toBeGreaterThan(APPLICANTS / 4);
    await run('DROP TRIGGER flaky');
    await compared(users);
  });

  it('far behind: one write brings the row up to date', async () => {
    await run('ALTER TABLE applicants RENAME TO away');
    const { user, sessionId } = await createWithSession('face-behind');
    stage.ilive.decide(sessionId, 'pass', 'somebody-else-behind');
    await reportVerdict(user, sessionId, 'pass');
    await env.APPLICANTS.getByName(user).wake();
    for (const decision of ['new_id_photo', 'reject']) {
      await decide(user, decision);
      if (decision === 'new_id_photo') await uploadOf(user, 'face-behind');
      await env.APPLICANTS.getByName(user).wake();
    }
    await run('ALTER TABLE away RENAME TO applicants');
    expect((await wholeLog(user)).length).toBeGreaterThan(10);
    const batch = vi.fn<Batch>((statements) => env.DB.batch(statements));
    await writing(user, batch, () => env.APPLICANTS.getByName(user).wake());
    expect(batch).toHaveBeenCalledOnce();
    await isCurrent(user);
    await compared([user]);
  });

  it('hundreds of looks at a photo: all in the log, and nothing is written for them', async () => {
    const user = await createWithVerdict(stage.ilive);
    const { seq } = await runUntilSettled(user);
    const object = env.APPLICANTS.getByName(user);
    const batch = vi.fn<Batch>((statements) => env.DB.batch(statements));
    await writing(user, batch, async () => {
      for (let view = 0; view < 450; view += 1) await object.viewPhoto('id', `reviewer:${view}`);
      await fireAlarm(user);
    });
    expect((await readApplicant(user)).seq).toBe(seq + 450);
    expect(batch).not.toHaveBeenCalled();
    await isCurrent(user);
    await compared([user]);
  });

  it.each([
    ['all is lost', 'all'],
    ['the answer is lost', 'answers'],
  ] as const)('the object dies before D1 has confirmed (%s): its alarm brings the row up to date', async (_, what) => {
    const face = newUserId('face-dies-');
    const { user, sessionId } = await createWithSession(face);
    await env.APPLICANTS.getByName(user).wake();
    await writing(user, losing(what), async () => {
      stage.ilive.decide(sessionId, 'pass', face);
      await reportVerdict(user, sessionId, 'pass');
      await env.APPLICANTS.getByName(user).wake();
      expect(stage.said.warnings.join()).toContain('row_not_written');
      // Nothing else is left to do that would lead to the row.
      expect((await readApplicant(user)).status).toBe('approved');
    });
    await crash(user);
    const alarm = await alarmOf(user);
    expect(alarm).not.toBeNull();
    setClock((alarm ?? 0) + 1);
    await fireAlarm(user);
    await isCurrent(user);
    await compared([user]);
  });

  it('the clock set back before the row is written: its move is not before its creation', async () => {
    await run('ALTER TABLE applicants RENAME TO away');
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    await env.APPLICANTS.getByName(user).wake();
    passTime(-10_000);
    await uploadOf(user, 'face-back');
    await run('ALTER TABLE away RENAME TO applicants');
    await env.APPLICANTS.getByName(user).wake();
    const row = await env.DB.prepare('SELECT id >> 11 AS created, moved_ms FROM applicants WHERE user_id = ?')
      .bind(user)
      .first<{ created: number; moved_ms: number }>();
    expect(row?.moved_ms).toBeGreaterThanOrEqual(row?.created ?? Number.NaN);
    await compared([user]);
  });

  it('the answer of a write lost: the second time changes nothing', async () => {
    const { user, sessionId } = await createWithSession('face-lossy');
    await env.APPLICANTS.getByName(user).wake();
    await writing(user, losing('answers'), async () => {
      stage.ilive.decide(sessionId, 'pass', 'face-lossy');
      await reportVerdict(user, sessionId, 'pass');
      await env.APPLICANTS.getByName(user).wake();
    });
    expect(stage.said.warnings.join()).toContain('row_not_written');
    const row = () => env.DB.prepare('SELECT * FROM applicants WHERE user_id = ?').bind(user).first();
    const written = await row();
    expect(written).toMatchObject({ status: 'approved' });
    await compared([user]);
    expect(await row()).toEqual({ ...written, wake_ms: (await row())?.wake_ms });
    expect(stage.said.errors.join()).not.toContain('row_differs');
  });
});

describe('sweep', () => {
  const setWakeAt = (user: string, at: number | null) =>
    env.DB.prepare('UPDATE applicants SET wake_ms = ? WHERE user_id = ?').bind(at, user).run();
  const wakeAt = (user: string) =>
    env.DB.prepare('SELECT wake_ms FROM applicants WHERE user_id = ?').bind(user).first('wake_ms');
  const nobodyDue = () => run('UPDATE applicants SET wake_ms = NULL');

  it('those with nothing due are put right and left alone', async () => {
    await nobodyDue();
    const approved = await createWithVerdict(stage.ilive);
    await runUntilSettled(approved);
    const { user: open } = await createWithSession('face-open');
    await runUntilSettled(open);
    await setWakeAt(approved, 1);
    await setWakeAt(open, 2);
    await wakeOverdue(env);
    expect([await wakeAt(approved), await wakeAt(open)]).toEqual([null, await alarmOf(open)]);
    const woken = vi.spyOn(Applicant.prototype, 'wake');
    await wakeOverdue(env);
    expect(woken).not.toHaveBeenCalled();
  });

  it('who cannot be put right is woken once in five minutes', async () => {
    await nobodyDue();
    const { user } = await createWithSession('face-late');
    await runUntilSettled(user);
    await setWakeAt(user, 1);
    const woken = vi.spyOn(Applicant.prototype, 'wake').mockRejectedValue(new Error('it does not wake'));
    const wokenAt: number[] = [];
    for (let minute = 0; minute <= 16; minute += 1) {
      const before = woken.mock.calls.length;
      await wakeOverdue(env);
      if (woken.mock.calls.length > before) wokenAt.push(minute);
      passTime(MINUTE);
    }
    // Five minutes, and the minute in which an alarm that is merely late rings by itself.
    expect(wokenAt).toEqual([0, 6, 12]);
    expect(stage.said.errors.join()).toContain('applicant_not_woken');
  });

  it('one minute late is not overslept', async () => {
    await nobodyDue();
    const { user } = await createWithSession('face-minute');
    await runUntilSettled(user);
    const woken = vi.spyOn(Applicant.prototype, 'wake');
    await setWakeAt(user, Date.now() - MINUTE + 1);
    await wakeOverdue(env);
    expect(woken).not.toHaveBeenCalled();
    passTime(1);
    await wakeOverdue(env);
    expect(woken).toHaveBeenCalledOnce();
  });

  it('more than one run can wake: the longest overdue first', async () => {
    await nobodyDue();
    await run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 540)
      INSERT INTO applicants SELECT i, 'sleeper-' || i, 1, '', 'verifying', '[]', NULL, NULL, NULL, NULL, 0, '[]', '{}', '', '', i, 0
      FROM n ORDER BY random()`);
    vi.spyOn(Applicant.prototype, 'wake').mockResolvedValue();
    await wakeOverdue(env);
    const left = await env.DB.prepare(
      'SELECT wake_ms FROM applicants WHERE wake_ms <= 540 ORDER BY wake_ms',
    ).all();
    expect(left.results.map((row) => row.wake_ms)).toEqual(Array.from({ length: 40 }, (_, i) => 501 + i));
    await wakeOverdue(env);
    expect(await env.DB.prepare('SELECT count(*) AS n FROM applicants WHERE wake_ms <= 540').first('n')).toBe(
      0,
    );
    await run("DELETE FROM applicants WHERE user_id LIKE 'sleeper-%'");
  });
});
