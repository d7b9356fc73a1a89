import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runUntilSettled, setClock } from '../support/controlled-applicant.ts';
import { decide } from '../support/customer.ts';
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

/** That many faces under the applicant's own name, most like it of all, as years of re-verifications might leave. */
function ownFaces(count: number): void {
  for (let nth = 0; nth < count; nth += 1) play.ilive.addFace(play.user, PERSON);
}

/** What iLive forgets or mixes up about the face that was just indexed. */
function misnamed(external_face_id: string | null | undefined): void {
  play.ilive.play({
    after: (name, nth) =>
      void (
        name === 'index' &&
        nth === 1 &&
        Object.assign(play.ilive.faces.at(-1) ?? {}, { external_face_id })
      ),
  });
}

const searches = () => play.ilive.seen.filter(({ name }) => name === 'search').length;

async function outcome() {
  await apply(play);
  const { status, reasons, dedupe } = await runUntilSettled(play.user);
  const strangers = dedupe?.hits.filter(({ self }) => !self).map((hit) => hit.external_face_id);
  return { status, reasons, strangers };
}

describe("a page full of the applicant's own faces says nothing", () => {
  it.each([
    [2, 1],
    [3, 2],
    [22, 2],
    [23, 3],
    [98, 3],
  ])('%i of them hide a stranger until search %i', async (own, pages) => {
    ownFaces(own);
    play.ilive.addFace('stranger', PERSON);
    expect(await outcome()).toEqual({
      status: 'in_review',
      reasons: ['possible_duplicate'],
      strangers: ['stranger'],
    });
    expect(searches()).toBe(pages);
    await verifiedLog(play.user);
  });

  it.each([
    [3, 1],
    [4, 2],
    [23, 2],
    [24, 3],
    [98, 3],
  ])('%i of them and the new one hide nobody: unique after search %i', async (own, pages) => {
    ownFaces(own);
    expect(await outcome()).toEqual({ status: 'approved', reasons: [], strangers: [] });
    expect(searches()).toBe(pages);
  });

  it('100 of them fill the largest page: nobody is approved, and once they are gone the search is resumed', async () => {
    ownFaces(100);
    play.ilive.addFace('stranger', PERSON);
    const unavailable = { status: 'in_review', reasons: ['verification_unavailable'] };
    expect(await outcome()).toMatchObject(unavailable);
    expect(searches()).toBe(3);

    await decide(play.user, 'resume');
    expect(await runUntilSettled(play.user)).toMatchObject(unavailable);

    const mine = play.ilive.faces.findIndex(({ external_face_id }) => external_face_id === play.user);
    play.ilive.faces.splice(mine, 100);
    expect((await decide(play.user, 'resume')).status).toBe(200);
    expect(await runUntilSettled(play.user)).toMatchObject({
      status: 'in_review',
      reasons: ['possible_duplicate'],
    });
    expect((await verifiedLog(play.user)).filter(({ type }) => type === 'face_indexed')).toHaveLength(1);
  });
});

describe('strangers between the floor and the duplicate threshold', () => {
  it('are known by their similarity alone, and open no case', async () => {
    const similarities = [0.5, 0.31, 0.3, 0.42, 0.29, 0.4, 0.35];
    for (const [n, similarity] of similarities.entries())
      play.ilive.addFace(`bystander-${n}`, PERSON, similarity);
    expect(await outcome()).toEqual({ status: 'approved', reasons: [], strangers: [] });
    expect(searches()).toBe(1);
    const { dedupe } = await runUntilSettled(play.user);
    expect(dedupe).toMatchObject({ floor: 0.3, threshold: 0.5, near: [0.5, 0.42, 0.4, 0.35] });
    expect(dedupe?.hits.map(({ self }) => self)).toEqual([true]);
    const log = await verifiedLog(play.user);
    expect(log.find(({ type }) => type === 'faces_searched')?.data).toMatchObject({
      max_results: 5,
      floor: 0.3,
    });
    expect(JSON.stringify(log)).not.toContain('bystander');
    for (const { face_id } of play.ilive.faces.slice(0, 7))
      expect(JSON.stringify(log)).not.toContain(face_id);
  });
});

describe('whose a hit is', () => {
  it.each([null, undefined])('without a name (%s) it is ours if its face is in our log', async (name) => {
    misnamed(name);
    expect(await outcome()).toEqual({ status: 'approved', reasons: [], strangers: [] });
  });

  it("the older face without a name is ours too, a stranger's is not", async () => {
    misnamed(null);
    play.ilive.addFace('stranger', PERSON);
    expect(await outcome()).toMatchObject({ strangers: ['stranger'] });
    const stranger = play.ilive.faces.findIndex((face) => face.external_face_id === 'stranger');
    play.ilive.faces.splice(stranger, 1);
    await decide(play.user, 'retry_liveness');
    await passLiveness(play);
    const { status, dedupe } = await runUntilSettled(play.user);
    expect(status).toBe('approved');
    expect(dedupe?.hits.map(({ self }) => self)).toEqual([true, true]);
  });

  it.each([null, undefined])("without a name (%s) and not in our log it is a stranger's", async (name) => {
    play.ilive.addFace('stranger', PERSON);
    Object.assign(play.ilive.faces.at(-1) ?? {}, { external_face_id: name });
    expect(await outcome()).toEqual({
      status: 'in_review',
      reasons: ['possible_duplicate'],
      strangers: [null],
    });
  });

  it("under another name it is a stranger's, even with our face id", async () => {
    misnamed('another');
    expect(await outcome()).toEqual({
      status: 'in_review',
      reasons: ['possible_duplicate'],
      strangers: ['another'],
    });
  });

  it('under our name it is ours, though the log does not know the face', async () => {
    ownFaces(2);
    expect(await outcome()).toEqual({ status: 'approved', reasons: [], strangers: [] });
  });
});
