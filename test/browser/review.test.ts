/** Reviewers at work, while the applicant's page is open. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { checkedApplicant, customer, DESK, openBrowser, openPage, signIn } from './people.ts';

async function opensCase(page: Page, user: string): Promise<void> {
  await page.getByRole('link', { name: user }).first().click();
  await page.waitForURL(`**/review/applicants/${user}`);
}

async function decides(page: Page, decision: 'Approve' | 'Reject', reason: string): Promise<void> {
  const group = page.getByRole('group', { name: decision });
  await group.getByLabel('Reason').selectOption(reason);
  await group.getByRole('button', { name: decision }).click();
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

  await phone.getByRole('heading', { name: 'Done: your identity is confirmed' }).waitFor();
  const { review } = await customer.read(user);
  expect(review).toMatchObject({ decision: 'approve', reviewer: 'ada@example.com' });
});

it('two reviewers racing: the first decision stands, the second is shown what happened', async () => {
  const browser = await openBrowser();
  const { user } = await checkedApplicant('walter', { id: 'walter2_crop.jpg', face: 'kim1_crop.jpg' });
  const [first, second] = [await openPage(browser, DESK), await openPage(browser, DESK)];
  await signIn(first, 'first@example.com');
  await signIn(second, 'second@example.com');
  await Promise.all([opensCase(first, user), opensCase(second, user)]);
  await decides(first, 'Reject', 'Another person, no sign of fraud');
  await first.getByText('Recorded', { exact: false }).first().waitFor();
  await decides(second, 'Approve', 'Same person on both photos');
  await second.getByRole('heading', { name: 'Your decision was not recorded' }).waitFor();
  await second.getByText('by first@example.com').waitFor();
  const { status, review } = await customer.read(user);
  expect({ status, reviewer: review?.reviewer }).toEqual({
    status: 'rejected',
    reviewer: 'first@example.com',
  });
});
