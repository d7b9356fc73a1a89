/** The face id that indexing gives may be that of an earlier own face, or of another customer's. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alarmOf, isNightly, runUntilSettled, setClock } from '../support/controlled-applicant.ts';
import { decide, readApplicant, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { createScriptedIlive } from '../support/scripted-ilive.ts';
import { verifiedLog } from './audit.ts';
import { apply, enter, PERSON, type Play, passLiveness } from './cell.ts';

let play: Play;

beforeEach(async () => {
  muteConsole();
  setClock(Date.now());
  play = await enter(createScriptedIlive());
});
afterEach(() => {
  play.uninstall();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const ofType = async (type: string) =>
  (await verifiedLog(play.user)).filter((event) => event.type === type).map(({ data }) => data);
const indexCalls = () => play.ilive.seen.filter(({ name }) => name === 'index').length;
const ownFaces = () => play.ilive.faces.filter((face) => face.external_face_id === play.user);

/** A possible duplicate, verified once more: the first face is in use until the next is indexed. */
async function again(): Promise<string> {
  play.ilive.addFace('stranger', PERSON);
  await apply(play);
  const { face } = await runUntilSettled(play.user);
  await decide(play.user, 'retry_liveness');
  return face?.face_id ?? '';
}

describe('the id of an earlier own face', () => {
  it('is the face of the new session if iLive put the new one in its place', async () => {
    const first = await again();
    // Indexing the same person again replaces the face: one entry, of the new session, under the old id.
    play.ilive.play({
      after: (name) => {
        if (name !== 'index') return;
        const [older, newer] = ownFaces();
        if (!older || !newer) return;
        play.ilive.faces.splice(play.ilive.faces.indexOf(older), 1);
        newer.face_id = first;
      },
      rewrite: (name, answer) => (name === 'index' ? { face_id: first } : answer),
    });
    await passLiveness(play);
    expect((await runUntilSettled(play.user)).reasons).toEqual(['possible_duplicate']);
    await decide(play.user, 'approve');
    expect(await runUntilSettled(play.user)).toMatchObject({ status: 'approved', face: { face_id: first } });
    expect(ownFaces().map(({ face_id }) => face_id)).toEqual([first]);
    expect(await ofType('face_deleted')).toEqual([]);
    expect(indexCalls()).toBe(2);
  });

  it.each([
    'answered',
    'lost',
  ])('given falsely: the face that the call made is found in the list (%s)', async (how) => {
    const first = await again();
    play.ilive.play({
      fault: (name, nth) => (how === 'lost' && name === 'index' && nth === 2 ? 'lost' : null),
      rewrite: (name, answer) => (name === 'index' ? { face_id: first } : answer),
    });
    await passLiveness(play);
    const { reasons, face } = await runUntilSettled(play.user);
    expect(reasons).toEqual(['possible_duplicate']);
    expect(face?.face_id).not.toBe(first);
    expect(ownFaces().map(({ face_id }) => face_id)).toEqual([face?.face_id]);
    expect(indexCalls()).toBe(2);
  });

  it('that nothing confirms is tried five times, then a reviewer decides, and no face stays', async () => {
    const first = await again();
    const start = Date.now();
    play.ilive.play({
      after: (name) => {
        // iLive makes nothing and gives the old id.
        if (name === 'index') play.ilive.faces.pop();
      },
      rewrite: (name, answer) => (name === 'index' ? { face_id: first } : answer),
    });
    await passLiveness(play);
    const { status, reasons } = await runUntilSettled(play.user, { until: start + 3_600_000 });
    expect({ status, reasons }).toEqual({ status: 'in_review', reasons: ['verification_unavailable'] });
    expect(await ofType('verification_failed')).toEqual([{ step: 'index', code: 'face_id_of_earlier_face' }]);
    expect(indexCalls()).toBe(6);
    play.ilive.play({});
    await decide(play.user, 'resume');
    expect((await runUntilSettled(play.user)).reasons).toEqual(['possible_duplicate']);
    await decide(play.user, 'reject');
    const applicant = await runUntilSettled(play.user);
    expect(ownFaces()).toEqual([]);
    expect(isNightly(await alarmOf(play.user), applicant) || (await alarmOf(play.user)) === null).toBe(true);
  });
});

describe("another customer's face id as the answer of indexing", () => {
  /** iLive answers with the stranger's id, once, though it indexes our face. */
  async function swapped(): Promise<string> {
    play.ilive.addFace('stranger', PERSON);
    const stranger = play.ilive.faces.at(-1)?.face_id ?? '';
    play.ilive.play({
      rewrite: (name, answer) => (name === 'index' ? { face_id: stranger } : answer),
    });
    await apply(play);
    const { status, reasons, face } = await runUntilSettled(play.user, { until: Date.now() + 30_000 });
    expect({ status, reasons, face }).toEqual({
      ...{ status: 'in_review', reasons: ['verification_unavailable'], face: null },
    });
    expect(await ofType('face_disowned')).toMatchObject([{ face_id: stranger }]);
    return stranger;
  }

  it.each(['reject', 'erase'] as const)("%s deletes our face and not the other customer's", async (ends) => {
    const stranger = await swapped();
    if (ends === 'reject') await decide(play.user, 'reject');
    else await send('DELETE', `/v1/applicants/${play.user}`, { as: 'eraser' });
    await runUntilSettled(play.user);
    expect(ownFaces()).toEqual([]);
    expect(play.ilive.faces.map(({ face_id }) => face_id)).toContain(stranger);
  });

  it('resumed at once, our face is found in the list', async () => {
    await swapped();
    await decide(play.user, 'resume');
    const { reasons, face } = await runUntilSettled(play.user);
    expect(reasons).toEqual(['possible_duplicate']);
    expect(ownFaces().map(({ face_id }) => face_id)).toEqual([face?.face_id]);
    expect(indexCalls()).toBe(1);
  });

  it('is not concluded from a search that leaves out the searched face', async () => {
    play.ilive.play({
      rewrite: (name, answer) =>
        name === 'search'
          ? { matches: answer.matches.filter((match: any) => match.external_face_id !== play.user) }
          : answer,
    });
    await apply(play);
    expect((await runUntilSettled(play.user)).status).toBe('approved');
    expect(play.ilive.seen.filter(({ name }) => name === 'list')).toEqual([]);
  });

  it('is not concluded while the list cannot be read', async () => {
    play.ilive.addFace('stranger', PERSON);
    const stranger = play.ilive.faces.at(-1)?.face_id ?? '';
    play.ilive.play({
      fault: (name, nth) => (name === 'list' && nth === 1 ? '503' : null),
      rewrite: (name, answer) => (name === 'index' ? { face_id: stranger } : answer),
    });
    await apply(play);
    expect((await readApplicant(play.user)).status).toBe('verifying');
    expect((await runUntilSettled(play.user, { until: Date.now() + 30_000 })).face).toBeNull();
  });
});
