/** Customers from before when calls fail, when two things happen at once, and when an onboarding or an erasure comes between. */
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ApplicantView } from '../../src/contract/applicant.ts';
import { reportVerdict, runUntilSettled, setClock, uploadOf } from '../support/controlled-applicant.ts';
import { decide, newUserId, readApplicant, readLog, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { runInApplicant } from '../support/onboard.ts';
import { pictureOf } from '../support/picture.ts';
import {
  type CallName,
  createScriptedIlive,
  FAULTS,
  type Fault,
  type ScriptedIlive,
} from '../support/scripted-ilive.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function give(user: string, person: string) {
  const form = new FormData();
  form.set('user_id', user);
  form.set('image', new File([pictureOf(person)], 'a.jpg', { type: 'image/jpeg' }));
  return send<ApplicantView & { code: string }>('POST', '/v1/known-faces', { as: 'importer', body: form });
}
const typesOf = async (user: string) => (await readLog(user)).map(({ type }) => type);
const countOf = async (user: string, type: string) =>
  (await typesOf(user)).filter((it) => it === type).length;

/** A fresh iLive whose collection is there, and the end of it. */
function open(script: Parameters<typeof createScriptedIlive>[0] = {}) {
  const ilive = createScriptedIlive(script);
  ilive.addFace('somebody', 'somebody else');
  const console = muteConsole();
  const uninstall = ilive.install();
  return { ilive, console, close: uninstall };
}

const DAY_MS = 86_400_000;
/** Faults for good: iLive says so, and does not change its mind. */
const FOR_GOOD: readonly Fault[] = ['409', '422'];

describe.each(['index', 'search'] as const)('a fault of the %s call', (call: CallName) => {
  it.each(FAULTS)('%s once leaves one face, or says why there is none', async (fault) => {
    setClock(Date.now() + 1_000 * DAY_MS);
    const { ilive, close } = open({ fault: (name, nth) => (name === call && nth === 1 ? fault : null) });
    try {
      const user = newUserId();
      expect((await give(user, 'alice')).status).toBe(201);
      await runUntilSettled(user, { until: Date.now() + 2 * DAY_MS });
      const { status, face, known_face } = await readApplicant(user);
      expect(status).toBe('known');
      expect(ilive.facesOf(user)).toEqual(face ? [face.face_id] : []);
      if (FOR_GOOD.includes(fault)) expect(known_face?.problem).not.toBeNull();
      if (known_face?.problem !== null) {
        expect(await countOf(user, 'known_face_failed')).toBe(1);
        // The same picture is worth another try, since the refusal was not of the picture.
        expect((await give(user, 'alice')).status).toBe(201);
        await runUntilSettled(user, { until: Date.now() + 2 * DAY_MS });
      }
      const settled = await readApplicant(user);
      expect(settled.known_face).toMatchObject({ state: 'searched', problem: null });
      expect(ilive.facesOf(user)).toEqual([settled.face?.face_id]);
      expect(
        (await env.PHOTOS.list({ prefix: (await readLog(user))[0]?.data.photo_prefix })).objects,
      ).toEqual([]);
    } finally {
      close();
    }
  });
});

describe('a picture that iLive refuses when it is indexed', () => {
  it('is named in log and view, and the same one changes nothing', async () => {
    setClock(Date.now() + 1_100 * DAY_MS);
    const refusal = () => Response.json({ detail: { code: 'no_face_in_image' } }, { status: 422 });
    const { close } = open();
    const answered = globalThis.fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      const request = new Request(input, init);
      const isIndex =
        request.method === 'POST' && /\/collections\/[^/]+\/faces$/.test(new URL(request.url).pathname);
      return isIndex ? Promise.resolve(refusal()) : answered(request);
    });
    try {
      const user = newUserId();
      await give(user, 'alice');
      await runUntilSettled(user, { until: Date.now() + DAY_MS });
      expect(await readApplicant(user)).toMatchObject({
        status: 'known',
        face: null,
        known_face: { state: 'failed', problem: 'no_face_in_image' },
      });
      const log = (await readLog(user)).length;
      expect((await give(user, 'alice')).status).toBe(200);
      expect((await readLog(user)).length).toBe(log);
    } finally {
      close();
    }
  });
});

describe('at the same time', () => {
  it('two of the same picture make one face and one event', async () => {
    setClock(Date.now() + 1_200 * DAY_MS);
    const { ilive, close } = open();
    try {
      const user = newUserId();
      const answers = await Promise.all([give(user, 'alice'), give(user, 'alice'), give(user, 'alice')]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 201]);
      await runUntilSettled(user, { until: Date.now() + DAY_MS });
      expect(await countOf(user, 'known_face_given')).toBe(1);
      expect(ilive.facesOf(user)).toHaveLength(1);
      expect(ilive.seen.filter(({ name }) => name === 'index')).toHaveLength(1);
      expect(
        (await env.PHOTOS.list({ prefix: (await readLog(user))[0]?.data.photo_prefix })).objects,
      ).toEqual([]);
    } finally {
      close();
    }
  });

  it('two of different pictures leave the face of the newer one alone', async () => {
    setClock(Date.now() + 1_300 * DAY_MS);
    const { ilive, close } = open();
    try {
      const user = newUserId();
      const answers = await Promise.all([give(user, 'alice'), give(user, 'alice, older')]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      await runUntilSettled(user, { until: Date.now() + DAY_MS });
      const { face, known_face } = await readApplicant(user);
      expect(known_face?.state).toBe('searched');
      expect(ilive.facesOf(user)).toEqual([face?.face_id]);
    } finally {
      close();
    }
  });

  it('an onboarding that begins while the face is indexed ends with the onboarding’s face alone', async () => {
    setClock(Date.now() + 1_400 * DAY_MS);
    const user = newUserId();
    let began: Promise<unknown> | null = null;
    const { ilive, close } = open({
      before: async (name, nth) => {
        if (name !== 'index' || nth !== 1) return;
        began = uploadOf(user, 'alice');
        await began;
      },
    });
    try {
      await give(user, 'alice');
      await runUntilSettled(user, { until: Date.now() + DAY_MS });
      expect(began).not.toBeNull();
      expect((await readApplicant(user)).status).toBe('awaiting_liveness');
      const { body } = await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
      ilive.decide(body.session_id, 'pass', 'alice');
      await reportVerdict(user, body.session_id, 'pass');
      await runUntilSettled(user, { until: Date.now() + DAY_MS });
      const { status, face } = await readApplicant(user);
      expect(status).toBe('approved');
      expect(ilive.facesOf(user)).toEqual([face?.face_id]);
    } finally {
      close();
    }
  });

  it('an erasure in the middle leaves no face, whatever was under way', async () => {
    for (const call of ['index', 'search', 'detect'] as const) {
      setClock(Date.now() + 1_500 * DAY_MS);
      const user = newUserId();
      const erase = () => send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
      const { ilive, close } = open({
        after: async (name, nth) => {
          if (name === call && nth === 1) await erase();
        },
      });
      try {
        await give(user, 'alice');
        await erase();
        await runUntilSettled(user, { until: Date.now() + DAY_MS });
        // While the picture was checked nobody was there to be erased.
        expect((await readApplicant(user)).status).toBe('erased');
        expect(ilive.facesOf(user)).toEqual([]);
        const log = await readLog(user);
        expect((await env.PHOTOS.list({ prefix: log[0]?.data.photo_prefix })).objects).toEqual([]);
      } finally {
        close();
      }
    }
  });
});

describe('a session begins an onboarding', () => {
  it('before an ID photo, which the verdict waits for', async () => {
    setClock(Date.now() + 1_600 * DAY_MS);
    const { ilive, close } = open();
    try {
      const user = newUserId();
      await give(user, 'alice');
      await runUntilSettled(user, { until: Date.now() + 60_000 });
      const started = await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
      expect(started.status).toBe(201);
      const { session_id } = started.body;
      expect(await readApplicant(user)).toMatchObject({
        status: 'awaiting_id_photo',
        next_action: 'upload_id_photo',
        liveness: { session_id, session_url: started.body.session_url },
      });
      ilive.decide(session_id, 'pass', 'alice');
      await reportVerdict(user, session_id, 'pass');
      expect((await readApplicant(user)).status).toBe('awaiting_id_photo');
      await uploadOf(user, 'alice');
      await runUntilSettled(user, { until: Date.now() + DAY_MS });
      expect((await readApplicant(user)).status).toBe('approved');
      expect(ilive.facesOf(user)).toHaveLength(1);
    } finally {
      close();
    }
  });
});

it.each([
  0.95, 0.9, 0.85,
])('a face that was left over under a customer’s name, alike by %d, hides no pair with the one in use', async (similarity) => {
  setClock(Date.now() + (1_650 + similarity * 40) * DAY_MS);
  const { ilive, close } = open();
  try {
    const [one, two] = [newUserId('left-a'), newUserId('left-b')];
    await give(one, 'carol');
    await runUntilSettled(one, { until: Date.now() + 60_000 });
    const face = (await readApplicant(one)).face?.face_id;
    ilive.addFace(one, 'carol', similarity);
    await give(two, 'carol');
    await runUntilSettled(two, { until: Date.now() + 60_000 });
    const read = async () =>
      (await send('GET', '/v1/known-faces/duplicates?limit=100', { as: 'importer' })).body.data.filter(
        (pair: any) => pair.user_id === one && pair.other_user_id === two,
      );
    const [pair, ...others] = await read();
    expect([pair.face_id, others]).toEqual([face, []]);
    const { user_id, other_user_id, face_id, other_face_id } = pair;
    const faces = { user_id, other_user_id, face_id, other_face_id };
    const json = { ...faces, decision: 'different', reviewer: 'r-1' };
    const decided = await send('POST', '/v1/known-faces/duplicates/decisions', { as: 'reviewer', json });
    expect(decided.status).toBe(200);
    expect(await read()).toEqual([]);
  } finally {
    close();
  }
});

/** The operator deploys other settings. */
const deploys = (user: string, settings: object) =>
  runInApplicant(user, (object) => {
    object.env = { ...object.env, ...settings } as Env;
  });

describe('somebody else in a customer’s place', () => {
  type Played = { readonly user: string; readonly known: string; readonly ilive: ScriptedIlive };
  let day = 1_700;

  /** A customer known by alice's face, for whom mallory is onboarded. `prepare` comes before that. */
  async function mallory(prepare: (played: Played) => unknown, check: (played: Played) => Promise<void>) {
    setClock(Date.now() + day * DAY_MS);
    day += 20;
    const { ilive, close } = open();
    try {
      const user = newUserId();
      await give(user, 'alice');
      await runUntilSettled(user, { until: Date.now() + 60_000 });
      const known = (await readApplicant(user)).face?.face_id ?? '';
      expect(ilive.facesOf(user)).toEqual([known]);
      const played = { user, known, ilive };
      await prepare(played);
      await uploadOf(user, 'mallory');
      const { session_id } = (await send('POST', `/v1/applicants/${user}/sessions`, { json: {} })).body;
      ilive.decide(session_id, 'pass', 'mallory');
      await reportVerdict(user, session_id, 'pass');
      await runUntilSettled(user, { until: Date.now() + DAY_MS });
      const { status, reasons } = await readApplicant(user);
      expect({ status, reasons }).toEqual({ status: 'in_review', reasons: ['known_face_differs'] });
      await check(played);
    } finally {
      close();
    }
  }

  it.each([
    null,
    '0.12',
    12,
    '',
  ])('is a reviewer’s case though the search names the known face, with the similarity %j', (similarity) =>
    mallory(
      ({ user, known, ilive }) =>
        ilive.play({
          rewrite: (name, answer) => {
            const hit = { face_id: known, external_face_id: user, similarity };
            return name === 'search' ? { matches: [hit, ...answer.matches] } : answer;
          },
        }),
      async ({ user, known, ilive }) => expect(ilive.facesOf(user)).toContain(known),
    ));

  it('is a reviewer’s case where iLive puts the new face under the id of the known one', () =>
    mallory(
      ({ user, known, ilive }) =>
        ilive.play({
          after(name) {
            if (name !== 'index') return;
            const [older, newer] = ilive.faces.filter((face) => face.external_face_id === user);
            if (!older || !newer) return;
            ilive.faces.splice(ilive.faces.indexOf(older), 1);
            newer.face_id = known;
          },
          rewrite: (name, answer) => (name === 'index' ? { face_id: known } : answer),
        }),
      async ({ user, known, ilive }) => {
        expect(ilive.facesOf(user)).toEqual([known]);
        expect((await readApplicant(user)).known_face).toMatchObject({ problem: 'face_replaced' });
      },
    ));

  it.each([
    ['once', 1],
    ['each time', Number.POSITIVE_INFINITY],
  ])('is a reviewer’s case where the index call answers with the known face’s id %s, and the list does not', (_, times) =>
    mallory(
      ({ user, known, ilive }) => {
        let left = times;
        ilive.play({
          after(name) {
            if (name !== 'index' || left === 0) return;
            const [older, newer] = ilive.faces.filter((face) => face.external_face_id === user);
            if (!older || !newer) return;
            ilive.faces.splice(ilive.faces.indexOf(newer), 1);
            older.person = 'mallory';
          },
          rewrite(name, answer) {
            if (name !== 'index' || left === 0) return answer;
            left -= 1;
            return { face_id: known };
          },
        });
      },
      async ({ user }) =>
        expect((await readApplicant(user)).known_face).toMatchObject({ problem: 'face_replaced' }),
    ));

  it('is a reviewer’s case where the next session’s face comes under the known one’s id', () =>
    mallory(
      () => {},
      async ({ user, known, ilive }) => {
        ilive.play({
          after(name) {
            const [session = ''] = [...ilive.sessions.keys()].slice(-1);
            const own = ilive.faces.filter((face) => face.external_face_id === user);
            const newer = own.find((face) => face.external_image_id === session);
            const older = own.find((face) => face.face_id === known);
            if (name !== 'index' || !older || !newer) return;
            ilive.faces.splice(ilive.faces.indexOf(older), 1);
            newer.face_id = known;
          },
          rewrite: (name, answer) => (name === 'index' ? { face_id: known } : answer),
        });
        await decide(user, 'retry_liveness');
        const { session_id } = (await send('POST', `/v1/applicants/${user}/sessions`, { json: {} })).body;
        ilive.decide(session_id, 'pass', 'mallory');
        await reportVerdict(user, session_id, 'pass');
        await runUntilSettled(user, { until: Date.now() + DAY_MS });
        const { status, reasons, known_face } = await readApplicant(user);
        expect({ status, reasons }).toEqual({ status: 'in_review', reasons: ['known_face_differs'] });
        expect(known_face).toMatchObject({ problem: 'face_replaced' });
      },
    ));

  it('is a reviewer’s case in another collection, and the known face stays in the former one', () =>
    mallory(
      ({ user, ilive }) => {
        ilive.collections.add('second');
        return deploys(user, { ILIVE_COLLECTION: 'second' });
      },
      async ({ user, known, ilive }) => {
        const where = ilive.faces.map(({ external_face_id, face_id, collection }) =>
          external_face_id === user ? [face_id, collection] : [],
        );
        expect(where).toContainEqual([known, 'users']);
        expect(where.flat()).toContain('second');
      },
    ));
});

it('a customer given again after a change of the collection is found there, and no more in the former one', async () => {
  setClock(Date.now() + 1_900 * DAY_MS);
  const { ilive, close } = open();
  try {
    const user = newUserId();
    await give(user, 'alice');
    await runUntilSettled(user, { until: Date.now() + 60_000 });
    ilive.collections.add('second');
    await deploys(user, { ILIVE_COLLECTION: 'second' });
    expect((await give(user, 'alice')).status).toBe(201);
    await runUntilSettled(user, { until: Date.now() + DAY_MS });
    const { face, known_face } = await readApplicant(user);
    expect({ in: face?.collection, is: known_face?.state }).toEqual({ in: 'second', is: 'searched' });
    expect(ilive.facesOf(user)).toEqual([face?.face_id]);
    expect((await give(user, 'alice')).status).toBe(200);
    expect(await countOf(user, 'known_face_given')).toBe(2);
  } finally {
    close();
  }
});

describe.each([
  'pass',
  'fail',
])('a verdict `%s` whose webhook is lost, before there is an ID photo', (verdict) => {
  it.each([
    ['at the end of the session', 3 * 3_600_000, false],
    ['when the browser returns', 60_000, true],
  ])('is asked for %s', async (_, ms, returns) => {
    setClock(Date.now() + (verdict === 'pass' ? 1_950 : 1_960) * DAY_MS + (returns ? DAY_MS : 0));
    const { ilive, close } = open();
    try {
      const user = newUserId();
      await give(user, 'alice');
      await runUntilSettled(user, { until: Date.now() + 60_000 });
      const { session_id } = (await send('POST', `/v1/applicants/${user}/sessions`, { json: {} })).body;
      ilive.decide(session_id, verdict, 'alice');
      const path = new URL(ilive.sessions.get(session_id)?.redirect ?? '').pathname;
      if (returns) await send('GET', path, { as: 'nobody' });
      await runUntilSettled(user, { until: Date.now() + ms });
      expect(await typesOf(user)).toContain('liveness_confirmed');
      const { status } = await readApplicant(user);
      expect(status).toBe(verdict === 'pass' ? 'awaiting_id_photo' : 'in_review');
    } finally {
      close();
    }
  });
});
