/** Customers from before: their faces by the API, the way into an onboarding, pairs and what is decided of them. */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApplicantView } from '../../src/contract/applicant.ts';
import { readOverview } from '../../src/d1/console/overview.ts';
import {
  completeLiveness,
  fetchPhoto,
  newUserId,
  readAfterRun,
  readApplicant,
  readLog,
  send,
  upload,
} from '../support/customer.ts';

const FACE = 'bieber_small.jpg';
const SAME_PERSON = 'Justin-Bieber2_crop.jpg';
const OTHER = 'male-1.jpg';

type Given = { metadata?: string; source?: string; keep_photo?: string };

async function give(userId: string, photo: string | Uint8Array<ArrayBuffer>, given: Given = {}) {
  const form = new FormData();
  form.set('user_id', userId);
  for (const [name, value] of Object.entries(given)) form.set(name, value);
  const bytes = typeof photo === 'string' ? await fetchPhoto(photo) : photo;
  form.set('image', new File([bytes], 'a.jpg', { type: 'image/jpeg' }));
  return send<ApplicantView>('POST', '/v1/known-faces', { as: 'importer', body: form });
}
const typesOf = async (userId: string) => (await readLog(userId)).map(({ type }) => type);
const pairs = async (query = '') =>
  (await send('GET', `/v1/known-faces/duplicates${query}`, { as: 'importer' })).body;

// First of all: while other pictures have the lane, one is taken unchecked, and its index call finds what is wrong.
it.each([
  ['without a face', 'no_face_in_id_photo', 422, () => fetchPhoto('ironman.jpg')],
  ['that is no picture', 'unsupported_image', 415, () => new Uint8Array(new TextEncoder().encode('hello'))],
  ['of no bytes', 'empty_image', 422, () => new Uint8Array()],
])('a picture %s is refused, and nobody is made', async (_, code, status, picture) => {
  const user = newUserId();
  const answer = await give(user, await picture());
  expect([answer.status, (answer.body as any).code]).toEqual([status, code]);
  expect((await send('GET', `/v1/applicants/${user}`)).status).toBe(404);
});

describe('a customer from before', () => {
  const user = newUserId();
  beforeAll(async () => {
    const { status, body } = await give(user, FACE, { metadata: '{"plan":"gold"}', source: 'core-2026' });
    expect({ status, is: body.status, next: body.next_action }).toEqual({
      status: 201,
      is: 'known',
      next: 'none',
    });
  });

  it('is indexed and searched for, and the picture is gone then', async () => {
    const applicant = await readAfterRun(user);
    expect(applicant).toMatchObject({
      status: 'known',
      reasons: [],
      decided_at: null,
      metadata: { plan: 'gold' },
      face: { collection: 'users' },
      known_face: { source: 'core-2026', keep_photo: false, state: 'searched', problem: null },
    });
    expect(applicant.known_face?.photo_deleted_at).not.toBeNull();
    expect((await env.PHOTOS.list({ prefix: await prefixOf(user) })).objects).toEqual([]);
    const types = (await typesOf(user)).filter((type) => !type.startsWith('collection_'));
    expect(types.toSorted()).toEqual(
      ['applicant_created', 'face_indexed', 'faces_searched', 'known_face_given', 'photo_deleted'].toSorted(),
    );
  });

  it('is unchanged by the same picture, without an event', async () => {
    const before = await readApplicant(user);
    const { status, body } = await give(user, FACE, { source: 'another' });
    expect(status).toBe(200);
    // The key may not read what others have said of the customer.
    expect(body).toEqual({ ...before, metadata: {} });
  });

  it('gets another face by another picture, and loses the earlier one only then', async () => {
    const { face: earlier } = await readApplicant(user);
    expect((await give(user, SAME_PERSON)).status).toBe(201);
    const { face, known_face } = await readAfterRun(user);
    expect(face?.face_id).not.toBe(earlier?.face_id);
    expect(known_face).toMatchObject({ state: 'searched', source: null });
    const types = await typesOf(user);
    expect(types.lastIndexOf('face_deleted')).toBeGreaterThan(types.lastIndexOf('face_indexed'));
    // Their own earlier face is no duplicate.
    expect((await pairs()).data).toEqual([]);
  });

  it('is in the lists, the export and the personal data', async () => {
    const listed = await send('GET', '/v1/applicants?status=known');
    expect(listed.body.data.map(({ user_id }: ApplicantView) => user_id)).toEqual([user]);
    const { body } = await send('GET', `/v1/applicants/${user}/personal-data`, { as: 'auditor' });
    expect(body.photos.map(({ photo, route }: any) => [photo, route])).toEqual([
      ['known', null],
      ['known', null],
    ]);
    expect(body.photos.every(({ deleted_at }: any) => deleted_at !== null)).toBe(true);
    expect(body.faces.map(({ deleted_at }: any) => deleted_at === null)).toEqual([false, true]);
  });

  it('counts in no figure about onboardings before one begins', async () => {
    const { funnel, days, bestHit } = await readOverview(env.DB, '2026-01-01T00:00:00.000Z');
    expect([funnel[0], days, bestHit]).toEqual([0, [], []]);
  });

  it('counts in none either once erased', async () => {
    const other = newUserId();
    await give(other, 'female-1.jpg');
    await readAfterRun(other);
    await erase(other);
    const { funnel, days } = await readOverview(env.DB, '2026-01-01T00:00:00.000Z');
    expect([funnel[0], days]).toEqual([0, []]);
  });

  it('begins an onboarding with an ID photo, and the known face goes when the new one is indexed', async () => {
    const { face: known } = await readApplicant(user);
    expect(await upload(user, FACE)).toMatchObject({ status: 'awaiting_liveness', face: known });
    const refused = await give(user, OTHER);
    expect([refused.status, (refused.body as any).code]).toEqual([409, 'wrong_status']);
    const done = await completeLiveness(user, SAME_PERSON);
    expect(done).toMatchObject({ status: 'approved', dedupe: { outcome: 'unique' } });
    expect(done.known_face?.state).toBe('replaced');
    const log = await readLog(user);
    const gone = log.findLast(({ type }) => type === 'face_deleted');
    expect(gone?.data.face_id).toBe(known?.face_id);
  });
});

describe('pictures', () => {
  it('one that is kept can be seen, and each look is recorded', async () => {
    const user = newUserId();
    await give(user, OTHER, { keep_photo: 'true' });
    const { known_face } = await readAfterRun(user);
    expect(known_face).toMatchObject({ keep_photo: true, photo_deleted_at: null });
    const photo = await send('GET', `/v1/applicants/${user}/photos/known`, { as: 'reviewer' });
    expect([photo.status, photo.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(await typesOf(user)).toContain('photo_viewed');
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    const erased = await readAfterRun(user);
    expect(erased).toMatchObject({ status: 'erased', known_face: null, face: null });
    expect((await env.PHOTOS.list({ prefix: await prefixOf(user) })).objects).toEqual([]);
    const again = await give(user, OTHER);
    expect([again.status, (again.body as any).code]).toEqual([410, 'gone']);
  });

  it.each([
    ['no picture', { user_id: 'user-1' }, 'image'],
    ['JSON', null, 'image'],
    ['an unknown field', { user_id: 'user-1', photo: 'x' }, 'photo'],
    ['a bad id', { user_id: '../x' }, 'user_id'],
    ['a keep_photo that is no boolean', { user_id: 'user-1', keep_photo: 'yes' }, 'keep_photo'],
    ['metadata that are no object', { user_id: 'user-1', metadata: '7' }, 'metadata'],
    ['a picture as text', { user_id: 'user-1', image: 'aGVsbG8=' }, 'image'],
  ])('%s is 400 and names the field', async (_, fields, path) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields ?? {})) form.set(name, value);
    const body = fields ? { body: form } : { json: { user_id: 'user-1' } };
    const answer = await send('POST', '/v1/known-faces', { as: 'importer', ...body });
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, path]);
  });

  it('the same request with an Idempotency-Key gives the first answer again', async () => {
    const user = newUserId();
    const key = crypto.randomUUID();
    const first = await giveWithKey(user, key);
    const second = await giveWithKey(user, key);
    expect([first.status, second.status, second.headers.get('idempotent-replayed')]).toEqual([
      201,
      201,
      'true',
    ]);
    expect(second.body).toEqual(first.body);
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    expect((await giveWithKey(user, key)).status).toBe(410);
  });

  it('twenty of one customer are taken in a day', async () => {
    const user = newUserId();
    const photo = await fetchPhoto(OTHER);
    for (let nth = 0; nth < 20; nth += 1) expect((await give(user, numbered(photo, nth))).status).toBe(201);
    const { status, headers } = await give(user, numbered(photo, 20));
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true]);
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await readAfterRun(user);
  });
});

/** Ends their faces, so that nobody else is found to be alike. */
async function erase(...users: readonly string[]): Promise<void> {
  for (const user of users) {
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await readAfterRun(user);
  }
}

/** Gives one face under two ids, of which `one` comes first and `two` finds the pair. */
async function givePair() {
  const [one, two] = [newUserId('pair-1'), newUserId('pair-2')];
  for (const user of [one, two]) {
    await give(user, numbered(await fetchPhoto('audrey.jpg'), user === one ? 1 : 2));
    await readAfterRun(user);
  }
  const pair = (await pairs()).data.find(
    ({ user_id, other_user_id }: any) => user_id === one && other_user_id === two,
  );
  return { one, two, pair };
}

describe('pairs', () => {
  const [anna, ben] = [newUserId('pair-a'), newUserId('pair-b')];
  beforeAll(async () => {
    for (const [user, photo] of [
      [anna, 'cage.jpg'],
      [ben, 'cage2_crop.jpg'],
      [newUserId(), 'female-1.jpg'],
    ] as const) {
      await give(user, photo, { keep_photo: 'true' });
      await readAfterRun(user);
    }
  });

  it('open no case and are listed, by the order of their ids', async () => {
    expect(await readApplicant(ben)).toMatchObject({
      status: 'known',
      dedupe: { outcome: 'possible_duplicate' },
    });
    const { data } = await pairs();
    expect(data).toMatchObject([{ user_id: anna, other_user_id: ben }]);
    expect(data[0].similarity).toBeGreaterThan(0.5);
    const faces = await Promise.all(
      [anna, ben].map(async (user) => (await readApplicant(user)).face?.face_id),
    );
    expect([data[0].face_id, data[0].other_face_id]).toEqual(faces);
  });

  it('are decided in both logs at once, whoever is named first, and leave the list', async () => {
    const { status, body } = await decidePair(ben, anna, 'different');
    expect({ status, body }).toMatchObject({ status: 200, body: { decision: 'different', user_id: ben } });
    for (const user of [anna, ben]) {
      await readAfterRun(user);
      const said = (await readLog(user)).filter(({ type }) => type === 'known_pair_decided');
      expect(said.map(({ data }) => data.decision)).toEqual(['different']);
      expect(said[0]?.data.note_hash).toMatch(/^[0-9a-f]{64}$/);
    }
    expect((await pairs()).data).toEqual([]);
  });

  it('the same decision again changes nothing, another one is noted too', async () => {
    expect((await decidePair(anna, ben, 'different')).status).toBe(200);
    const before = (await typesOf(anna)).length;
    expect((await decidePair(anna, ben, 'same_person')).status).toBe(200);
    for (const user of [anna, ben]) {
      const said = (await readLog(user)).filter(({ type }) => type === 'known_pair_decided');
      expect(said.map(({ data }) => data.decision)).toEqual(['different', 'same_person']);
    }
    expect((await typesOf(anna)).length).toBe(before + 1);
  });

  it('a decision that broke off between the two logs is completed by the same one, once in each', async () => {
    const { one, two, pair } = await givePair();
    // The later one has found the pair, so the log of the other one comes first. There it ended.
    const faces = { otherUserId: two, faceId: pair.face_id, otherFaceId: pair.other_face_id };
    const said = { decision: 'same_person', similarity: pair.similarity, reviewer: 'r-1', note: '' } as const;
    await env.APPLICANTS.getByName(one).decidePair({ ...faces, ...said }, 'api_key:reviewer');
    await readAfterRun(one);
    expect((await pairs()).data).toContainEqual(pair);
    expect((await decidePair(one, two, 'same_person')).status).toBe(200);
    for (const user of [one, two]) {
      await readAfterRun(user);
      expect((await typesOf(user)).filter((type) => type === 'known_pair_decided')).toHaveLength(1);
    }
    expect((await pairs()).data).not.toContainEqual(pair);
    await erase(one, two);
  });

  it.each([
    ['a pair that nobody has found', false],
    ['other faces and another similarity of a pair', true],
  ])('what somebody writes into D1 comes into no log: %s', async (_, isPair) => {
    const [one, two] = [newUserId('forged-a'), newUserId('forged-b')];
    for (const [nth, user] of [one, two].entries()) {
      const photo = isPair ? 'female-2.jpg' : ['female-2.jpg', 'male-4.jpg'][nth];
      await give(user, numbered(await fetchPhoto(photo ?? ''), 10 * nth + (isPair ? 1 : 2)));
      await readAfterRun(user);
    }
    await env.DB.prepare(
      `INSERT OR REPLACE INTO known_pairs (user_a, user_b, face_a, face_b, similarity, found_ms, found_by) VALUES (?1, ?2, 'made-up', 'x', 0.99, 1, 'a')`,
    )
      .bind(one, two)
      .run();
    const { status } = await decidePair(one, two, 'same_person');
    expect(status).toBe(isPair ? 200 : 404);
    for (const user of [one, two]) {
      const said = (await readLog(user)).filter(({ type }) => type === 'known_pair_decided');
      expect(said).toHaveLength(isPair ? 1 : 0);
      expect(JSON.stringify(said)).not.toContain('made-up');
      await readAfterRun(user);
    }
    expect((await pairs()).data.filter(({ user_id }: any) => user_id === one)).toEqual([]);
    for (const user of [one, two]) await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
  });

  it.each([
    ['face_id', true],
    ['other_face_id', true],
    ['face_id', false],
    ['other_face_id', false],
  ])('of another %s than was looked at are not decided (found by the first: %s)', async (field, isFirst) => {
    const { one, two, pair } = await givePair();
    const ids = isFirst
      ? { user_id: one, other_user_id: two, face_id: pair.face_id, other_face_id: pair.other_face_id }
      : { user_id: two, other_user_id: one, face_id: pair.other_face_id, other_face_id: pair.face_id };
    const decides = (more: object) =>
      send('POST', '/v1/known-faces/duplicates/decisions', {
        as: 'reviewer',
        json: { ...ids, decision: 'different', reviewer: 'r-1', ...more },
      });
    const stale = await decides({ [field]: 'looked-at-before' });
    expect([stale.status, stale.body.code]).toEqual([409, 'stale_review']);
    expect((await pairs()).data).toContainEqual(pair);
    for (const user of [one, two]) expect(await typesOf(user)).not.toContain('known_pair_decided');
    expect((await decides({})).status).toBe(200);
    expect((await decides({ [field]: '' })).status).toBe(400);
    await erase(one, two);
  });

  it.each([
    'x',
    '',
    '{',
    'null',
    '5',
    '[]',
    '{"former_faces":7}',
  ])('are written though the other one’s row has the document %j', async (document) => {
    const { one, two } = await givePair();
    await env.DB.prepare('UPDATE applicants SET document = ? WHERE user_id = ?').bind(document, one).run();
    await rowAgain(two);
    const head = 'SELECT head_seq FROM applicants WHERE user_id = ?';
    expect(await env.DB.prepare(head).bind(two).first('head_seq')).toBe((await readLog(two)).length);
    await erase(one, two);
  });

  it.each([
    1, 2,
  ])('are decided as listed after customer %i has another picture, and not of the former face', async (nth) => {
    const { one, two, pair: before } = await givePair();
    const again = nth === 1 ? one : two;
    await give(again, numbered(await fetchPhoto('audrey.jpg'), 3));
    await readAfterRun(again);
    const listed = async () => (await pairs()).data.filter(({ user_id }: any) => user_id === one);
    const [pair] = await listed();
    expect(pair).not.toEqual(before);
    const decides = ({ user_id, other_user_id, face_id, other_face_id }: any) =>
      send('POST', '/v1/known-faces/duplicates/decisions', {
        as: 'reviewer',
        json: { user_id, other_user_id, face_id, other_face_id, decision: 'different', reviewer: 'r-1' },
      });
    const stale = await decides(before);
    expect([stale.status, stale.body.code]).toEqual([409, 'stale_review']);
    expect(await listed()).toEqual([pair]);
    expect((await decides(pair)).status).toBe(200);
    for (const user of [one, two]) {
      await readAfterRun(user);
      expect((await typesOf(user)).filter((type) => type === 'known_pair_decided')).toHaveLength(1);
    }
    expect(await listed()).toEqual([]);
    // The same again is answered the same, the former face is still another one.
    expect((await decides(pair)).status).toBe(200);
    expect((await decides(before)).status).toBe(409);
    await erase(one, two);
  });

  it('that are unreadable in D1 hide no others, on no page', async () => {
    const { one, two, pair } = await givePair();
    // What the table's own checks let through, and no id of ours begins with.
    for (const user of ['.one', '.two', '.three'])
      await env.DB.prepare(
        `INSERT INTO known_pairs (user_a, user_b, face_a, face_b, similarity, found_ms, found_by) VALUES (?1, 'zz', 'x', 'y', 0.9999, 1, 'a')`,
      )
        .bind(user)
        .run();
    const seen: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: any = await pairs(`?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.data);
      cursor = page.next_cursor;
    }
    expect(seen).toContainEqual(pair);
    expect(seen.filter(({ other_user_id }: any) => other_user_id === 'zz')).toEqual([]);
    await env.DB.prepare(`DELETE FROM known_pairs WHERE user_b = 'zz'`).run();
    await erase(one, two);
  });

  it('of who is in review, with the known face still there, is listed and decided by the face in use', async () => {
    const [first, inReview, later] = [newUserId('twice-a'), newUserId('twice-b'), newUserId('twice-c')];
    const picture = await fetchPhoto('audrey.jpg');
    for (const [nth, user] of [first, inReview].entries()) {
      await give(user, numbered(picture, 21 + nth));
      await readAfterRun(user);
    }
    const known = (await readApplicant(inReview)).face?.face_id;
    await upload(inReview, 'audrey.jpg');
    const { status, face } = await completeLiveness(inReview, 'audrey.jpg');
    expect([status, face?.face_id === known]).toEqual(['in_review', false]);
    await give(later, numbered(picture, 23));
    await readAfterRun(later);
    const ofBoth = async () =>
      (await pairs('?limit=100')).data.filter(
        (it: any) => it.user_id === inReview && it.other_user_id === later,
      );
    expect(await ofBoth()).toMatchObject([{ face_id: face?.face_id }]);
    expect((await decidePair(later, inReview, 'same_person')).status).toBe(200);
    await rowAgain(inReview);
    expect(await ofBoth()).toEqual([]);
    await erase(first, inReview, later);
  });

  it('two who are no pair are 404', async () => {
    const { status, body } = await decidePair(anna, newUserId(), 'different');
    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it('come back with another face, and end with an erasure of either', async () => {
    await give(anna, numbered(await fetchPhoto('cage.jpg'), 1), { keep_photo: 'true' });
    await readAfterRun(anna);
    expect((await pairs()).data).toMatchObject([{ user_id: anna, other_user_id: ben }]);
    await send('DELETE', `/v1/applicants/${ben}`, { as: 'eraser' });
    await readAfterRun(ben);
    expect((await pairs()).data).toEqual([]);
    // The row of the other one is written again, and does not bring it back.
    await rowAgain(anna);
    expect((await pairs()).data).toEqual([]);
  });

  it('end with another face of either, also where the other one’s row is written again', async () => {
    const [one, two] = [newUserId('moved-a'), newUserId('moved-b')];
    await give(one, 'franck_04035.jpg');
    await readAfterRun(one);
    await give(two, 'franck_04117.jpg');
    await readAfterRun(two);
    const ours = async () => (await pairs()).data.filter(({ user_id }: any) => user_id === one);
    expect(await ours()).toHaveLength(1);
    await give(one, 'audrey.jpg');
    await readAfterRun(one);
    expect(await ours()).toEqual([]);
    await rowAgain(two);
    expect(await ours()).toEqual([]);
  });

  it('an onboarding of the same person is a possible duplicate, and its case names the known customer', async () => {
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    await upload(user, 'cage2_crop.jpg');
    const done = await completeLiveness(user, 'cage2_crop.jpg');
    expect(done).toMatchObject({ status: 'in_review', reasons: ['possible_duplicate'] });
    expect(done.dedupe?.hits.find(({ self }) => !self)?.external_face_id).toBe(anna);
  });

  it('are read page by page', async () => {
    const people = ['franck_02159.jpg', 'franck_02683.jpg', 'franck_02888.jpg', 'franck_03909.jpg'];
    const users = people.map((_, n) => newUserId(`page-${n}`));
    for (const [n, photo] of people.entries()) {
      await give(users[n] ?? '', photo);
      await readAfterRun(users[n] ?? '');
    }
    const all = (await pairs('?limit=100')).data.filter(({ user_id }: any) => user_id.startsWith('page-'));
    expect(all).toHaveLength(6);
    const read: any[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: any = await pairs(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      read.push(...page.data);
      cursor = page.next_cursor;
    }
    expect(read.filter(({ user_id }) => user_id.startsWith('page-'))).toEqual(all);
    const similarities = read.map(({ similarity }) => similarity);
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
    const wrong = await send('GET', '/v1/known-faces/duplicates?cursor=x', { as: 'importer' });
    expect(wrong.status).toBe(400);
  });
});

/** An event that changes nothing about faces has the row written again. */
async function rowAgain(userId: string): Promise<void> {
  expect((await send('POST', `/v1/applicants/${userId}/onboarding-link`, { json: {} })).status).toBe(201);
  await readAfterRun(userId);
}

it('whom somebody else is onboarded for is a reviewer’s case, and stays known by the own face', async () => {
  const victor = newUserId('victor');
  await give(victor, 'obama4_crop.jpg');
  const known = (await readAfterRun(victor)).face?.face_id;
  await upload(victor, 'kim1_crop.jpg');
  expect(await completeLiveness(victor, 'kim1_crop.jpg')).toMatchObject({
    status: 'in_review',
    reasons: ['known_face_differs'],
    dedupe: { outcome: 'known_face_differs' },
  });
  const other = newUserId('victor-again');
  await send('POST', '/v1/applicants', { json: { user_id: other } });
  await upload(other, 'obama4_crop.jpg');
  const { dedupe } = await completeLiveness(other, 'obama4_crop.jpg');
  expect(dedupe?.hits.filter(({ self }) => !self).map(({ face_id }) => face_id)).toEqual([known]);
  await send('DELETE', `/v1/applicants/${other}`, { as: 'eraser' });
  await send('DELETE', `/v1/applicants/${victor}`, { as: 'eraser' });
});

const decidePair = (one: string, other: string, decision: string) =>
  send('POST', '/v1/known-faces/duplicates/decisions', {
    as: 'reviewer',
    json: { user_id: one, other_user_id: other, decision, reviewer: 'r-1', note: 'Seen both.' },
  });

async function giveWithKey(userId: string, key: string) {
  const form = new FormData();
  form.set('user_id', userId);
  form.set('image', new File([await fetchPhoto(OTHER)], 'a.jpg', { type: 'image/jpeg' }));
  const headers = { 'idempotency-key': key };
  return send<ApplicantView>('POST', '/v1/known-faces', { as: 'importer', body: form, headers });
}

/** The same picture as another file: a comment segment, which is not stored, makes the difference. */
function numbered(photo: Uint8Array<ArrayBuffer>, n: number): Uint8Array<ArrayBuffer> {
  const comment = [0xff, 0xfe, 0x00, 0x03, n];
  return new Uint8Array([...photo.subarray(0, 2), ...comment, ...photo.subarray(2)]);
}

async function prefixOf(userId: string): Promise<string> {
  return (await readLog(userId))[0]?.data.photo_prefix;
}
