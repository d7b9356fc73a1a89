/** Reviewers at work, while the applicant's page is open. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { giveKnownFace } from './api.ts';
import {
  checkedApplicant,
  customer,
  DESK,
  newUserId,
  openBrowser,
  openPage,
  photo,
  scriptRuns,
  signIn,
} from './people.ts';

async function opensCase(page: Page, user: string): Promise<void> {
  await page.getByRole('link', { name: user }).first().click();
  await page.waitForURL(`**/review/applicants/${user}`);
}

async function decides(page: Page, decision: 'Approve' | 'Reject', reason: string): Promise<void> {
  const group = page.getByRole('group', { name: decision });
  await scriptRuns(page);
  await group.getByLabel('Reason').selectOption(reason);
  await group.getByRole('button', { name: decision }).click();
}

/** Says that the decision is meant, though it contradicts a score. */
async function insists(page: Page, button: string): Promise<void> {
  const anyway = page.getByRole('button', { name: button });
  await anyway.waitFor();
  await scriptRuns(page);
  await anyway.click();
}

/** Leaves the page, which sends the decision that is held back. */
async function leaves(page: Page, user: string, decision: string): Promise<void> {
  await page.getByText(`${user}: “${decision}” is sent in ten seconds.`).waitFor();
  await page.goto('/review');
  await page.getByText(`${user}: “${decision}” is recorded.`).waitFor();
}

/** Both are drawn on the page, with real pixels. */
async function seesBothPhotos(page: Page, user: string): Promise<void> {
  for (const title of ['ID photo', 'Liveness photo']) {
    const picture = page.getByRole('img', { name: `${title} of ${user}` });
    await picture.scrollIntoViewIfNeeded();
    await expect
      .poll(() => picture.evaluate((it) => it instanceof HTMLImageElement && it.naturalWidth))
      .toBeGreaterThan(50);
  }
}

it('signs in, sees both photos, approves, and the applicant’s open page changes by itself', async () => {
  const browser = await openBrowser();
  const { user, link } = await checkedApplicant('barack', { id: 'audrey.jpg', face: 'obama4_crop.jpg' });
  const phone = await openPage(browser);
  await phone.goto(link);
  await phone.getByRole('heading', { name: 'A person is having a look' }).waitFor();

  const desk = await openPage(browser, DESK);
  await signIn(desk, 'ada@example.com');
  await opensCase(desk, user);
  await seesBothPhotos(desk, user);
  await decides(desk, 'Approve', 'Same person on both photos');
  await insists(desk, 'Approve anyway');
  await leaves(desk, user, 'Approve');

  await phone.getByRole('heading', { name: 'Done: your identity is confirmed' }).waitFor();
  const { review } = await customer.read(user);
  expect(review).toMatchObject({ decision: 'approve', reviewer: 'ada@example.com' });
});

it('two reviewers on one case: the second sees who has it, takes it over on purpose, and both learn of it', async () => {
  const browser = await openBrowser();
  const { user } = await checkedApplicant('walter', { id: 'walter2_crop.jpg', face: 'kim1_crop.jpg' });
  const [first, second] = [await openPage(browser, DESK), await openPage(browser, DESK)];
  await signIn(first, 'first@example.com');
  await signIn(second, 'second@example.com');
  await opensCase(first, user);
  await first.locator('#decision').waitFor();
  await opensCase(second, user);
  await second.getByText('first@example.com has this case').waitFor();
  await second.getByRole('button', { name: 'Take it over' }).click();
  await second.locator('#decision').waitFor();
  await decides(first, 'Reject', 'Another person, no sign of fraud');
  await first.getByText('second@example.com has this case').waitFor();
  await insists(first, 'Take it over and reject');
  await leaves(first, user, 'Reject');
  await decides(second, 'Reject', 'Another person, no sign of fraud');
  await second.getByRole('heading', { name: 'Your decision was not recorded' }).waitFor();
  await second.getByText('by first@example.com').waitFor();
  const { status, review } = await customer.read(user);
  expect({ status, reviewer: review?.reviewer }).toEqual({
    status: 'rejected',
    reviewer: 'first@example.com',
  });
});

it('decides a usual case by three keys', async () => {
  const browser = await openBrowser();
  const { user } = await checkedApplicant('keys', { id: 'walter2_crop.jpg', face: 'queen20_crop.jpg' });
  const page = await openPage(browser, { viewport: { width: 1366, height: 768 } });
  await signIn(page, 'keys@example.com');
  await opensCase(page, user);
  // Nothing of the bar is below the edge of the window.
  const bar = await page.locator('#decision').boundingBox();
  expect(bar!.y + bar!.height).toBeLessThanOrEqual(768);
  await scriptRuns(page);
  for (const key of ['r', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await leaves(page, user, 'Reject');
  expect((await customer.read(user)).review).toMatchObject({ decision: 'reject', ground: 'impersonation' });
});

it.each([
  true,
  false,
])('sees a pair of customers from before, and says that they are one person (script: %s)', async (javaScriptEnabled) => {
  const [one, other] = [newUserId('justin'), newUserId('justin-again')];
  await giveKnownFace(one, await photo('bieber_small.jpg'));
  await giveKnownFace(other, await photo('Justin-Bieber2_crop.jpg'));
  const browser = await openBrowser();
  const desk = await openPage(browser, { ...DESK, javaScriptEnabled });
  await signIn(desk, 'rita@example.com');
  await desk.getByRole('link', { name: 'Known customers' }).click();
  const pair = desk.getByRole('article').filter({ hasText: one }).filter({ hasText: other });
  for (const user of [one, other]) {
    const picture = pair.getByRole('img', { name: `Picture from before of ${user}` });
    await picture.scrollIntoViewIfNeeded();
    if (javaScriptEnabled)
      await expect
        .poll(() => picture.evaluate((it) => it instanceof HTMLImageElement && it.naturalWidth))
        .toBeGreaterThan(50);
  }
  await pair.getByRole('textbox').fill('one account too many');
  await pair.getByRole('button', { name: 'The same person' }).click();
  await desk.waitForURL('**/review/known');
  await pair.waitFor({ state: 'detached' });
});
