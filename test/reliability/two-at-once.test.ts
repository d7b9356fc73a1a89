import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reportVerdict, setClock, uploadOf } from '../support/controlled-applicant.ts';
import { newUserId, readApplicant, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { FULL } from '../support/scale.ts';
import { createScriptedIlive, type ScriptedIlive } from '../support/scripted-ilive.ts';
import { audited } from './audit.ts';

/** Index and search of the first and the second applicant. */
type Turn = 'I1' | 'S1' | 'I2' | 'S2';
/** Every order in which each applicant indexes before it searches. */
const ORDERS: readonly (readonly Turn[])[] = [
  ['I1', 'S1', 'I2', 'S2'],
  ['I1', 'I2', 'S1', 'S2'],
  ['I1', 'I2', 'S2', 'S1'],
  ['I2', 'I1', 'S1', 'S2'],
  ['I2', 'I1', 'S2', 'S1'],
  ['I2', 'S2', 'I1', 'S1'],
];
const PAIRS = FULL ? 100 : 20;

let ilive: ScriptedIlive;
let uninstall: () => void;

beforeEach(() => {
  muteConsole();
  setClock(Date.now());
  ilive = createScriptedIlive();
  ilive.addFace('somebody', 'somebody else');
  uninstall = ilive.install();
});
afterEach(() => {
  uninstall();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('two applications of one person', () => {
  it.each(
    ORDERS,
  )('in the order %s, %s, %s, %s: whoever searches after the other indexed sees it', async (...order) => {
    const users = [await ready('alice'), await ready('alice')];
    const done = takeTurns(order, users);
    await Promise.all(users.map((user) => signal(user)));
    await Promise.all(users.map((user) => env.APPLICANTS.getByName(user).wake()));
    expect(done).toEqual(order);
    for (const [mine, other] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const sees = order.indexOf(`I${other}`) < order.indexOf(`S${mine}`);
      const { status, reasons } = await readApplicant(users[mine - 1] ?? '');
      expect({ status, reasons }).toEqual(
        sees ? { status: 'in_review', reasons: ['possible_duplicate'] } : { status: 'approved', reasons: [] },
      );
    }
    expect((await Promise.all(users.map((user) => flagged(user)))).filter(Boolean).length).toBeGreaterThan(0);
  });

  it(`${PAIRS} pairs at the same moment: one of each at least is flagged, and for the other's face`, async () => {
    const people = Array.from({ length: PAIRS }, (_, nth) => `person ${nth}`);
    const pairs = await Promise.all(
      people.map(async (person) => [await ready(person), await ready(person)] as const),
    );
    // Answers take differently long, so that the pairs meet in all sorts of ways.
    const pause = () => new Promise<void>((done) => setTimeout(done, Math.random() * 8));
    ilive.play({ before: pause, after: pause });
    await Promise.all(pairs.flat().map((user) => signal(user)));
    await Promise.all(pairs.flat().map((user) => env.APPLICANTS.getByName(user).wake()));
    for (const pair of pairs) {
      const hits = await Promise.all(pair.map((user) => flagged(user)));
      expect(hits.some(Boolean)).toBe(true);
      for (const [index, hit] of hits.entries()) if (hit) expect(hit).toBe(pair[1 - index]);
    }
  });
});

/** An applicant with its session passed; nobody has told the service yet. */
async function ready(person: string): Promise<string> {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, person);
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`);
  ilive.decide(body.session_id, 'pass', person);
  return user;
}

/** The webhook. */
async function signal(user: string): Promise<void> {
  const session = [...ilive.sessions.values()].find(({ reference }) => reference === user);
  await reportVerdict(user, session?.id ?? '', 'pass');
}

/** Whose face the applicant was flagged for, or null; the log and the faces hold either way. */
async function flagged(user: string): Promise<string | null> {
  await audited(user, ilive);
  const { status, dedupe } = await readApplicant(user);
  expect(['approved', 'in_review']).toContain(status);
  const stranger = dedupe?.hits.find(({ self }) => !self)?.external_face_id ?? null;
  expect(status === 'in_review').toBe(stranger !== null);
  return stranger;
}

/**
 * Lets the four calls take effect one at a time, in that order: each waits before iLive until its turn has come, and the
 * next turn comes once its answer is ready. Gives the turns as they were taken.
 */
function takeTurns(order: readonly Turn[], users: readonly string[]): Turn[] {
  const taken: Turn[] = [];
  const asking = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const turn = await turnOf(request.clone(), users);
    if (!turn) return asking(request);
    // Each object waits by a timer of its own: one may not settle a promise of another's.
    while (order[taken.length] !== turn) await new Promise((tick) => setTimeout(tick, 1));
    const response = await asking(request);
    taken.push(turn);
    return response;
  };
  return taken;
}

async function turnOf(request: Request, users: readonly string[]): Promise<Turn | null> {
  const { pathname } = new URL(request.url);
  const search = pathname.match(/\/search-by-face\/(.+)$/)?.[1];
  if (search) {
    const owner = ilive.faces.find((face) => face.face_id === search)?.external_face_id ?? '';
    return users.indexOf(owner) === 0 ? 'S1' : 'S2';
  }
  if (request.method !== 'POST' || !pathname.endsWith('/faces')) return null;
  const owner = String((await request.formData()).get('external_face_id'));
  return users.indexOf(owner) === 0 ? 'I1' : 'I2';
}
