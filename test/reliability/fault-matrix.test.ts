import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alarmOf, runUntilSettled, setClock } from '../support/controlled-applicant.ts';
import { readApplicant } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { FULL } from '../support/scale.ts';
import type { Fault } from '../support/scripted-ilive.ts';
import { audited } from './audit.ts';
import { opening, type Play, passLiveness, playOut, recover, review, throughTheDay } from './cell.ts';
import { ALL, type Cell, cellsOf, FIRST } from './fault-table.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Five quick tries: waits of 1, 2, 4 and 8 s, a quarter more or less. */
const FIVE_TRIES_MS = [15_000 * 0.75, 15_000 * 1.25] as const;

/** The event log names steps, the tables calls. */
const STEPS: Record<string, string> = {
  result: 'confirm',
  photo: 'fetch_photo',
  compare: 'compare',
  create_collection: 'ensure_collection',
  index: 'index',
  list: 'index',
  search: 'search',
};

let day = Date.now();
let play: Play;
let played = 0;

beforeEach(() => {
  muteConsole();
  // Each cell has days of its own.
  day += 10 * DAY_MS;
  setClock(day);
});
afterEach(() => {
  play.uninstall();
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => {
  console.log(`fault matrix: ${played} cells`);
});

/** Every `npm test` plays one column for each way to fail; the others go the way of one of these. */
const ONCE = ['timeout', '503', '401', '404', '409', '422', 'missing', 'lost'];
/** An outage for a day takes many tries, so it is left to a few. */
const ALWAYS = ['503', '404', 'missing', 'lost'];
const once = cellsOf(FIRST).filter(({ fault }) => FULL || ONCE.includes(fault));
const always = cellsOf(ALL).filter(({ fault }) => FULL || ALWAYS.includes(fault));

describe('a fault at the first call', () => {
  it.each(once)('$row, $fault: $end', async (cell) => {
    play = await opening(cell.row, cell.fault as Fault, 'first');
    await playOut(play, cell.row, async ({ user }) => void (await runUntilSettled(user)));
    await expectEnd(cell);
    await expectNobodyLost(cell);
  });
});

describe('a fault at every call', () => {
  it.each(always)('$row, $fault: $end', async (cell) => {
    play = await opening(cell.row, cell.fault as Fault, 'all');
    await playOut(play, cell.row, throughTheDay);
    await expectEnd(cell);
    await expectNobodyLost(cell);
  });

  it('every single try of the day', async () => {
    play = await opening('compare', '503', 'all');
    await playOut(play, 'compare', async ({ user }) => void (await runUntilSettled(user)));
    await expectEnd({ row: 'compare', fault: '503', end: '24h' });
    expect(play.ilive.seen.filter(({ name }) => name === 'compare')).toHaveLength(5 + 288 + 1);
    await expectNobodyLost({ row: 'compare', fault: '503', end: '24h' });
  });
});

describe('a refused token speaks of the session, not of our key', () => {
  it.each([
    ['result', 5, 'in_review', 'verification_unavailable', 'retry_liveness'],
    ['photo', 1, 'awaiting_liveness', 'photo_unavailable', null],
  ])('%s is tried %i times: %s, %s', async (call, tries, status, reason, decision) => {
    play = await opening('compare', '503', 'first');
    const { ilive, user } = play;
    ilive.play({
      before(name) {
        if (name === call) for (const session of ilive.sessions.values()) session.token = 'another';
      },
    });
    await playOut(play, call, async () => void (await runUntilSettled(user)));
    expect(await readApplicant(user)).toMatchObject({ status, reasons: [reason] });
    expect(ilive.seen.filter(({ name }) => name === call)).toHaveLength(tries);
    ilive.play({});
    if (decision) await review(play, decision);
    await passLiveness(play);
    expect((await runUntilSettled(user)).status).toBe('approved');
    await audited(user, ilive);
  });
});

/** The end as the table has it; what the caller saw on the way; log, evidence and faces. */
async function expectEnd({ row, fault, end }: Cell): Promise<void> {
  const { user, ilive, answers } = play;
  const applicant = await readApplicant(user);
  const log = await audited(user, ilive, { clearingUp: end === 'on' });
  const types = log.map(({ type }) => type);
  const stands = { status: applicant.status, reasons: applicant.reasons };
  const codes = answers.map(({ status, body }) => body.code ?? status);
  expect(ilive.seen.filter((call) => call.fault === fault).length).toBeGreaterThan(0);
  switch (end) {
    case 'ok':
      expect(stands).toEqual({ status: 'approved', reasons: [] });
      expect(codes).toEqual([200, 201, 200]);
      expect(applicant.id_photo?.warnings).toEqual([]);
      break;
    case 'now':
    case '5':
    case '24h': {
      expect(stands).toEqual({ status: 'in_review', reasons: ['verification_unavailable'] });
      expect(codes).toEqual([200, 201, 200]);
      const failed = log.filter(({ type }) => type === 'verification_failed');
      const step = row === 'create_collection' && fault === '409' ? 'index' : STEPS[row];
      expect(failed.map(({ data }) => data)).toMatchObject([{ step }]);
      // Where the list cannot be read, the lost answer of the index call was a failure before the five.
      expectWithin(end, waited(), row === 'list' && end === '5' && fault !== '404' ? 1 : 0);
      break;
    }
    case '502':
      expect(stands).toEqual({ status: 'awaiting_liveness', reasons: [] });
      expect(codes).toEqual([200, 'ilive_unavailable']);
      expect(types).toEqual(['applicant_created', 'id_photo_stored']);
      expect(applicant).toMatchObject({ next_action: 'start_liveness', attempt: 0, attempts_left: 2 });
      break;
    case '422':
      expect(stands).toEqual({ status: 'awaiting_id_photo', reasons: [] });
      expect(codes).toEqual(['no_face_in_id_photo']);
      expect(types).toEqual(['applicant_created']);
      break;
    case 'lost':
      expect(stands).toEqual({ status: 'awaiting_liveness', reasons: ['photo_unavailable'] });
      expect(codes).toEqual([200, 201, 200]);
      expect(applicant).toMatchObject({ next_action: 'start_liveness', attempt: 1, attempts_left: 1 });
      break;
    case 'gone':
    case 'on':
      expect(applicant.status).toBe(row === 'delete:rejected' ? 'rejected' : 'approved');
      expect(codes.every((code) => code === 200 || code === 201)).toBe(true);
      expect(types.filter((type) => type === 'face_deleted')).toHaveLength(end === 'gone' ? 1 : 0);
      if (end === 'on') expect((await alarmOf(user)) ?? 0).toBeLessThanOrEqual(Date.now() + 6 * HOUR_MS);
      break;
  }

  function waited(): number {
    const calls = (name: string) => ilive.seen.filter((call) => call.name === name);
    // A second index call lists first; so the list is what finds no collection, and the lost answer what fails first.
    const since = row === 'create_collection' && fault === '409' ? calls('list')[0] : calls(row)[0];
    const first = row === 'list' && end === '24h' ? calls('index')[0] : since;
    return Date.parse(applicant.review?.opened_at ?? '') - (first?.at ?? 0);
  }
}

function expectWithin(end: 'now' | '5' | '24h', waitedMs: number, failedBefore: number): void {
  const [least, most] = {
    now: [0, 0],
    '5': FIVE_TRIES_MS.map((ms, index) => ms * 2 ** failedBefore + index * 1_000),
    '24h': [DAY_MS, DAY_MS + HOUR_MS],
  }[end] as [number, number];
  expect(waitedMs).toBeGreaterThanOrEqual(least);
  expect(waitedMs).toBeLessThanOrEqual(most);
}

/** iLive is well again and everybody does the natural thing: the end is good. */
async function expectNobodyLost({ row }: Cell): Promise<void> {
  await recover(play);
  const { status, reasons } = await readApplicant(play.user);
  expect(status).toBe(row === 'delete:rejected' ? 'rejected' : 'approved');
  if (status === 'approved') expect(reasons).toEqual([]);
  await audited(play.user, play.ilive);
  expect(await alarmOf(play.user)).toBe(null);
  played += 1;
}
