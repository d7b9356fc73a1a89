import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  alarmOf,
  passTime,
  reportVerdict,
  runUntilSettled,
  setClock,
} from '../support/controlled-applicant.ts';
import { decide, readApplicant } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { FULL } from '../support/scale.ts';
import {
  type CallName,
  createScriptedIlive,
  FAULTS,
  type Fault,
  type Script,
} from '../support/scripted-ilive.ts';
import { audited } from './audit.ts';
import { apply, enter, PERSON, type Play, passLiveness, recover } from './cell.ts';

const MINUTE_MS = 60_000;

let play: Play;

beforeEach(() => {
  muteConsole();
  setClock(Date.now());
});
afterEach(() => {
  play.uninstall();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** An applicant before an iLive that plays this. */
async function facing(script: Script): Promise<Play> {
  play = await enter(createScriptedIlive(script));
  return play;
}

/** The fault at the first call of that name. */
const once = (call: CallName, fault: Fault) => (name: CallName, nth: number) =>
  name === call && nth === 1 ? fault : null;

const calls = () => play.ilive.seen.map(({ name }) => name);
const ofType = async (type: string) =>
  (await audited(play.user, play.ilive)).filter((event) => event.type === type).map(({ data }) => data);

/** The face that an earlier index call makes, whenever it lands. */
function lands(userId = play.user, person = PERSON): string {
  const [session] = [...play.ilive.sessions.keys()].slice(-1);
  const face_id = crypto.randomUUID();
  const face = { face_id, external_face_id: userId, external_image_id: session ?? '', person };
  play.ilive.faces.push(face);
  return face_id;
}

it('makes no call that it need not make', async () => {
  const { user } = await facing({});
  await apply(play);
  expect((await runUntilSettled(user)).status).toBe('approved');
  passTime(60 * MINUTE_MS);
  await runUntilSettled(user);
  expect(calls()).toEqual(['detect', 'create_session', 'result', 'photo', 'compare', 'index', 'search']);
  expect(await ofType('face_indexed')).toMatchObject([{ adopted: false, uncertain: false }]);
});

describe('an index call whose answer is lost', () => {
  it('is found in the list and adopted', async () => {
    const { user, ilive } = await facing({ fault: once('index', 'lost') });
    await apply(play);
    expect((await runUntilSettled(user)).status).toBe('approved');
    expect(calls().filter((name) => name === 'index')).toHaveLength(1);
    const [face] = ilive.facesOf(user);
    expect(await ofType('face_indexed')).toMatchObject([{ face_id: face, adopted: true, uncertain: true }]);
    expect(await ofType('faces_reconciled')).toMatchObject([{ deleted: [] }]);
  });

  const firsts: Fault[] = FULL ? ['lost', 'refused', 'timeout', 'garbage'] : ['lost', 'refused'];
  const faults: readonly Fault[] = FULL ? FAULTS : ['503', '404', '422', 'missing', 'lost'];
  it.each(
    firsts.flatMap((first) => faults.map((fault) => [first, fault] as const)),
  )('is not made again after "%s" before the list was read: %s', async (first, fault) => {
    const { user, ilive } = await facing({
      fault: (name, nth) => once('index', first)(name, nth) ?? (name === 'list' && nth <= 3 ? fault : null),
    });
    await apply(play);
    await runUntilSettled(user);
    await recover(play);
    expect((await readApplicant(user)).status).toBe('approved');
    const named = ilive.seen.filter(({ name }) => name === 'index' || name === 'list');
    const again = named.slice(1).findIndex(({ name }) => name === 'index') + 1;
    if (first === 'lost') expect(again).toBe(0);
    else expect(named[again - 1]).toMatchObject({ name: 'list', fault: null });
    expect(named.filter(({ name }) => name === 'index')).toHaveLength(first === 'lost' ? 1 : 2);
    await audited(user, ilive);
  });

  it.each<[string, Script, { adopted: boolean; reconciled: number }]>([
    ['before the list is read', { before: at('list', 1) }, { adopted: true, reconciled: 0 }],
    ['between the list and the next call', { before: at('index', 2) }, { adopted: false, reconciled: 1 }],
    ['while the search is under way', { before: at('search', 1) }, { adopted: false, reconciled: 1 }],
    ['at the last look', { before: at('list', 2) }, { adopted: false, reconciled: 1 }],
  ])('may land late, %s: one face stays, the one that the log names', async (_when, script, end) => {
    const { user, ilive } = await facing({ ...script, fault: once('index', 'timeout') });
    await apply(play);
    const { status, face } = await runUntilSettled(user);
    expect(status).toBe('approved');
    expect(await ofType('face_indexed')).toMatchObject([{ adopted: end.adopted, uncertain: true }]);
    const [{ deleted = [] } = {}] = (await ofType('faces_reconciled')) as { deleted?: string[] }[];
    expect(deleted).toHaveLength(end.reconciled);
    expect(ilive.facesOf(user)).toEqual([face?.face_id]);
  });

  it('is not mistaken for a face of that session under another name', async () => {
    const { user, ilive } = await facing({
      fault: once('index', 'refused'),
      before: (name, nth) => void (name === 'list' && nth === 1 && lands('another', 'another')),
    });
    await apply(play);
    expect((await runUntilSettled(user)).status).toBe('approved');
    expect(await ofType('face_indexed')).toMatchObject([{ adopted: false }]);
    expect(ilive.facesOf('another')).toHaveLength(1);
  });
});

describe('one live face at most', () => {
  it('over many re-verifications: the older goes once the newer is there', async () => {
    const counts: number[] = [];
    const { user, ilive } = await facing({
      after: (name) =>
        void ((name === 'index' || name === 'delete') && counts.push(ilive.facesOf(user).length)),
    });
    ilive.addFace('stranger', PERSON);
    await apply(play);
    for (const _round of [1, 2, 3]) {
      expect((await runUntilSettled(user)).reasons).toEqual(['possible_duplicate']);
      expect(ilive.facesOf(user)).toHaveLength(1);
      await decide(user, 'retry_liveness');
      await passLiveness(play);
    }
    await runUntilSettled(user);
    expect((await decide(user, 'approve')).body.status).toBe('approved');
    await runUntilSettled(user);
    expect(counts).toEqual([1, 2, 1, 2, 1, 2, 1]);
    await audited(user, ilive);
  });

  it.each(['reject', 'retry_liveness'])('when %s overtakes the index call', async (decision) => {
    for (const fault of [null, 'lost', 'timeout', '503'] as const) {
      const { user, ilive } = await facing({
        fault: (name, nth) => (fault ? once('index', fault)(name, nth) : null),
        // iLive contradicts itself, a reviewer ends the case, and only then the call takes effect.
        before: async (name, nth) => {
          if (name !== 'index' || nth > 1) return;
          await reportVerdict(user, [...ilive.sessions.keys()].at(-1) ?? '', 'fail');
          expect((await readApplicant(user)).reasons).toEqual(['verdict_mismatch']);
          expect((await decide(user, decision)).status).toBe(200);
        },
      });
      await apply(play);
      await readApplicant(user);
      await runUntilSettled(user, { until: Date.now() + MINUTE_MS / 2 });
      if (fault === 'timeout') lands();
      const { status } = await runUntilSettled(user);
      expect(status).toBe(decision === 'reject' ? 'rejected' : 'awaiting_liveness');
      await audited(user, ilive);
      if (decision === 'retry_liveness') {
        await passLiveness(play);
        expect((await runUntilSettled(user)).status).toBe('approved');
        await audited(user, ilive);
      }
      play.uninstall();
    }
  });

  it('none, when a case is rejected because the list could not be read', async () => {
    const { user, ilive } = await facing({
      fault: (name, nth) => once('index', 'lost')(name, nth) ?? once('list', '422')(name, nth),
    });
    await apply(play);
    expect((await runUntilSettled(user)).reasons).toEqual(['verification_unavailable']);
    expect(ilive.facesOf(user)).toHaveLength(1);
    await decide(user, 'reject');
    await runUntilSettled(user);
    await audited(user, ilive);
  });

  it.each([
    // The indexed face of a rejected applicant is sent away by the tidying and by its own step.
    ['of a rejected applicant', 'lost', 'reject', 2],
    ['that landed late', 'timeout', 'approve', 1],
  ] as const)('a deletion that answers 404 is not believed while the list shows the face %s', async (_whose, first, decision, believed) => {
    const { user, ilive } = await facing({
      fault: (name, nth) => once('index', first)(name, nth) ?? (name === 'delete' && nth <= 7 ? '404' : null),
      before: (name, nth) => void (first === 'timeout' && name === 'index' && nth === 2 && lands()),
    });
    ilive.addFace('stranger', PERSON);
    await apply(play);
    expect((await runUntilSettled(user, { until: Date.now() + MINUTE_MS / 2 })).reasons).toEqual([
      'possible_duplicate',
    ]);
    await decide(user, decision);
    await runUntilSettled(user);
    expect(ilive.facesOf(user)).toHaveLength(decision === 'approve' ? 1 : 0);
    expect(calls().filter((name) => name === 'delete')).toHaveLength(7 + believed);
    expect(await alarmOf(user)).toBeNull();
  });
});

/** The late landing, at that moment. */
function at(call: CallName, moment: number): NonNullable<Script['before']> {
  return (name, nth) => void (name === call && nth === moment && lands());
}
