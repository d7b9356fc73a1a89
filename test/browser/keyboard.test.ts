/** The ways of an applicant and of a reviewer without mouse or touch. */
import type { FileChooser, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import {
  checkedApplicant,
  customer,
  DESK,
  newApplicant,
  openBrowser,
  openPage,
  photoPath,
  scriptRuns,
  signIn,
} from './people.ts';

const MOST_TABS = 40;

/** Tabs to what has that name, unless the page has brought one there, and sees where it is. */
async function tabTo(page: Page, role: 'button' | 'checkbox' | 'link', name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name }).first();
  if (await wanted.evaluate((it) => it === document.activeElement)) return;
  for (let tab = 0; tab < MOST_TABS; tab += 1) {
    await page.keyboard.press('Tab');
    const here = page.locator(':focus');
    // Whatever has the focus shows it, on itself or on the label around it.
    const shown = here.evaluate((it) =>
      [it, it.closest('label')].some((el) => el !== null && getComputedStyle(el).outlineStyle !== 'none'),
    );
    expect(await shown, `the focus is seen on ${await here.evaluate((it) => it.outerHTML)}`).toBe(true);
    if (await wanted.evaluate((it) => it === document.activeElement)) return;
  }
  throw new Error(`no way to ${role} ${name} by Tab`);
}

it('the applicant’s way', async () => {
  const page = await openPage(await openBrowser({ face: 'kim1_crop.jpg' }), DESK);
  const { user, link } = await newApplicant('keys');
  // Heard from the start: a key that is pressed at once comes before the browser knows that somebody listens.
  const chooser = new Promise<FileChooser>((resolve) => page.once('filechooser', resolve));
  await page.goto(link);
  await tabTo(page, 'checkbox', /I agree/);
  await page.keyboard.press('Space');
  await tabTo(page, 'button', 'Agree and begin');
  await page.keyboard.press('Enter');
  // Whoever hears the page hears where they are now.
  await page.getByRole('heading', { name: 'Photograph your ID' }).and(page.locator(':focus')).waitFor();
  await tabTo(page, 'button', 'Choose a picture');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(photoPath('kim1_crop.jpg'));
  await page.getByRole('img', { name: 'Preview of your ID photo' }).waitFor();
  await tabTo(page, 'button', 'Send this photo');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Now show your face' }).and(page.locator(':focus')).waitFor();
  await tabTo(page, 'button', 'Start the face check');
  await page.keyboard.press('Enter');
  // The page listens once its scripts have run, which is before it counts as loaded.
  await page.waitForURL('**/session/**', { waitUntil: 'load' });
  await page.getByRole('button', { name: 'Use the camera' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Done: your identity is confirmed' }).waitFor();
  expect((await customer.read(user)).status).toBe('approved');
});

it('a reviewer’s letters: from the queue to a case, out of the note, from one list of reasons to another', async () => {
  await checkedApplicant('letters', { id: 'chuck_crop.jpg', face: 'queen20_crop.jpg' });
  const page = await openPage(await openBrowser(), DESK);
  await signIn(page, 'grace@example.com');
  await scriptRuns(page);
  await page.keyboard.press('j');
  await page.waitForURL('**/review/applicants/*');
  await scriptRuns(page);
  const named = () => page.evaluate(() => document.activeElement?.getAttribute('name'));
  await page.keyboard.press('n');
  await page.keyboard.type('part');
  expect(await named()).toBe('note');
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  expect(await named()).toBe('ground_approve');
  // Reject has a reason that begins with “a”, and approve one that begins with “p”.
  await page.keyboard.press('r');
  expect(await named()).toBe('ground_reject');
  await page.keyboard.press('a');
  expect(await named()).toBe('ground_approve');
  await page.keyboard.press('n');
  expect(await named()).toBe('note');
  const chosen = await page
    .locator('.choices select')
    .evaluateAll((all) => all.map((it) => 'value' in it && it.value));
  expect(new Set(chosen)).toEqual(new Set(['']));
  expect(await page.getByLabel('Note', { exact: true }).inputValue()).toBe('part');
});

it('a second Enter does not answer the question about a score that contradicts', async () => {
  const { user } = await checkedApplicant('twice', { id: 'chuck_crop.jpg', face: 'queen20_crop.jpg' });
  const page = await openPage(await openBrowser(), DESK);
  await signIn(page, 'edsger@example.com');
  await page.goto(`/review/applicants/${user}`);
  await scriptRuns(page);
  for (const key of ['a', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await page.getByText('Not recorded yet.').waitFor();
  await scriptRuns(page);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  expect(await page.locator('.held').innerText()).toBe('');
  await page.getByText('Not recorded yet.').waitFor();
  await tabTo(page, 'button', 'Approve anyway');
  await page.keyboard.press('Enter');
  await page.getByText(`${user}: “Approve” is sent in ten seconds.`).waitFor();
});

it('a reviewer’s way: from the queue to a decision', async () => {
  const { user } = await checkedApplicant('keys', { id: 'chuck_crop.jpg', face: 'queen20_crop.jpg' });
  const page = await openPage(await openBrowser(), DESK);
  await signIn(page, 'ada@example.com');
  await tabTo(page, 'link', user);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/review/applicants/${user}`);
  await scriptRuns(page);
  await page.keyboard.press('r');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, 'button', 'Reject');
  await page.keyboard.press('Enter');
  await page.getByText(`${user}: “Reject” is sent in ten seconds.`).waitFor();
  await page.goto('/review');
  await page.getByText(`${user}: “Reject” is recorded.`).waitFor();
  expect((await customer.read(user)).status).toBe('rejected');
});
