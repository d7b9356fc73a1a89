import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runUntilSettled, setClock } from '../support/controlled-applicant.ts';
import { decide, readApplicant, readLog, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { type CallName, createScriptedIlive } from '../support/scripted-ilive.ts';
import { verifiedLog } from './audit.ts';
import { apply, enter, PERSON, type Play } from './cell.ts';

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

const calls = () => play.ilive.seen.map(({ name }) => name);
/** Changes fields of the answers to one call. */
const lies = (call: CallName, fields: object) =>
  play.ilive.play({ rewrite: (name, answer) => (name === call ? { ...answer, ...fields } : answer) });

const UNUSABLE_IDS = ['..', '../..', 'a/b', 'f?x', '%2e%2e', 'x'.repeat(129)];

describe('a session that iLive cannot mean', () => {
  it.each([
    { session_url: 'https://evil.test/s/1' },
    { session_url: 'http://ilive.test/s/1' },
    { session_url: 'https://ilive.test@evil.test/' },
    { session_url: 'javascript:alert(1)' },
    ...UNUSABLE_IDS.map((session_id) => ({ session_id })),
  ])('is 502 and not recorded: %j', async (fields) => {
    lies('create_session', fields);
    await apply(play);
    const before = await readLog(play.user);
    const { status, body } = await send('POST', `/v1/applicants/${play.user}/sessions`);
    expect([status, body.code]).toEqual([502, 'ilive_unavailable']);
    expect(await readLog(play.user)).toEqual(before);
    expect(JSON.stringify(before)).not.toContain('session_opened');
    expect((await readApplicant(play.user)).liveness).toBeNull();
  });
});

describe('a face id that could change the path of a call', () => {
  it.each(['..', 'a/b'])('is not recorded, and nothing is deleted by it: %s', async (face_id) => {
    play.ilive.play({
      rewrite: (name, answer) =>
        name === 'index'
          ? { face_id }
          : name === 'list'
            ? { ...answer, faces: answer.faces.map((face: object) => ({ ...face, face_id })) }
            : answer,
    });
    await apply(play);
    expect(await runUntilSettled(play.user)).toMatchObject({
      status: 'in_review',
      reasons: ['verification_unavailable'],
    });
    expect((await decide(play.user, 'reject')).status).toBe(200);
    // The list stays unreadable, so clearing up is tried without end.
    await env.APPLICANTS.getByName(play.user).wake();
    expect(calls()).not.toContain('delete');
    expect(calls()).not.toContain('search');
    expect((await verifiedLog(play.user)).map(({ type }) => type)).not.toContain('face_indexed');
  });

  it.each(
    UNUSABLE_IDS,
  )('makes a hit one for a reviewer, though it is under our name: %s', async (face_id) => {
    play.ilive.addFace(play.user, PERSON);
    play.ilive.play({
      rewrite: (name, answer) =>
        name === 'search'
          ? {
              matches: answer.matches.map((match: object, n: number) =>
                n === 1 ? { ...match, face_id } : match,
              ),
            }
          : answer,
    });
    await apply(play);
    const { status, reasons, dedupe } = await runUntilSettled(play.user);
    expect({ status, reasons }).toEqual({ status: 'in_review', reasons: ['possible_duplicate'] });
    expect(dedupe?.hits.map((hit) => hit.face_id)).toContain('unreadable');
    expect(JSON.stringify(await verifiedLog(play.user))).not.toContain(JSON.stringify(face_id));
  });
});

describe('more hits than were asked for', () => {
  /** The hits as iLive sends them: that many own ones, then the strangers. */
  const floods = (own: number, strangers: number, similarity: number) =>
    play.ilive.play({
      rewrite: (name, answer) =>
        name === 'search'
          ? {
              matches: [
                ...Array.from({ length: own }, (_, n) => hit(`o${n}`, 0.99, play.user)),
                ...Array.from({ length: strangers }, (_, n) => hit(`s${n}`, similarity, `stranger-${n}`)),
              ],
            }
          : answer,
    });
  const hit = (face_id: string, similarity: number, external_face_id: string) => ({
    face_id,
    similarity,
    external_face_id,
  });

  it.each([
    [0, 3_000, 0.9, 100],
    [3_000, 3, 0.9, 3],
    [99, 3, 0.6, 3],
    [101, 1, 0.51, 1],
  ])('%i own and %i of strangers at %f: at most as many are stored, strangers first', async (own, strangers, at, kept) => {
    floods(own, strangers, at);
    await apply(play);
    expect(await runUntilSettled(play.user)).toMatchObject({
      status: 'in_review',
      reasons: ['possible_duplicate'],
    });
    const searched = (await verifiedLog(play.user)).find(({ type }) => type === 'faces_searched')
      ?.data as any;
    expect(searched.hits.length + searched.near.length).toBeLessThanOrEqual(searched.max_results);
    expect(searched.hits.filter(({ self }: { self: boolean }) => !self)).toHaveLength(kept);
  });

  it('of our own only are given up, and approve nobody', async () => {
    floods(3_000, 0, 0);
    await apply(play);
    expect(await runUntilSettled(play.user)).toMatchObject({
      status: 'in_review',
      reasons: ['verification_unavailable'],
    });
  });
});
