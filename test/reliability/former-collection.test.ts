/** `ILIVE_COLLECTION` changes: each face is looked for and deleted in the collection that was called. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { passTime, runUntilSettled, setClock } from '../support/controlled-applicant.ts';
import { decide, readApplicant, send } from '../support/customer.ts';
import { muteConsole } from '../support/mute-console.ts';
import { runInApplicant } from '../support/onboard.ts';
import { createScriptedIlive, type Fault, type Script } from '../support/scripted-ilive.ts';
import { verifiedLog } from './audit.ts';
import { apply, enter, PERSON, type Play, passLiveness } from './cell.ts';

let play: Play;
let said: ReturnType<typeof muteConsole>;

beforeEach(() => {
  said = muteConsole();
  setClock(Date.now());
});
afterEach(() => {
  play.uninstall();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function facing(script: Script): Promise<Play> {
  play = await enter(createScriptedIlive(script));
  return play;
}

/** The operator deploys other settings. */
const deploys = (settings: object) =>
  runInApplicant(play.user, (object) => {
    object.env = { ...object.env, ...settings } as Env;
  });

/** The applicant's faces as collection and id. */
const faces = () =>
  play.ilive.faces
    .filter(({ external_face_id }) => external_face_id === play.user)
    .map(({ collection, face_id }) => [collection ?? 'users', face_id]);

/** The face that the first index call makes after all, in the collection that it was made into. */
function lands(): void {
  const [session = ''] = [...play.ilive.sessions.keys()].slice(-1);
  const ids = { face_id: crypto.randomUUID(), external_face_id: play.user, external_image_id: session };
  play.ilive.faces.push({ ...ids, person: PERSON, collection: 'users' });
}

const ofType = async (type: string) =>
  (await verifiedLog(play.user)).filter((event) => event.type === type).map(({ data }) => data);

describe('while the outcome of an index call is unknown', () => {
  it.each<[Fault, boolean]>([
    ['lost', false],
    ['timeout', true],
    ['refused', false],
    ['garbage', false],
  ])('"%s": the face of the former collection goes, the one in the new collection stays', async (fault, late) => {
    const { user } = await facing({
      fault: (name, nth) => {
        if (name === 'list') return null;
        return name === 'index' && nth === 1 ? fault : null;
      },
      before: async (name, nth) => {
        if (name === 'index' && nth === 1) await deploys({ ILIVE_COLLECTION: 'second' });
        if (name === 'search' && late) lands();
      },
    });
    await apply(play);
    const { status, face } = await runUntilSettled(user);
    expect(status).toBe('approved');
    const [indexed] = await ofType('face_indexed');
    expect(indexed).toMatchObject({ collection: 'second' });
    expect(faces()).toEqual([['second', face?.face_id]]);
    expect(await ofType('collection_changed')).toMatchObject([
      { from: 'users', collection: 'second', uncertain: true },
    ]);
    const reconciled = await ofType('faces_reconciled');
    expect(reconciled).toContainEqual(expect.objectContaining({ collection: 'users' }));
  });

  it.each(['reject', 'erase'] as const)('no face stays in either after %s', async (ends) => {
    const { user, ilive } = await facing({
      fault: (name, nth) => (name === 'index' ? 'lost' : name === 'list' && nth <= 2 ? '422' : null),
      before: async (name, nth) => {
        if (name === 'index' && nth === 1) await deploys({ ILIVE_COLLECTION: 'second' });
      },
    });
    ilive.collections.add('second');
    await apply(play);
    await runUntilSettled(user);
    expect((await readApplicant(user)).reasons).toEqual(['verification_unavailable']);
    expect(faces().length).toBeGreaterThan(0);
    if (ends === 'reject') await decide(user, 'reject');
    else await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    ilive.play({});
    passTime(1_000);
    await runUntilSettled(user);
    expect(faces()).toEqual([]);
    const [collections] = [(await ofType('faces_reconciled')).map((data: any) => data.collection)];
    expect(new Set(collections)).toEqual(new Set(['users', 'second']));
  });

  it('is indexed into the collection in force when a reviewer accepts the photos later', async () => {
    const { user, ilive } = await facing({});
    ilive.collections.add('second');
    ilive.play({ rewrite: (name, answer) => (name === 'compare' ? { ...answer, similarity: 0.6 } : answer) });
    await apply(play);
    expect((await runUntilSettled(user)).reasons).toEqual(['similarity_low']);
    await deploys({ ILIVE_COLLECTION: 'second' });
    await decide(user, 'approve');
    expect((await runUntilSettled(user)).status).toBe('approved');
    expect(faces().map(([collection]) => collection)).toEqual(['second']);
    // No call was ever made into the former one, so nothing is looked for there.
    expect(await ofType('collection_changed')).toMatchObject([{ uncertain: false }]);
    expect(await ofType('faces_reconciled')).toEqual([]);
  });
});

describe('a face in a former collection', () => {
  it.each(['erase', 'reject', 'retry_liveness'] as const)('goes from there after %s', async (ends) => {
    const { user, ilive } = await facing({});
    ilive.addFace('stranger', PERSON);
    await apply(play);
    expect((await runUntilSettled(user)).reasons).toEqual(['possible_duplicate']);
    await deploys({ ILIVE_COLLECTION: 'second' });
    if (ends === 'erase') await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    else await decide(user, ends);
    if (ends === 'retry_liveness') await passLiveness(play);
    await runUntilSettled(user);
    expect(faces().map(([collection]) => collection)).toEqual(ends === 'retry_liveness' ? ['second'] : []);
    expect(await ofType('face_deleted')).toMatchObject([{ collection: 'users' }]);
  });

  it('is searched where it lies', async () => {
    const { user, ilive } = await facing({
      before: (name) => (name === 'search' ? deploys({ ILIVE_COLLECTION: 'second' }) : undefined),
      fault: (name, nth) => (name === 'search' && nth === 1 ? '503' : null),
    });
    ilive.addFace('stranger', PERSON);
    await apply(play);
    expect((await runUntilSettled(user)).reasons).toEqual(['possible_duplicate']);
    expect(await ofType('faces_searched')).toMatchObject([{ collection: 'users' }]);
  });
});

describe('a former collection that is not there', () => {
  /** Rejected, with a face in `users`, which the operator deletes. */
  async function withoutCollection(): Promise<string> {
    const { user, ilive } = await facing({});
    ilive.addFace('stranger', PERSON);
    await apply(play);
    await runUntilSettled(user);
    await deploys({ ILIVE_COLLECTION: 'second' });
    ilive.collections.delete('users');
    ilive.faces.splice(0);
    await decide(user, 'reject');
    for (let hour = 0; hour < 30; hour += 1) {
      passTime(3_600_000);
      await runInApplicant(user, (object) => object.alarm());
    }
    return user;
  }

  it('proves nothing by its 404: the face stays pending and the operator is told', async () => {
    await withoutCollection();
    expect(await ofType('face_deleted')).toEqual([]);
    expect(said.errors.join()).toContain('face_not_deleted');
  });

  it('counts as proof once the operator says that it was deleted', async () => {
    const user = await withoutCollection();
    await deploys({ ILIVE_DELETED_COLLECTIONS: 'users' });
    passTime(6 * 3_600_000);
    await runUntilSettled(user);
    expect(await ofType('face_deleted')).toMatchObject([{ collection: 'users' }]);
  });

  it('is no proof for the operator’s word alone, while iLive still has it', async () => {
    const { user, ilive } = await facing({ fault: (name) => (name === 'delete' ? '404' : null) });
    ilive.addFace('stranger', PERSON);
    await apply(play);
    await runUntilSettled(user);
    await deploys({ ILIVE_COLLECTION: 'second', ILIVE_DELETED_COLLECTIONS: 'users' });
    await decide(user, 'reject');
    await runUntilSettled(user, { until: Date.now() + 3_600_000 });
    expect(await ofType('face_deleted')).toEqual([]);
  });
});
