/** A case whose possible duplicate is a customer from before: it says so, and shows the picture where it was kept. */
import { expect, it } from 'vitest';
import {
  completeLiveness,
  createWithIdPhoto,
  decide,
  fetchPhoto,
  newUserId,
  readAfterRun,
  send,
  upload,
} from '../support/customer.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';

useTeamKeys();

it.each([
  ['kept', 'true', 'cage.jpg', 'cage2_crop.jpg'],
  ['not kept', 'false', 'bieber_small.jpg', 'Justin-Bieber2_crop.jpg'],
])('a picture that is %s', async (_, keep, known, later) => {
  const [customer, applicant] = [newUserId('known-'), newUserId()];
  const form = new FormData();
  form.set('user_id', customer);
  form.set('keep_photo', keep);
  form.set('image', new File([await fetchPhoto(known)], 'a.jpg', { type: 'image/jpeg' }));
  expect((await send('POST', '/v1/known-faces', { as: 'importer', body: form })).status).toBe(201);
  let face = (await readAfterRun(customer)).face;
  while (face === null) face = (await readAfterRun(customer)).face;
  await createWithIdPhoto(applicant, later);
  const { reasons } = await completeLiveness(applicant, later);
  expect(reasons).toEqual(['possible_duplicate']);
  const { text } = await browse(`/review/applicants/${applicant}`, { as: await accessToken() });
  expect(text).toMatch(
    new RegExp(`matches that of ${customer} \\(similarity 0\\.\\d\\d\\), known customer\\.`),
  );
  expect(text).toContain('Known customer');
  const picture = `/review/applicants/${customer}/photos/known`;
  expect(text.includes(picture)).toBe(keep === 'true');
  expect(text.includes('A customer from before, whose picture is not kept.')).toBe(keep === 'false');
});

it.each([
  true,
  false,
])('a case of somebody else under that id shows the picture from before, if it is kept: %s', async (keep) => {
  const customer = newUserId('known-');
  const form = new FormData();
  form.set('user_id', customer);
  form.set('keep_photo', String(keep));
  form.set('image', new File([await fetchPhoto('obama4_crop.jpg')], 'a.jpg', { type: 'image/jpeg' }));
  expect((await send('POST', '/v1/known-faces', { as: 'importer', body: form })).status).toBe(201);
  while ((await readAfterRun(customer)).known_face?.state !== 'searched');
  await upload(customer, 'kim1_crop.jpg');
  const { reasons, known_face } = await completeLiveness(customer, 'kim1_crop.jpg');
  expect(reasons).toContain('known_face_differs');
  expect(known_face?.photo_deleted_at === null).toBe(keep);
  const as = await accessToken();
  const { text } = await browse(`/review/applicants/${customer}`, { as });
  expect(text).toContain('did not find, as alike as one person’s, the face by which this customer is known');
  const picture = `/review/applicants/${customer}/photos/known`;
  expect(text.includes(`src="${picture}"`)).toBe(keep);
  expect(text.includes('whose picture is not kept')).toBe(!keep);
  expect((await browse(picture, { as })).status).toBe(keep ? 200 : 404);
  const said = { ground: 'impersonation', take_over: true };
  expect((await decide(customer, 'reject', undefined, said)).status).toBe(200);
  expect((await readAfterRun(customer)).known_face?.photo_deleted_at).not.toBeNull();
});
