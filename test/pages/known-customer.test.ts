/** A case whose possible duplicate is a customer from before: it says so, and shows the picture where it was kept. */
import { expect, it } from 'vitest';
import {
  completeLiveness,
  createWithIdPhoto,
  fetchPhoto,
  newUserId,
  readAfterRun,
  send,
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
  expect(text).toContain(`like ${customer}, known customer`);
  expect(text).toContain('Known customer');
  const picture = `/review/applicants/${customer}/photos/known`;
  expect(text.includes(picture)).toBe(keep === 'true');
  expect(text.includes('A customer from before, whose picture is not kept.')).toBe(keep === 'false');
});
