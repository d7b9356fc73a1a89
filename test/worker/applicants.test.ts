import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { crash } from '../support/controlled-applicant.ts';
import {
  completeLiveness,
  createWithIdPhoto,
  decide,
  fetchPhoto,
  newUserId,
  readApplicant,
  readLog,
  send,
  startSession,
  typesOf,
  upload,
} from '../support/customer.ts';

const consentAt = (given_at: string) => ({ version: '1', given_at });

describe('creating an applicant', () => {
  const post = (json: unknown) => send('POST', '/v1/applicants', { json });

  it('is 201 the first time, 200 and unchanged after that', async () => {
    const user_id = newUserId();
    const first = await post({ user_id, metadata: { plan: 'gold', age: 7, vip: true, none: null } });
    expect(first).toMatchObject({
      status: 201,
      body: { status: 'awaiting_id_photo', next_action: 'upload_id_photo', seq: 1 },
    });
    const again = await post({ user_id, metadata: { plan: 'lead' } });
    expect(again).toMatchObject({
      status: 200,
      body: { seq: 1, metadata: { plan: 'gold', age: 7, vip: true, none: null } },
    });
    expect(again.headers.get('cache-control')).toBe('no-store');
    expect(JSON.stringify(await readLog(user_id))).not.toContain('gold');
  });

  it('makes one applicant of twenty requests at once', async () => {
    const user_id = newUserId();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post({ user_id })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(await typesOf(user_id)).toEqual(['applicant_created']);
  });

  it('keeps consent as an event', async () => {
    const user_id = newUserId();
    await post({ user_id, consent: { version: 'v3', given_at: '2026-01-02T03:04:05Z' } });
    expect((await readLog(user_id))[1]).toMatchObject({ type: 'consent_recorded', data: { version: 'v3' } });
  });

  it.each([
    '9999-12-31T23:59:59.999Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+00:00',
  ])('keeps a consent of %s, so that the log can be read again', async (given_at) => {
    const user_id = newUserId();
    expect((await post({ user_id, consent: { version: '1', given_at } })).status).toBe(201);
    await crash(user_id);
    expect((await readLog(user_id)).map(({ type }) => type)).toContain('consent_recorded');
  });

  it.each([
    ['no user_id', {}],
    ['a consent after the year 9999', { user_id: 'a', consent: consentAt('9999-12-31T23:59:59-01:00') }],
    ['a consent before the year 0', { user_id: 'a', consent: consentAt('0000-01-01T00:00:00+01:00') }],
    ['an odd user_id', { user_id: '../etc' }],
    ['a user_id of 121 characters', { user_id: 'a'.repeat(121) }],
    ['a field too many', { user_id: 'a', role: 'admin' }],
    ['nested metadata', { user_id: 'a', metadata: { a: { b: 1 } } }],
    ['a lone surrogate', { user_id: 'a', metadata: { note: '\ud800' } }],
    ['a lone surrogate as key', { user_id: 'a', metadata: { '\udc00': 'x' } }],
    ['consent without a time', { user_id: 'a', consent: { version: '1' } }],
    ['a list', []],
    ['null', null],
  ])('refuses %s', async (_, json) => {
    const { status, body } = await post(json);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_request' });
    expect(body.errors.length).toBeGreaterThan(0);
  });

  it.each([
    ['no JSON', '{"user_id":', 'application/json', 400, 'invalid_json'],
    ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'application/json', 400, 'invalid_json'],
    ['another type', '{"user_id":"a"}', 'text/plain', 400, 'invalid_request'],
    ['64 KB and one byte', `{"user_id":"${'a'.repeat(65_536)}"}`, 'application/json', 413, 'body_too_large'],
    ['no form', 'x', 'multipart/form-data; boundary=b', 400, 'invalid_request'],
  ])('refuses %s', async (_, body, type, status, code) => {
    const answer = await send('POST', '/v1/applicants', { body, headers: { 'content-type': type } });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  });

  it('takes the ID photo along as a form; a refused file creates nothing', async () => {
    const form = async (user_id: string, bytes: Uint8Array<ArrayBuffer>) => {
      const body = new FormData();
      body.set('user_id', user_id);
      body.set('metadata', '{"plan":"gold"}');
      body.set('id_photo', new File([bytes], 'id.jpg', { type: 'image/jpeg' }));
      return send('POST', '/v1/applicants', { body });
    };
    const [good, bad] = [newUserId(), newUserId()];
    expect(await form(good, await fetchPhoto('audrey.jpg'))).toMatchObject({
      status: 201,
      body: { status: 'awaiting_liveness', seq: 2, metadata: { plan: 'gold' } },
    });
    expect(await form(good, await fetchPhoto('audrey.jpg'))).toMatchObject({ status: 200, body: { seq: 2 } });
    expect(await form(bad, await fetchPhoto('ironman.jpg'))).toMatchObject({
      status: 422,
      body: { code: 'no_face_in_id_photo' },
    });
    expect(await form(bad, new Uint8Array())).toMatchObject({ status: 422, body: { code: 'empty_image' } });
    expect((await send('GET', `/v1/applicants/${bad}`)).status).toBe(404);
    // Nothing lies in the bucket but under the folder of somebody who exists.
    const { photo_prefix } = (await readLog(good))[0]!.data;
    const keys = (await env.PHOTOS.list()).objects.map((object) => object.key);
    expect(keys.filter((key) => !key.startsWith(photo_prefix))).toEqual([]);
  });
});

describe('uploading the ID photo', () => {
  const put = (user: string, body: BodyInit) => send('PUT', `/v1/applicants/${user}/id-photo`, { body });

  it('judges the type by the first bytes and the size while reading', async () => {
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    const jpeg = await fetchPhoto('audrey.jpg');
    const cases: [string, BodyInit, number, string][] = [
      ['nothing', new Uint8Array(), 422, 'empty_image'],
      ['a GIF', 'GIF89a....', 415, 'unsupported_image'],
      ['HTML', '<html>', 415, 'unsupported_image'],
      ['half a JPEG', jpeg.slice(0, jpeg.length / 2), 422, 'invalid_image'],
      ['8,000,001 bytes', new Uint8Array(8_000_001), 413, 'image_too_large'],
      [
        '8,000,001 bytes that do not say so',
        new Blob([new Uint8Array(8_000_001)]).stream(),
        413,
        'image_too_large',
      ],
    ];
    for (const [what, body, status, code] of cases) {
      const answer = await put(user, body);
      expect({ what, status: answer.status, code: answer.body.code }).toEqual({ what, status, code });
    }
    expect(await readApplicant(user)).toMatchObject({ seq: 1, id_photo: null });
    expect((await put(newUserId(), jpeg)).body.code).toBe('applicant_not_found');
  });

  it('replaces the photo until liveness is done, then not any more', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const first = (await readApplicant(user)).id_photo!.sha256;
    await upload(user, 'cage.jpg');
    expect((await readApplicant(user)).id_photo!.sha256).not.toBe(first);
    expect((await completeLiveness(user, 'cage2_crop.jpg')).status).toBe('approved');
    expect((await put(user, await fetchPhoto('audrey.jpg'))).body.code).toBe('wrong_status');
    const { photo_prefix } = (await readLog(user))[0]!.data;
    // Two ID photos and a liveness photo: the refused one was removed.
    expect((await env.PHOTOS.list({ prefix: photo_prefix })).objects).toHaveLength(3);
  });
});

describe('starting a session', () => {
  it('wants an ID photo first, then gives the same session while it is open', async () => {
    const user = newUserId();
    const path = `/v1/applicants/${user}/sessions`;
    expect((await send('POST', path, { json: {} })).body.code).toBe('applicant_not_found');
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    expect((await send('POST', path, { json: {} })).body.code).toBe('wrong_status');
    await upload(user, 'audrey.jpg');
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('POST', path)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect(new Set(answers.map((answer) => answer.body.session_id)).size).toBe(1);
    expect(await readApplicant(user)).toMatchObject({
      next_action: 'complete_liveness',
      liveness: { session_url: answers[0]!.body.session_url },
    });
    expect((await readLog(user)).filter((event) => event.type === 'session_opened')).toHaveLength(1);
  });

  it('takes an https redirect_url and nothing else', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    for (const redirect_url of [
      'http://a.example',
      'javascript:alert(1)',
      'ftp://a.example',
      '/back',
      7,
      `https://a.example/${'a'.repeat(2_000)}`,
    ]) {
      const answer = await send('POST', `/v1/applicants/${user}/sessions`, { json: { redirect_url } });
      expect({ redirect_url, code: answer.body.code }).toEqual({ redirect_url, code: 'invalid_request' });
    }
    expect((await startSession(user, 'https://app.example/done?x=1')).session_id).toBeTruthy();
  });
});

describe('the ground of a decision', () => {
  let user = '';
  beforeAll(async () => {
    user = newUserId('fail-');
    await createWithIdPhoto(user, 'walter2_crop.jpg');
    await completeLiveness(user, 'walter2_crop.jpg');
  });

  const hits = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`f-${n}`, 'no']));
  it.each<[string, object, string]>([
    ['no ground and no note', { note: undefined }, 'note'],
    ['no ground and an empty note', { note: '' }, 'note'],
    ['no ground and a blank note', { note: ' \n\u00a0' }, 'note'],
    ['`other` without a note', { ground: 'other', note: '' }, 'note'],
    ['a ground of another decision', { ground: 'same_person' }, 'ground'],
    ['a ground that is none', { ground: 'whim' }, 'ground'],
    ['a ground that is null', { ground: null }, 'ground'],
    ['a hit that is none here', { same_person: { hits: { 'f-1': 'no' } } }, 'same_person.hits.f-1'],
    ['more hits than a search has', { same_person: { hits: hits(101) } }, 'same_person.hits'],
    ['an answer that is none', { same_person: { match: 'maybe' } }, 'same_person.match'],
    ['something else that was seen', { same_person: { ears: 'yes' } }, 'same_person.ears'],
  ])('%s is 400 invalid_request naming the field', async (_name, said, path) => {
    const { status, body } = await decide(user, 'reject', undefined, said);
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'invalid_request', path]);
    expect((await readApplicant(user)).status).toBe('in_review');
  });

  it('is shown, and stands in the log with what the reviewer saw', async () => {
    expect((await readApplicant(user)).review).toMatchObject({ decision: null, ground: null });
    const said = { ground: 'spoof', note: undefined, same_person: { match: 'cannot_tell' } };
    const { body } = await decide(user, 'reject', undefined, said);
    expect(body.review).toMatchObject({ decision: 'reject', ground: 'spoof', reviewer: 'r-1', note: null });
    const event = (await readLog(user)).find(({ type }) => type === 'review_decided');
    expect(event?.data).toMatchObject({
      ground: 'spoof',
      same_person: { match: 'cannot_tell' },
      note_hash: null,
    });
  });
});

describe('decisions', () => {
  it('are refused on a case that has changed since, but not for a look at a photo', async () => {
    const user = newUserId('fail-');
    await createWithIdPhoto(user, 'walter2_crop.jpg');
    const verified = await completeLiveness(user, 'walter2_crop.jpg');
    const { seq } = verified;
    expect((await decide(user, 'reject', seq - 1)).body.code).toBe('stale_review');
    expect((await decide(user, 'reject', seq + 1)).body.code).toBe('stale_review');
    const viewed = await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
    expect([viewed.status, viewed.headers.get('content-type'), viewed.headers.get('cache-control')]).toEqual([
      200,
      'image/jpeg',
      'no-store',
    ]);
    expect((await send('GET', `/v1/applicants/${user}/photos/liveness`, { as: 'reviewer' })).body.code).toBe(
      'photo_not_found',
    );
    expect((await readLog(user)).at(-1)).toMatchObject({ type: 'photo_viewed', data: { photo: 'id' } });
    // A second look within the hour is answered the same and records nothing; no look is a change of the applicant.
    const before = await readApplicant(user);
    const again = await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
    expect([again.status, again.body]).toEqual([200, viewed.body]);
    expect(await readApplicant(user)).toEqual(before);
    expect(before).toEqual({ ...verified, seq: seq + 1 });
    const both = await Promise.all([decide(user, 'reject', seq), decide(user, 'retry_liveness', seq)]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect((await decide(user, 'reject')).body.code).toBe('decision_not_allowed');
    expect((await decide(newUserId(), 'reject', 1)).body.code).toBe('applicant_not_found');
  });
});
