/**
 * Who can write to R2 puts another picture in place of a stored one, at each moment of an onboarding. The log names the
 * bytes that were taken, so the other picture is never compared, indexed, accepted or shown.
 */
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { passTime, reportVerdict, runUntilSettled, uploadOf } from '../support/controlled-applicant.ts';
import { decide, newUserId, readApplicant, readLog, send, typesOf } from '../support/customer.ts';
import { createWithSession, runInApplicant } from '../support/onboard.ts';
import { pictureOf } from '../support/picture.ts';
import { useScriptedSetup } from '../support/scripted-setup.ts';

const stage = useScriptedSetup();
const calls = (name: string) => stage.ilive.seen.filter((call) => call.name === name).length;
type Kind = 'id' | 'liveness';

/** The picture of that kind that the log names last. */
async function named(user: string, kind: Kind): Promise<{ key: string; sha256: string; bytes: number }> {
  const type = kind === 'id' ? 'id_photo_stored' : 'liveness_photo_stored';
  return (await readLog(user)).findLast((event) => event.type === type)!.data;
}

/** Writes to R2 as an insider does, with everything but the bytes as it was. */
async function swap(user: string, kind: Kind, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { key } = await named(user, kind);
  await env.PHOTOS.put(key, bytes, { httpMetadata: { contentType: 'image/jpeg' } });
}

/** The same picture with a byte more at its end. */
function longer(picture: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(picture.length + 1);
  bytes.set(picture);
  return bytes;
}

/** Passed and reported: all has been done up to the first call of that name, which fails in passing. */
async function stoppedAt(call: 'compare' | 'index', person = newUserId('face-'), idPhotoOf = person) {
  const { user, sessionId } = await createWithSession(idPhotoOf);
  stage.ilive.decide(sessionId, 'pass', person);
  stage.ilive.play({ fault: (name, nth) => (name === call && nth === 1 ? '500' : null) });
  await reportVerdict(user, sessionId, 'pass');
  await env.APPLICANTS.getByName(user).wake();
  expect(calls(call)).toBe(1);
  return user;
}

/** A way to put something else under the key. */
type Attack = readonly [string, (user: string, kind: Kind) => Promise<void>];
const ATTACKS: readonly Attack[] = [
  ['the picture of somebody else', (user, kind) => swap(user, kind, pictureOf('mallory'))],
  ['a picture of another length', (user, kind) => swap(user, kind, longer(pictureOf('mallory')))],
  ['a page', (user, kind) => swap(user, kind, Uint8Array.from(Buffer.from('<script>1</script>')))],
  ['nothing at all', (user, kind) => swap(user, kind, new Uint8Array(0))],
];

const ALTERED = { status: 'in_review', reasons: ['photo_altered'] };

/** Neither accepted nor tried again, and shown to nobody. */
async function expectClosed(user: string, kind: Kind): Promise<void> {
  expect(await runUntilSettled(user)).toMatchObject(ALTERED);
  expect((await decide(user, 'approve')).body.code).toBe('decision_not_allowed');
  const look = await send('GET', `/v1/applicants/${user}/photos/${kind}`, { as: 'reviewer' });
  expect([look.status, look.body.code]).toEqual([409, 'photo_altered']);
  const types = await typesOf(user);
  expect(types.filter((type) => type === 'photo_altered')).toHaveLength(1);
  expect(types).not.toContain('photo_viewed');
}

describe('before the compare', () => {
  const KINDS = ['id', 'liveness'] as const;
  it.each(
    ATTACKS.flatMap(([what, attack]) => KINDS.map((kind) => ({ what, kind, attack }))),
  )('$what for the $kind photo is not compared', async ({ kind, attack }) => {
    const user = await stoppedAt('compare');
    await attack(user, kind);
    await expectClosed(user, kind);
    expect([calls('compare'), calls('index')]).toEqual([1, 0]);
    const { key } = await named(user, kind);
    const line = { level: 'error', message: 'photo_altered', user_id: user, photo: kind, key };
    expect(JSON.parse(stage.said.errors[0]!)).toEqual(line);
  });

  it("the applicant's own older picture is another picture", async () => {
    const { user, sessionId } = await createWithSession('alice');
    const { key } = await named(user, 'id');
    const older = new Uint8Array(await (await env.PHOTOS.get(key))!.arrayBuffer());
    await uploadOf(user, 'alice-today');
    await swap(user, 'id', older);
    stage.ilive.decide(sessionId, 'pass', 'alice');
    await reportVerdict(user, sessionId, 'pass');
    await expectClosed(user, 'id');
    expect(calls('compare')).toBe(0);
  });

  it("another applicant's stored picture is another picture", async () => {
    const other = await createWithSession('bob');
    const bobs = new Uint8Array(
      await (await env.PHOTOS.get((await named(other.user, 'id')).key))!.arrayBuffer(),
    );
    const user = await stoppedAt('compare', 'bob', 'alice');
    await swap(user, 'id', bobs);
    await expectClosed(user, 'id');
    expect(calls('compare')).toBe(1);
  });
});

it('a swap before the answer to the upload is found at the compare', async () => {
  const person = newUserId('face-');
  const put = env.PHOTOS.put.bind(env.PHOTOS);
  const spy = vi.spyOn(env.PHOTOS, 'put').mockImplementation((async (
    key: string,
    ...given: [never, never]
  ) => {
    const answer = await put(key, ...given);
    await put(key, pictureOf('mallory'));
    return answer;
  }) as typeof env.PHOTOS.put);
  const { user, sessionId } = await createWithSession(person);
  spy.mockRestore();
  stage.ilive.decide(sessionId, 'pass', 'mallory');
  await reportVerdict(user, sessionId, 'pass');
  await expectClosed(user, 'id');
  expect(calls('compare')).toBe(0);
});

describe('between compare and index', () => {
  it.each(ATTACKS)('%s in place of the liveness photo is not indexed', async (_what, attack) => {
    const user = await stoppedAt('index');
    await attack(user, 'liveness');
    await expectClosed(user, 'liveness');
    expect(calls('index')).toBe(1);
    expect(stage.ilive.facesOf(user)).toEqual([]);
  });

  it('the ID photo is not needed any more; a look finds it, and nothing is approved meanwhile', async () => {
    const user = await stoppedAt('index');
    await swap(user, 'id', pictureOf('mallory'));
    await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
    await expectClosed(user, 'id');
  });
});

describe('before a reviewer accepts', () => {
  it.each<[string, readonly string[], (person: string) => Promise<string>]>([
    [
      'a low similarity',
      ['similarity_low'],
      async (person) => {
        const { user, sessionId } = await createWithSession('alice');
        stage.ilive.decide(sessionId, 'pass', person);
        await reportVerdict(user, sessionId, 'pass');
        await runUntilSettled(user);
        return user;
      },
    ],
    [
      'a possible duplicate',
      ['possible_duplicate'],
      async (person) => {
        stage.ilive.addFace('somebody-else', person);
        const { user, sessionId } = await createWithSession(person);
        stage.ilive.decide(sessionId, 'pass', person);
        await reportVerdict(user, sessionId, 'pass');
        await runUntilSettled(user);
        return user;
      },
    ],
  ])('%s, each picture is read again', async (_name, reasons, open) => {
    for (const kind of ['id', 'liveness'] as const) {
      const user = await open(newUserId('face-'));
      expect(await readApplicant(user)).toMatchObject({ status: 'in_review', reasons });
      await swap(user, kind, pictureOf('mallory'));
      expect((await decide(user, 'approve')).body.code).toBe('stale_review');
      expect((await readApplicant(user)).reasons).toEqual([...reasons, 'photo_altered']);
      expect((await decide(user, 'approve')).body.code).toBe('decision_not_allowed');
    }
    for (const kind of ['id', 'liveness'] as const) {
      const user = await open(newUserId('face-'));
      await env.PHOTOS.delete((await named(user, kind)).key);
      expect((await decide(user, 'approve')).body.code).toBe('stale_review');
      expect((await decide(user, 'approve')).body.code).toBe('decision_not_allowed');
      expect((await readApplicant(user)).reasons).toEqual([...reasons, 'verification_unavailable']);
    }
    const untouched = await open(newUserId('face-'));
    expect((await decide(untouched, 'approve')).status).toBe(200);
    expect((await runUntilSettled(untouched)).status).toBe('approved');
  });

  it('nothing is approved while R2 cannot be reached', async () => {
    stage.ilive.addFace('somebody-else', 'ruth');
    const { user, sessionId } = await createWithSession('ruth');
    stage.ilive.decide(sessionId, 'pass', 'ruth');
    await reportVerdict(user, sessionId, 'pass');
    await runUntilSettled(user);
    const right = await runInApplicant(user, (object) => object.env);
    const away = { get: () => Promise.reject(new Error('R2 is away')) };
    await runInApplicant(user, (object) => {
      object.env = { ...right, PHOTOS: away } as unknown as Env;
    });
    expect((await decide(user, 'approve')).body.code).toBe('storage_unavailable');
    expect(await readApplicant(user)).toMatchObject({ status: 'in_review', reasons: ['possible_duplicate'] });
  });
});

describe('after the approval', () => {
  it('the picture is not shown, and the log says so', async () => {
    const user = await stoppedAt('index');
    passTime(60_000);
    expect((await runUntilSettled(user)).status).toBe('approved');
    await swap(user, 'id', pictureOf('mallory'));
    for (let looks = 0; looks < 2; looks += 1) {
      const look = await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
      expect([look.status, look.body.code]).toEqual([409, 'photo_altered']);
    }
    const altered = (await readLog(user)).filter(({ type }) => type === 'photo_altered');
    const { key, sha256 } = await named(user, 'id');
    expect(altered).toMatchObject([
      { actor: 'reviewer:rita@example.com', data: { photo: 'id', key, sha256 } },
    ]);
    expect((await readApplicant(user)).status).toBe('approved');
    const right = await send('GET', `/v1/applicants/${user}/photos/liveness`, { as: 'reviewer' });
    expect(right.status).toBe(200);
  });
});

describe('a picture that was deleted', () => {
  it.each(['id', 'liveness'] as const)('is never approved without: the %s photo', async (kind) => {
    const user = await stoppedAt('compare');
    await env.PHOTOS.delete((await named(user, kind)).key);
    expect(await runUntilSettled(user)).toMatchObject({
      status: 'in_review',
      reasons: ['verification_unavailable'],
    });
    const look = await send('GET', `/v1/applicants/${user}/photos/${kind}`, { as: 'reviewer' });
    expect([look.status, look.body.code]).toEqual([404, 'photo_not_found']);
    expect(calls('compare')).toBe(1);
  });

  it.each([
    'id',
    'liveness',
  ] as const)('is told to the operator when somebody looks, also after the decision: the %s photo', async (photo) => {
    const person = newUserId('face-');
    const { user, sessionId } = await createWithSession(person);
    stage.ilive.decide(sessionId, 'pass', person);
    await reportVerdict(user, sessionId, 'pass');
    expect((await runUntilSettled(user)).status).toBe('approved');
    const { key } = await named(user, photo);
    await env.PHOTOS.delete(key);
    for (let nth = 0; nth < 2; nth += 1) {
      const look = await send('GET', `/v1/applicants/${user}/photos/${photo}`, { as: 'reviewer' });
      expect(look.status).toBe(404);
    }
    const line = { level: 'error', message: 'photo_missing', user_id: user, photo, key };
    expect(stage.said.errors.map((error) => JSON.parse(error))).toEqual([line, line]);
    expect((await readApplicant(user)).status).toBe('approved');
  });

  it('is told to the operator when a reviewer approves, or a step needs it', async () => {
    const user = await stoppedAt('compare', newUserId('face-'), 'alice');
    await runUntilSettled(user);
    const { key } = await named(user, 'id');
    await env.PHOTOS.delete(key);
    await decide(user, 'approve');
    const lines = stage.said.errors.map((error) => JSON.parse(error));
    expect(lines).toEqual([{ level: 'error', message: 'photo_missing', user_id: user, photo: 'id', key }]);
  });

  it('is not missed where erasure has deleted it', async () => {
    const { user } = await createWithSession('alice');
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    const look = await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
    expect([look.status, stage.said.errors]).toEqual([404, []]);
  });
});

describe('what is read', () => {
  it('is nothing of an object of 100 MB, neither by a step nor by a look', async () => {
    const user = await stoppedAt('compare');
    await swap(user, 'id', new Uint8Array(100_000_000));
    const object = (await env.PHOTOS.get((await named(user, 'id')).key))!;
    await object.body.cancel();
    const read = vi.spyOn(Object.getPrototypeOf(object), 'arrayBuffer');
    expect(await runUntilSettled(user)).toMatchObject(ALTERED);
    // Only the liveness photo was read.
    expect(read).toHaveBeenCalledTimes(1);
    const look = await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
    expect(look.body.code).toBe('photo_altered');
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('is what is sent: there is one read for each picture and run', async () => {
    const user = await stoppedAt('compare');
    const gets: string[] = [];
    const right = await runInApplicant(user, (object) => object.env);
    await runInApplicant(user, (object) => {
      const { PHOTOS: bucket } = right;
      const get = async (key: string) => {
        gets.push(key);
        const found = await bucket.get(key);
        // Who swaps it now is too late for what is sent.
        await bucket.put(key, pictureOf('mallory'));
        return found;
      };
      object.env = { ...right, PHOTOS: { get, put: bucket.put.bind(bucket) } } as unknown as Env;
    });
    expect((await runUntilSettled(user)).status).toBe('approved');
    expect(gets).toHaveLength(2);
  });
});

describe('the way on', () => {
  it('after another ID photo, approved by that one', async () => {
    const user = await stoppedAt('compare', 'alice');
    await swap(user, 'id', pictureOf('mallory'));
    await runUntilSettled(user);
    expect((await decide(user, 'new_id_photo')).body.status).toBe('awaiting_id_photo');
    await uploadOf(user, 'alice');
    expect((await runUntilSettled(user)).status).toBe('approved');
  });

  it('after another session, approved by its photo', async () => {
    const user = await stoppedAt('index', 'alice');
    await swap(user, 'liveness', pictureOf('mallory'));
    await runUntilSettled(user);
    expect((await decide(user, 'retry_liveness')).body.status).toBe('awaiting_liveness');
    const { body } = await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
    stage.ilive.decide(body.session_id, 'pass', 'alice');
    await reportVerdict(user, body.session_id, 'pass');
    expect((await runUntilSettled(user)).status).toBe('approved');
    expect(stage.ilive.facesOf(user)).toHaveLength(1);
  });
});
