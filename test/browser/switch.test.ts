/** A victim in the middle of its own check opens the link of an attacker, in the same browser and in a second tab. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { endLinks } from './api.ts';
import { consent } from './applicant-states.ts';
import { customer, newApplicant, openBrowser, openPage, photoPath } from './people.ts';

const browser = await openBrowser();
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const QUESTION = 'Whose check do you want to go on with?';

async function sendPhoto(page: Page): Promise<void> {
  await page.getByLabel('Choose a picture').setInputFiles(photoPath('cage.jpg'));
  await page.getByRole('button', { name: 'Send this photo' }).click();
  await heading(page, 'Now show your face');
}

it('is asked; declining, its photo goes to its own check', async () => {
  const page = await openPage(browser);
  const [victim, attacker] = [await newApplicant('victim'), await newApplicant('attacker')];
  await consent(page, victim.link);
  const own = await page.locator('.case').textContent();
  await page.goto(attacker.link);
  await heading(page, QUESTION);
  // A second tab goes on as before.
  const tab = await page.context().newPage();
  await tab.goto('/onboarding');
  await heading(tab, 'Photograph your ID');
  await page.getByRole('link', { name: 'Stay with my check' }).click();
  await heading(page, 'Photograph your ID');
  expect(await page.locator('.case').textContent()).toBe(own);
  await sendPhoto(page);
  expect((await customer.read(victim.user)).id_photo).not.toBeNull();
  expect((await customer.read(attacker.user)).id_photo).toBeNull();
});

it('can switch on purpose; a page left open in another tab then says whose check it is, or that it is too old', async () => {
  const page = await openPage(browser);
  const [one, two] = [await newApplicant('one'), await newApplicant('two')];
  await consent(page, one.link);
  const tab = await page.context().newPage();
  await tab.goto('/onboarding');
  await page.goto(two.link);
  await heading(page, QUESTION);
  await page.getByRole('button', { name: 'Switch to the check of the link' }).click();
  await heading(page, 'Let us check that you are you');
  const theirs = await page.locator('.case').textContent();
  await tab.reload();
  await heading(tab, 'Let us check that you are you');
  expect(await tab.locator('.case').textContent()).toBe(theirs);
  expect((await customer.read(two.user)).seq).toBe(1);
});

it('is told at once, on the open page, that its link has ended', async () => {
  const page = await openPage(browser);
  const { user, link } = await newApplicant('ended');
  await consent(page, link);
  await sendPhoto(page);
  await endLinks(user);
  await heading(page, 'This link does not work any more');
  await page.getByRole('link', { name: 'Help and contact' }).waitFor();
});
