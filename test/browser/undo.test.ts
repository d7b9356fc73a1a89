/** Ten seconds to take a decision back, and what is told when it could not be recorded. */
import type { BrowserContext, Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { claim, decide } from './api.ts';
import { checkedApplicant, customer, DESK, openBrowser, openPage, scriptRuns, signIn } from './people.ts';

const browser = await openBrowser();
const UNLIKE = { id: 'chuck_crop.jpg', face: 'queen20_crop.jpg' };

let page: Page;
let context: BrowserContext;
let user = '';
let next = '';
beforeEach(async () => {
  [user, next] = [
    (await checkedApplicant('undo', UNLIKE)).user,
    (await checkedApplicant('next', UNLIKE)).user,
  ];
  page = await openPage(browser, DESK);
  context = page.context();
  await page.clock.install();
  await signIn(page, `${user}@example.com`);
  await page.goto(`/review/applicants/${user}`);
  await page.locator('#decision').waitFor();
});

/** Rejects as the first reason of the list says, by keys alone, and stands before the next case. */
async function rejects(who = user): Promise<void> {
  await scriptRuns(page);
  for (const key of ['r', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await page.getByText(`${who}: “Reject” is sent in ten seconds.`).waitFor();
}
const statusOf = async (who = user) => (await customer.read(who)).status;
const kept = () => page.evaluate(() => JSON.parse(localStorage.getItem('held-decisions') ?? '[]').length);
const isRecorded = (who = user) => expect.poll(() => statusOf(who)).toBe('rejected');

it('holds a decision for ten seconds, says how many are left, and records it then', async () => {
  await page.getByLabel('Note', { exact: true }).fill('a note');
  await page.locator('main').focus();
  await rejects();
  // The next case is open and can be worked on.
  expect(page.url()).not.toContain(user);
  await page.locator('#decision').waitFor();
  await page.clock.fastForward(7_000);
  expect(await page.locator('.held .left').innerText()).toMatch(/^[123] s$/);
  expect(await statusOf()).toBe('in_review');
  await page.clock.fastForward(3_500);
  await page.getByText(`${user}: “Reject” is recorded.`).waitFor();
  expect((await customer.read(user)).review).toMatchObject({ decision: 'reject', note: 'a note' });
  expect(await kept()).toBe(0);
  await page.clock.fastForward(8_000);
  expect(await page.locator('.held').innerText()).toBe('');
});

it('is taken back by a key: the case is open again, with all that was typed', async () => {
  const note = 'two\nlines & more';
  await page.getByLabel('Note', { exact: true }).fill(note);
  await page.getByRole('radio', { name: 'Cannot tell' }).check();
  await page.locator('main').focus();
  await rejects();
  await page.locator('main').focus();
  await page.keyboard.press('x');
  await page.waitForURL(`**/review/applicants/${user}`);
  await page.locator('#decision').waitFor();
  expect(await page.getByLabel('Note', { exact: true }).inputValue()).toBe(note);
  expect(await page.getByRole('radio', { name: 'Cannot tell' }).isChecked()).toBe(true);
  const ground = page.getByRole('group', { name: 'Reject' }).getByRole('combobox');
  expect(await ground.inputValue()).toBe('impersonation');
  expect(await ground.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.clock.fastForward(30_000);
  expect(await page.locator('.held').innerText()).toBe('');
  expect([await statusOf(), await kept()]).toEqual(['in_review', 0]);
  await page.keyboard.press('Enter');
  await page.getByText(`${user}: “Reject” is sent in ten seconds.`).waitFor();
  await page.clock.fastForward(11_000);
  await page.getByText(`${user}: “Reject” is recorded.`).waitFor();
});

it('records it at once when the page is left: closed, or for another page', async () => {
  await rejects();
  await page.close({ runBeforeUnload: true });
  await isRecorded();
  // The page after it hears that it is recorded.
  page = await context.newPage();
  await page.goto('/review');
  await page.getByText(`${user}: “Reject” is recorded.`).waitFor();
  expect(await kept()).toBe(0);
  await page.goto(`/review/applicants/${next}`);
  await rejects(next);
  await page.getByRole('link', { name: 'Search' }).click();
  await page.waitForURL('**/review/search');
  await isRecorded(next);
  await page.getByText(`${next}: “Reject” is recorded.`).waitFor();
});

it('is sent when the next one is decided or passed over, so that one at most is held', async () => {
  await checkedApplicant('third', UNLIKE);
  await rejects();
  const second = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1)!);
  await rejects(second);
  expect(await statusOf()).toBe('rejected');
  expect(await statusOf(second)).toBe('in_review');
  expect(await kept()).toBe(1);
  await page.locator('main').focus();
  const before = page.url();
  await page.keyboard.press('j');
  await page.waitForURL((url) => url.href !== before);
  expect(await statusOf(second)).toBe('rejected');
});

it('tells on the next page that it was refused, with the note, until that is dismissed', async () => {
  await page.getByLabel('Note', { exact: true }).fill('kept words');
  await page.locator('main').focus();
  await rejects();
  await decide(user, 'retry_liveness');
  await page.clock.fastForward(10_500);
  const told = page.getByText(`${user}: “Reject” was not recorded. The case has changed`);
  await told.waitFor();
  for (const path of ['/review', '/review/search', '/review/overview', '/review/applicants/nobody-1']) {
    await page.goto(path);
    await told.waitFor();
    await page.locator('.held blockquote', { hasText: 'kept words' }).waitFor();
  }
  // Another person who signs in at this browser does not see it.
  await page.evaluate(() => {
    const key = 'held-decisions';
    const held = JSON.parse(localStorage.getItem(key)!).map((it: object) => ({
      ...it,
      who: 'x@example.com',
    }));
    localStorage.setItem('held-decisions-of-x', localStorage.getItem(key)!);
    localStorage.setItem(key, JSON.stringify(held));
  });
  await page.reload();
  expect(await page.locator('.held').innerText()).toBe('');
  await page.evaluate(() => {
    localStorage.setItem('held-decisions', localStorage.getItem('held-decisions-of-x')!);
  });
  await page.reload();
  await told.waitFor();
  await page.getByRole('link', { name: 'Open the case' }).click();
  await page.waitForURL(`**/review/applicants/${user}`);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  expect([await page.locator('.held').innerText(), await kept()]).toEqual(['', 0]);
});

it('tells that it was refused as another reviewer has taken the case meanwhile', async () => {
  await rejects();
  await claim(user, true);
  await page.clock.fastForward(10_500);
  await page
    .getByText(`${user}: “Reject” was not recorded.`)
    .filter({ hasText: 'has this case until' })
    .waitFor();
  expect(await statusOf()).toBe('in_review');
});

it('goes on trying while the network is away, and loses nothing when the browser is closed', async () => {
  await rejects();
  await page.route('**/decisions*', (route) => route.abort());
  await page.clock.fastForward(10_500);
  await page.getByText('not recorded yet: the service does not answer').waitFor();
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  await page.unroute('**/decisions*');
  await page.clock.fastForward(6_000);
  await page.getByText(`${user}: “Reject” is recorded.`).waitFor();
  await isRecorded();

  await page.goto(`/review/applicants/${next}`);
  await rejects(next);
  await context.route('**/decisions*', (route) => route.abort());
  await page.close();
  await context.unroute('**/decisions*');
  page = await context.newPage();
  await page.goto('/review');
  await page.getByText(`${next}: “Reject” is recorded.`).waitFor();
  await isRecorded(next);
});

it('keeps it when the sign-in has ended, and sends it after the next one', async () => {
  await rejects();
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.clock.fastForward(10_500);
  await page.getByText('not recorded yet: the service does not answer').waitFor();
  expect(await statusOf()).toBe('in_review');
  await context.addCookies(cookies);
  await page.goto('/review');
  await page.getByText(`${user}: “Reject” is recorded.`).waitFor();
  await isRecorded();
});

it('says so, and keeps what was typed, when the service is out of reach as the decision is made', async () => {
  await page.route('**/decisions*', (route) => route.abort());
  await page.getByLabel('Note', { exact: true }).fill('words');
  await page.locator('main').focus();
  for (const key of ['r', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await page.getByText('The service cannot be reached, so nothing was decided.').waitFor();
  expect(await page.getByLabel('Note', { exact: true }).inputValue()).toBe('words');
  expect(await kept()).toBe(0);
  await page.unroute('**/decisions*');
  await page.keyboard.press('Enter');
  await page.getByText(`${user}: “Reject” is sent in ten seconds.`).waitFor();
});

it('without a script it is sent at once', async () => {
  const plain = await openPage(browser, { ...DESK, javaScriptEnabled: false });
  await signIn(plain, `${user}@example.com`);
  await plain.goto(`/review/applicants/${user}`);
  const group = plain.getByRole('group', { name: 'Reject' });
  await group.getByRole('combobox').selectOption('impersonation');
  await group.getByRole('button').click();
  await plain.getByText(`${user}: “Reject” is recorded.`).waitFor();
  expect(await statusOf()).toBe('rejected');
});

it('forgets after a day what could not be recorded, whoever signs in', async () => {
  await rejects();
  await page.route('**/decisions*', (route) => route.abort());
  await page.clock.fastForward(10_500);
  await page.getByText('not recorded yet: the service does not answer').waitFor();
  await context.route('**/decisions*', (route) => route.abort());
  await page.evaluate(() => {
    const key = 'held-decisions';
    const [entry] = JSON.parse(localStorage.getItem(key)!);
    const aged = (hours: number, who: string) => {
      return { ...entry, id: hours, who, due: Date.now() - hours * 3_600_000 };
    };
    localStorage.setItem(
      key,
      JSON.stringify([aged(23, 'x@example.com'), aged(25, 'x@example.com'), aged(25, entry.who)]),
    );
  });
  await page.goto('/review');
  await scriptRuns(page);
  await expect.poll(kept).toBe(1);
  expect(await page.locator('.held').innerText()).toBe('');
  expect(await statusOf()).toBe('in_review');
});

it('stays given up, though the request that was under way ends later', async () => {
  await rejects();
  await page.route('**/decisions*', (route) => route.abort());
  await page.clock.fastForward(10_500);
  await page.getByText('not recorded yet: the service does not answer').waitFor();
  await page.unroute('**/decisions*');
  let end = () => {};
  const isAsked = new Promise<void>((asked) => {
    void page.route('**/decisions*', (route) => {
      end = () => void route.abort();
      asked();
    });
  });
  await page.clock.fastForward(6_000);
  await isAsked;
  await page.getByRole('button', { name: 'Give up' }).click();
  expect(await kept()).toBe(0);
  end();
  await page.clock.fastForward(6_000);
  expect([await page.locator('.held').innerText(), await kept()]).toEqual(['', 0]);
  expect(await statusOf()).toBe('in_review');
});
