import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import * as customer from '../support/customer.ts';

const { completeLiveness, createWithIdPhoto, decide, newUserId, readApplicant, readLog, typesOf, upload } =
  customer;

/** The faces of a user at iLive. */
async function facesOf(user: string): Promise<string[]> {
  const response = await fetch('https://ilive.test/api/v2/collections/users/faces?limit=200', {
    headers: { authorization: `Bearer ${env.ILIVE_API_KEY}` },
  });
  const { faces } = (await response.json()) as { faces: { face_id: string; external_face_id: string }[] };
  return faces.filter((face) => face.external_face_id === user).map((face) => face.face_id);
}

describe('an onboarding on real faces', () => {
  it('approves one person with two different photos, and the log says how', async () => {
    const user = newUserId();
    const before = await createWithIdPhoto(user, 'bieber_small.jpg');
    expect(before).toMatchObject({ status: 'awaiting_liveness', next_action: 'start_liveness', attempt: 0 });
    expect(before).toMatchObject({ attempts_left: 2, reasons: [], liveness: null, match: null });

    const after = await completeLiveness(user, 'Justin-Bieber2_crop.jpg');
    expect(after).toMatchObject({
      status: 'approved',
      next_action: 'none',
      reasons: [],
      attempt: 1,
      attempts_left: 1,
    });
    expect(after.liveness).toMatchObject({ mode: 'passive', verdict: 'pass', session_url: null });
    expect(after.match).toMatchObject({ outcome: 'match', threshold: 0.65 });
    expect(after.match!.similarity).toBeGreaterThan(0.9);
    expect(after.dedupe).toMatchObject({ outcome: 'unique', threshold: 0.5 });
    expect(after.decided_at).toBe(after.dedupe!.decided_at);
    expect(await facesOf(user)).toEqual([after.face!.face_id]);
    expect(await typesOf(user)).toEqual(
      expect.arrayContaining([
        'liveness_confirmed',
        'liveness_photo_stored',
        'faces_compared',
        'face_indexed',
        'faces_searched',
      ]),
    );
  });

  it("sends another person's ID to a reviewer, whose acceptance ends with the ID photo it was given on", async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'audrey.jpg');
    const reviewed = await completeLiveness(user, 'obama4_crop.jpg');
    expect(reviewed).toMatchObject({
      status: 'in_review',
      reasons: ['similarity_low'],
      next_action: 'wait',
      face: null,
    });
    expect(reviewed.match!.similarity).toBeLessThan(0.5);

    expect((await decide(user, 'resume')).body).toMatchObject({ code: 'decision_not_allowed' });
    const asked = (await decide(user, 'new_id_photo')).body;
    expect(asked).toMatchObject({
      status: 'awaiting_id_photo',
      reasons: ['requested_by_reviewer'],
      id_photo: null,
      match: null,
    });
    // The same face as the liveness photo: no new session is asked for.
    await upload(user, 'obama4_crop.jpg');
    const after = await customer.readAfterRun(user);
    expect(after).toMatchObject({
      status: 'approved',
      attempt: 1,
      review: { decision: 'new_id_photo', reviewer: 'r-1', note: 'seen' },
    });
  });

  it('finds the same man under a second user_id; a rejection takes his face out of the collection', async () => {
    const [first, second] = [newUserId(), newUserId()];
    await createWithIdPhoto(first, 'franck_02045.jpg');
    expect((await completeLiveness(first, 'franck_04117.jpg')).status).toBe('approved');
    await createWithIdPhoto(second, 'franck_02888.jpg');
    const found = await completeLiveness(second, 'franck_03909.jpg');
    expect(found).toMatchObject({
      status: 'in_review',
      reasons: ['possible_duplicate'],
      dedupe: { outcome: 'possible_duplicate' },
    });
    const other = found.dedupe!.hits.find((hit) => hit.external_face_id === first);
    expect(other).toMatchObject({ self: false });
    expect(other!.similarity).toBeGreaterThan(0.5);
    expect(await facesOf(second)).toHaveLength(1);

    const rejected = (await decide(second, 'reject')).body;
    expect(rejected).toMatchObject({
      status: 'rejected',
      reasons: ['possible_duplicate'],
      next_action: 'none',
    });
    await customer.readAfterRun(second);
    expect(await facesOf(second)).toEqual([]);
    expect((await typesOf(second)).at(-1)).toBe('face_deleted');
    expect(await facesOf(first)).toHaveLength(1);
  });

  it('lets a reviewer accept a possible duplicate, approved in the same answer', async () => {
    const [first, second] = [newUserId(), newUserId()];
    await createWithIdPhoto(first, 'cage.jpg');
    await completeLiveness(first, 'cage2_crop.jpg');
    await createWithIdPhoto(second, 'cage2_crop.jpg');
    await completeLiveness(second, 'cage.jpg');
    const answer = await decide(second, 'approve');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: 'approved', reasons: [] });
  });

  it('refuses an ID photo without a face and keeps nothing of it', async () => {
    const user = newUserId();
    await customer.send('POST', '/v1/applicants', { json: { user_id: user } });
    expect(await upload(user, 'ironman.jpg')).toMatchObject({ code: 'no_face_in_id_photo', status: 422 });
    expect(await readApplicant(user)).toMatchObject({ status: 'awaiting_id_photo', id_photo: null, seq: 1 });
    const { photo_prefix } = (await readLog(user))[0]!.data;
    expect((await env.PHOTOS.list({ prefix: photo_prefix })).objects).toEqual([]);
  });

  it('asks again after a capture too dark, in the harder mode, and approves the good one', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'SeanConnery.jpg');
    const dark = await completeLiveness(user, 'sean_guru2_crop.jpg?brightness=0.3');
    expect(dark).toMatchObject({
      status: 'awaiting_liveness',
      reasons: ['photo_quality_low'],
      attempt: 1,
      attempts_left: 1,
    });
    expect(dark.liveness!.photo_quality_score).toBeLessThan(0.6);
    const after = await completeLiveness(user, 'sean_guru2_crop.jpg');
    expect(after).toMatchObject({
      status: 'approved',
      attempt: 2,
      attempts_left: 0,
      liveness: { mode: 'active' },
    });
  });

  it('lets a reviewer accept a poor photo; the compare still runs', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'chuck_crop.jpg');
    await completeLiveness(user, 'chuck_crop.jpg?brightness=0.35');
    const second = await completeLiveness(user, 'chuck_crop.jpg?brightness=0.35');
    expect(second).toMatchObject({ status: 'in_review', reasons: ['photo_quality_low'], match: null });
    expect((await decide(user, 'approve')).body).toMatchObject({ status: 'verifying' });
    expect(await customer.readAfterRun(user)).toMatchObject({
      status: 'approved',
      match: { outcome: 'match' },
    });
  });

  it('sends two inconclusive attempts to a reviewer, who can grant one more', async () => {
    const user = newUserId('retry-');
    await createWithIdPhoto(user, 'queen20_crop.jpg');
    const first = await completeLiveness(user, 'queen20_crop.jpg');
    expect(first).toMatchObject({
      status: 'awaiting_liveness',
      reasons: ['liveness_inconclusive'],
      attempts_left: 1,
    });
    const second = await completeLiveness(user, 'queen20_crop.jpg');
    expect(second).toMatchObject({
      status: 'in_review',
      reasons: ['liveness_inconclusive'],
      attempt: 2,
      attempts_left: 0,
    });
    expect((await decide(user, 'approve')).body).toMatchObject({ code: 'decision_not_allowed' });
    expect((await decide(user, 'retry_liveness')).body).toMatchObject({
      status: 'awaiting_liveness',
      attempts_left: 1,
    });
    expect(await completeLiveness(user, 'queen20_crop.jpg', 'pass')).toMatchObject({
      status: 'approved',
      attempt: 3,
    });
  });

  it('never approves a spoof by itself', async () => {
    const user = newUserId('fail-');
    await createWithIdPhoto(user, 'walter2_crop.jpg');
    expect(await completeLiveness(user, 'walter2_crop.jpg')).toMatchObject({
      status: 'in_review',
      reasons: ['liveness_failed'],
    });
    expect(await facesOf(user)).toEqual([]);
  });
});
