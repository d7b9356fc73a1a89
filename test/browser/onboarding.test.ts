/** The applicant's way on a phone, from the link to the decision, with a face before the camera. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { customer, newApplicant, openBrowser, openPage, photoPath } from './people.ts';

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

async function consents(page: Page, link: string): Promise<void> {
  await page.goto(link);
  // The link does not stay in the address bar.
  expect(new URL(page.url()).pathname).toBe('/onboarding');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Agree and begin' }).click();
  await heading(page, 'Photograph your ID');
}

async function sendsPhoto(page: Page, name: string): Promise<void> {
  await page.getByLabel('Choose a picture').setInputFiles(photoPath(name));
  await page.getByRole('img', { name: 'Preview of your ID photo' }).waitFor();
  await page.getByRole('button', { name: 'Send this photo' }).click();
}

async function showsFace(page: Page, button: string, verdict = 'Automatic'): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.getByLabel('Verdict to give').selectOption(verdict);
  await page.getByRole('button', { name: 'Use the camera' }).click();
}

it('from the link to approved', async () => {
  const page = await openPage(await openBrowser({ face: 'cage2_crop.jpg' }));
  const { user, link } = await newApplicant('nicolas');
  await consents(page, link);
  await sendsPhoto(page, 'cage.jpg');
  await heading(page, 'Now show your face');
  await showsFace(page, 'Start the face check');
  await heading(page, 'Done: your identity is confirmed');
  expect((await customer.read(user)).status).toBe('approved');
});

it('a photo without a face is asked for again, and a retry of the face check is told plainly', async () => {
  const page = await openPage(await openBrowser({ face: 'Justin-Bieber2_crop.jpg' }));
  const { user, link } = await newApplicant('justin');
  await consents(page, link);
  await sendsPhoto(page, 'ironman.jpg');
  await page.getByRole('alert').getByText('We found no face on the photo').waitFor();
  expect((await customer.read(user)).status).toBe('awaiting_id_photo');
  await sendsPhoto(page, 'bieber_small.jpg');
  await heading(page, 'Now show your face');
  await showsFace(page, 'Start the face check', 'Retry');
  await heading(page, 'Please repeat the face check');
  await showsFace(page, 'Start the face check');
  await heading(page, 'Done: your identity is confirmed');
  expect((await customer.read(user)).attempt).toBe(2);
});
