import { beforeAll, describe, expect, it } from 'vitest';
import type { ApplicantView } from '../../src/contract/applicant.ts';
import {
  completeLiveness,
  createWithIdPhoto,
  decide,
  fetchPhoto,
  newUserId,
  readAfterRun,
  readLog,
  send,
  upload,
} from '../support/customer.ts';
import { accessToken, browse, hiddenFieldsOf, useTeamKeys } from '../support/team.ts';

useTeamKeys();

async function give(userId: string, photo: string, keep: boolean): Promise<void> {
  const form = new FormData();
  form.set('user_id', userId);
  form.set('image', new File([await fetchPhoto(photo)], 'a.jpg', { type: 'image/jpeg' }));
  form.set('source', 'core-bank');
  form.set('keep_photo', String(keep));
  const given = await send<ApplicantView>('POST', '/v1/known-faces', { as: 'importer', body: form });
  expect(given.status).toBe(201);
  await readAfterRun(userId);
}

const saidOf = async (userId: string) =>
  (await readLog(userId)).filter(({ type }) => type === 'known_pair_decided');

describe('the page with pairs of customers from before', () => {
  const [kept, notKept] = [newUserId(), newUserId()];
  let as = '';
  beforeAll(async () => {
    await give(kept, 'franck_02045.jpg', true);
    await give(notKept, 'franck_02159.jpg', false);
    as = await accessToken();
  });
  const page = (more = {}) => browse('/review/known', { as, ...more });

  it('shows both, with the picture of whom it was kept, and is in the header', async () => {
    const { status, text } = await page();
    expect(status).toBe(200);
    expect(text).toContain(`src="/review/applicants/${kept}/photos/known"`);
    expect(text).not.toContain(`/review/applicants/${notKept}/photos/`);
    expect(text).toContain('No picture is kept of this face');
    expect(text).toContain('from core-bank');
    expect(text).toContain('<a href="/review/known" aria-current="page">');
    const photo = await browse(`/review/applicants/${kept}/photos/known`, { as });
    expect([photo.status, photo.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect((await readLog(kept)).at(-1)?.type).toBe('photo_viewed');
  });

  it('an unknown place is the beginning; behind the last pair there is none', async () => {
    expect((await browse('/review/known?similarity=x&a=b', { as })).text).toContain(kept);
    const { text } = await browse('/review/known?similarity=0&a=a&b=b', { as });
    expect(text).toContain('No pair waits for a decision here.');
    expect(text).toContain('First page');
  });

  it('takes no form of another site, without a token, or without a decision', async () => {
    const form = { ...hiddenFieldsOf(await page()), decision: 'same_person', note: 'typed words' };
    const foreign = await browse('/review/known/decisions', {
      as,
      form,
      headers: { origin: 'https://evil.example' },
    });
    const old = await browse('/review/known/decisions', { as, form: { ...form, token: '1.x' } });
    const none = await browse('/review/known/decisions', { as, form: { ...form, decision: 'approve' } });
    const long = await browse('/review/known/decisions', { as, form: { ...form, note: 'x'.repeat(4_001) } });
    expect([foreign, old, none, long].map(({ status }) => status)).toEqual([400, 409, 409, 409]);
    for (const { text } of [foreign, old, none]) expect(text).toContain('typed words');
    expect([...(await saidOf(kept)), ...(await saidOf(notKept))]).toEqual([]);
  });

  it('who may not decide sees the pairs without a form, and is refused', async () => {
    const settings = { ROLES: JSON.stringify({ 'auditor@example.com': ['auditor'] }) };
    const auditor = await accessToken({ email: 'auditor@example.com' });
    const seen = await browse('/review/known', { as: auditor, settings });
    expect(seen.text).toContain(kept);
    expect(seen.text).not.toContain('The same person');
    const form = { ...hiddenFieldsOf(await page()), decision: 'same_person', note: '' };
    expect((await browse('/review/known/decisions', { as: auditor, settings, form })).status).toBe(403);
    expect(await saidOf(kept)).toEqual([]);
  });

  it('a form about other faces than theirs now is not recorded, and shows what was typed', async () => {
    const form = { ...hiddenFieldsOf(await page()), decision: 'same_person', note: 'typed words' };
    for (const changed of [{ face_id: 'f-before' }, { other_face_id: 'f-before' }]) {
      const { status, text } = await browse('/review/known/decisions', { as, form: { ...form, ...changed } });
      expect([status, text.includes('another face by now'), text.includes('typed words')]).toEqual([
        409,
        true,
        true,
      ]);
    }
    expect([...(await saidOf(kept)), ...(await saidOf(notKept))]).toEqual([]);
  });

  it('a decision is noted in both logs, and the pair leaves the list', async () => {
    const form = { ...hiddenFieldsOf(await page()), decision: 'same_person', note: 'one account too many' };
    const { status, headers } = await browse('/review/known/decisions', { as, form });
    expect([status, headers.get('location')]).toEqual([303, '/review/known']);
    for (const [user, other] of [
      [kept, notKept],
      [notKept, kept],
    ] as const) {
      const said = await saidOf(user);
      expect(said.map(({ data }) => data)).toMatchObject([{ decision: 'same_person', other_user_id: other }]);
      expect(JSON.stringify(said)).not.toContain('too many');
    }
    expect((await page()).text).toContain('No pair waits for a decision here.');
    // Again by an old page: nothing is noted twice.
    expect((await browse('/review/known/decisions', { as, form })).status).toBe(303);
    expect(await saidOf(kept)).toHaveLength(1);
  });

  it('two who are no pair are said to be none', async () => {
    const token = /name="token" value="([^"]+)"/;
    const other = newUserId();
    await give(other, 'franck_02683.jpg', false);
    const fresh = token.exec((await page()).text)?.[1] ?? '';
    const sent = {
      token: fresh,
      user_id: newUserId(),
      other_user_id: newUserId(),
      face_id: 'f1',
      other_face_id: 'f2',
      decision: 'different',
      note: '',
    };
    const { status, text } = await browse('/review/known/decisions', { as, form: sent });
    expect([status, text.includes('no pair any more')]).toEqual([409, true]);
  });
});

describe('the other one of a pair is in an onboarding', () => {
  const [customer, applicant, alike] = [newUserId('a-'), newUserId('b-'), newUserId('c-')];
  let as = '';
  beforeAll(async () => {
    await give(customer, 'cage.jpg', true);
    await createWithIdPhoto(applicant, 'cage2_crop.jpg');
    expect((await completeLiveness(applicant, 'cage2_crop.jpg')).reasons).toEqual(['possible_duplicate']);
    await give(alike, 'cage.jpg', true);
    as = await accessToken();
  });
  const shown = async () => {
    const { text } = await browse('/review/known', { as });
    expect(text).toContain(`aria-label="${applicant} and ${alike}"`);
    return text.includes(`src="/review/applicants/${applicant}/photos/liveness"`);
  };

  it('shows the photo that the face was made of', async () => {
    expect(await shown()).toBe(true);
  });

  it('shows no photo of a later session, which may be of somebody else', async () => {
    const { face } = await readAfterRun(applicant);
    await decide(applicant, 'retry_liveness');
    expect(await shown()).toBe(true);
    const later = await completeLiveness(applicant, 'obama4_crop.jpg');
    expect(later).toMatchObject({ face, liveness: { verdict: 'pass' }, reasons: ['similarity_low'] });
    expect(await shown()).toBe(false);
  });

  it('nor does a case whose possible duplicates they are: each face with its own picture', async () => {
    const other = newUserId('d-');
    await createWithIdPhoto(other, 'cage.jpg');
    expect((await completeLiveness(other, 'cage.jpg')).reasons).toEqual(['possible_duplicate']);
    // Somebody else begins an onboarding as that customer, whose face in use stays the known one.
    await upload(alike, 'obama4_crop.jpg');
    await completeLiveness(alike, 'obama4_crop.jpg');
    const { text } = await browse(`/review/applicants/${other}`, { as });
    const isShown = (user: string, kind: string) =>
      text.includes(`src="/review/applicants/${user}/photos/${kind}"`);
    expect([isShown(applicant, 'liveness'), isShown(alike, 'liveness')]).toEqual([false, false]);
    expect([isShown(customer, 'known'), isShown(alike, 'known')]).toEqual([true, true]);
    expect(text).toContain('of another picture than those that are kept');
  });
});
