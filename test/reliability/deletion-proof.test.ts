/** What counts as proof that a face is gone. Anything else is tried again, and no receipt says that it is gone. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runUntilSettled, setClock } from '../support/controlled-applicant.ts';
import { decide, readApplicant, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { type CallName, createScriptedIlive, type Fault, type Script } from '../support/scripted-ilive.ts';
import { verifiedLog } from './audit.ts';
import { apply, enter, PERSON, type Play } from './cell.ts';

let play: Play;
let said: ReturnType<typeof muteConsole>;

beforeEach(async () => {
  said = muteConsole();
  setClock(Date.now());
  play = await enter(createScriptedIlive());
});
afterEach(() => {
  play.uninstall();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const HOUR_MS = 3_600_000;
const types = async () => (await verifiedLog(play.user)).map(({ type }) => type);

/** An applicant with one face, erased while iLive plays this. */
async function erased(script: Script): Promise<void> {
  await apply(play);
  await runUntilSettled(play.user);
  play.ilive.play(script);
  await send('DELETE', `/v1/applicants/${play.user}`, { as: 'eraser' });
  await runUntilSettled(play.user, { until: Date.now() + HOUR_MS / 2 });
}

/** The same after an index call whose answer was lost: the log does not name the face. */
async function erasedUnsure(script: Script): Promise<void> {
  play.ilive.play({
    fault: (name, nth) => (nth > 1 ? null : name === 'index' ? 'lost' : name === 'list' ? '422' : null),
  });
  await apply(play);
  expect((await runUntilSettled(play.user)).reasons).toEqual(['verification_unavailable']);
  play.ilive.play(script);
  await send('DELETE', `/v1/applicants/${play.user}`, { as: 'eraser' });
  await runUntilSettled(play.user, { until: Date.now() + HOUR_MS / 2 });
}

const pendingFaces = async () =>
  ((await readApplicant(play.user)).erasure?.pending ?? []).filter(({ what }) => what === 'face');

/** DELETE answers 404 and these other calls fail so. */
const fails =
  (faults: Partial<Record<CallName, Fault>>) =>
  (name: CallName): Fault | null =>
    name === 'delete' ? '404' : (faults[name] ?? null);
/** Changes each entry of a list. */
const entries = (change: (face: any) => unknown) => (name: CallName, answer: any) =>
  name === 'list' ? { ...answer, faces: answer.faces.map(change) } : answer;
/** The list as it is if iLive has no faces that it would name. */
const emptyList = (name: CallName, answer: any) => (name === 'list' ? { ...answer, faces: [] } : answer);

describe('after a 404 of the deletion a face is not gone', () => {
  it.each<[string, Script]>([
    ['when the list is 404 too', { fault: fails({ list: '404' }) }],
    ['when the list is refused', { fault: fails({ list: '403' }) }],
    ['when the list cannot be read', { fault: fails({ list: 'garbage' }) }],
    [
      'when the list names it without our ids',
      {
        fault: fails({}),
        rewrite: entries(({ face_id }) => ({ face_id })),
      },
    ],
    [
      'when the list names it for another image',
      {
        fault: fails({}),
        rewrite: entries((face) => ({ ...face, external_image_id: 'another' })),
      },
    ],
    [
      'when an entry of the list has an id of ours that cannot be read',
      {
        fault: fails({}),
        rewrite: entries((face) => ({ ...face, face_id: 'other', external_face_id: { id: 1 } })),
      },
    ],
    [
      'when an entry of the list has an image id that cannot be read',
      {
        fault: fails({}),
        rewrite: entries(({ face_id }) => ({ face_id: [face_id], external_image_id: 7.5 })),
      },
    ],
    ['when the list is empty and the search still knows it', { fault: fails({}), rewrite: emptyList }],
    [
      'when the list is empty and the search fails',
      {
        fault: fails({ search: '503' }),
        rewrite: emptyList,
      },
    ],
    [
      'when the list is empty and the search is refused',
      {
        fault: fails({ search: '422' }),
        rewrite: emptyList,
      },
    ],
  ])('%s', async (_when, script) => {
    await erased(script);
    expect(await pendingFaces()).toHaveLength(1);
    expect(await types()).not.toContain('face_deleted');
    expect(said.errors.join()).toContain('face_not_deleted');
    // Once iLive is well again it goes.
    play.ilive.play({});
    await runUntilSettled(play.user);
    expect(await pendingFaces()).toEqual([]);
    expect(play.ilive.facesOf(play.user)).toEqual([]);
  });

  it('when the search is 404 without a code, as a path that does not exist is', async () => {
    const { fetch } = globalThis;
    globalThis.fetch = async (input: RequestInfo | URL, init?: RequestInit) =>
      String(input instanceof Request ? input.url : input).includes('max_results=1&')
        ? Response.json({ detail: 'Not Found' }, { status: 404 })
        : fetch(input, init);
    await erased({ fault: fails({}), rewrite: emptyList });
    globalThis.fetch = fetch;
    expect(await types()).not.toContain('face_deleted');
    expect(await pendingFaces()).toHaveLength(1);
  });

  it('but it is when the collection is there and neither list nor search knows it', async () => {
    play.ilive.play({});
    await apply(play);
    await runUntilSettled(play.user);
    play.ilive.faces.splice(
      play.ilive.faces.findIndex((face) => face.external_face_id === play.user),
      1,
    );
    await send('DELETE', `/v1/applicants/${play.user}`, { as: 'eraser' });
    await runUntilSettled(play.user);
    expect(await pendingFaces()).toEqual([]);
    expect(await types()).toContain('face_deleted');
  });
});

describe('after an index call of unknown outcome nothing is reconciled', () => {
  it.each<[string, Script]>([
    ['while the list is 404', { fault: (name) => (name === 'list' ? '404' : null) }],
    [
      'while an entry does not say whose it is',
      {
        rewrite: entries(({ external_face_id: _, ...face }) => face),
      },
    ],
    [
      'while an entry says neither whose nor of which image it is',
      {
        rewrite: entries(({ face_id }) => ({ face_id })),
      },
    ],
  ])('%s', async (_when, script) => {
    await erasedUnsure(script);
    expect(await pendingFaces()).not.toEqual([]);
    expect(await types()).not.toContain('faces_reconciled');
    expect(said.errors.join()).toContain('face_not_deleted');
    play.ilive.play({});
    await runUntilSettled(play.user);
    expect(await pendingFaces()).toEqual([]);
    expect(play.ilive.facesOf(play.user)).toEqual([]);
  });

  it('and a face of ours without an image id is deleted', async () => {
    await erasedUnsure({ rewrite: entries(({ external_image_id: _, ...face }) => face) });
    expect(play.ilive.facesOf(play.user)).toEqual([]);
    expect(await pendingFaces()).toEqual([]);
  });

  it('while the list lacks the face that stays: it does not show what is there', async () => {
    play.ilive.play({ fault: (name, nth) => (name === 'index' && nth === 1 ? 'refused' : null) });
    await apply(play);
    await runUntilSettled(play.user, { until: Date.now() + 30_000 });
    play.ilive.play({ rewrite: emptyList });
    await runUntilSettled(play.user, { until: Date.now() + HOUR_MS / 2 });
    expect((await readApplicant(play.user)).status).toBe('approved');
    expect(await types()).not.toContain('faces_reconciled');
    play.ilive.play({});
    await runUntilSettled(play.user);
    expect(await types()).toContain('faces_reconciled');
  });
});

it('is decided for a rejected applicant by the same proof', async () => {
  play.ilive.addFace('stranger', PERSON);
  await apply(play);
  await runUntilSettled(play.user);
  play.ilive.play({ fault: fails({ list: '404' }) });
  await decide(play.user, 'reject');
  await runUntilSettled(play.user, { until: Date.now() + HOUR_MS / 2 });
  expect(await types()).not.toContain('face_deleted');
  play.ilive.play({});
  await runUntilSettled(play.user);
  expect(play.ilive.facesOf(play.user)).toEqual([]);
});

it('after the first index call ever, made before there was a collection, one is made and shows that it is empty', async () => {
  play.ilive.collections.clear();
  play.ilive.play({ fault: (name, nth) => (name === 'index' && nth === 1 ? 'lost' : null) });
  await apply(play);
  await runUntilSettled(play.user, { until: Date.now() });
  await send('DELETE', `/v1/applicants/${play.user}`, { as: 'eraser' });
  await runUntilSettled(play.user, { until: Date.now() + HOUR_MS / 2 });
  expect(await pendingFaces()).toEqual([]);
  expect((await types()).filter((type) => type === 'faces_reconciled').length).toBeGreaterThan(0);
  expect([...play.ilive.collections]).toEqual(['users']);
});
