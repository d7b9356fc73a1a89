/** The queue of a reviewer who watches it while others work. */
import type { Page, Route } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { claim, decide } from './api.ts';
import { checkedApplicant, DESK, openBrowser, openPage, signIn } from './people.ts';

const UNLIKE = { id: 'chuck_crop.jpg', face: 'queen20_crop.jpg' };

let users: string[] = [];
let page: Page;
beforeAll(async () => {
  users = [];
  for (const who of ['watched-a', 'watched-b', 'watched-c'])
    users.push((await checkedApplicant(who, UNLIKE)).user);
});

const rowOf = (user: string) => page.getByRole('row').filter({ hasText: user });
const linkOf = (user: string) => page.getByRole('link', { name: user });

/** Opens the queue, and waits for its first look, so that the page is at rest. */
async function opensQueue(): Promise<void> {
  page = await openPage(await openBrowser(), DESK);
  await signIn(page, 'watches@example.com');
  const looked = page.waitForResponse('**/review/queue*');
  await page.goto('/review');
  await looked;
}

it('shows within a second who has claimed a case, and leaves focus and all other rows alone', async () => {
  const [first = '', second = '', third = ''] = users;
  await opensQueue();
  await linkOf(second).focus();
  const rows = await Promise.all(users.map((user) => rowOf(user).elementHandle()));
  await claim(third);
  await rowOf(third).getByText('key:reviewer').waitFor({ timeout: 1_000 });
  await claim(second);
  await rowOf(second).getByText('key:reviewer').waitFor({ timeout: 1_000 });
  expect(await linkOf(second).evaluate((link) => link === document.activeElement)).toBe(true);
  const stands = await Promise.all(rows.map((row) => row!.evaluate((element) => element.isConnected)));
  expect(stands).toEqual([true, false, false]);
  expect(await rowOf(first).getByText('free').count()).toBe(1);
});

it('passes the focus to the row that takes the place of the one that went', async () => {
  const [first = '', second = ''] = users;
  await opensQueue();
  await linkOf(first).focus();
  await decide(first, 'reject');
  await rowOf(first).waitFor({ state: 'detached', timeout: 1_000 });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(second);
});

it('never asks twice at a time, says when it has lost the service, and goes on by itself', async () => {
  const [, , third = ''] = users;
  await opensQueue();
  // From a page without a queue, so that no look of an earlier page is among those held.
  await page.goto('/review/search');
  const held: Route[] = [];
  await page.route('**/review/queue*', (route) => void held.push(route));
  await page.clock.install();
  await page.goto('/review');
  await expect.poll(() => held.length).toBe(1);
  // However long the answer takes, and however often the page is hidden and shown meanwhile.
  for (let times = 0; times < 5; times += 1) {
    // In all less than the ten seconds after which a look is given up; the clock runs by itself too.
    await page.clock.runFor(1_000);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  }
  expect(held).toHaveLength(1);
  await held[0]?.abort();
  await page.getByText('The list is not kept up to date').waitFor();
  await decide(third, 'reject');
  await page.unroute('**/review/queue*');
  await page.clock.runFor(10_000);
  await rowOf(third).waitFor({ state: 'detached' });
  await page.getByText('The list is not kept up to date').waitFor({ state: 'detached' });
});
