/** Filters of the queue that are kept under a name in the browser. */
import { expect, it } from 'vitest';
import { DESK, openBrowser, openPage, signIn } from './people.ts';

async function opensQueue(filter = '') {
  const page = await openPage(await openBrowser(), DESK);
  await signIn(page, 'keeps@example.com');
  await page.goto(`/review${filter}`);
  const keep = async (name: string) => {
    await page.getByLabel('Keep this filter as').fill(name);
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
  };
  const links = () =>
    page.locator('[data-views] a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  return { page, keep, links };
}

it('are kept, led to, replaced and deleted, by the keyboard too', async () => {
  const { page, keep, links } = await opensQueue('?reason=similarity_low&age=24&from=1-2&done=x');
  await keep('old faces');
  await page.getByText('“old faces” is kept.').waitFor();
  expect(await links()).toEqual(['/review?reason=similarity_low&age=24']);
  await page.goto('/review?mine=1');
  await page.getByLabel('Keep this filter as').focus();
  await page.keyboard.type('  mine ');
  await page.keyboard.press('Enter');
  await page.getByText('“mine” is kept.').waitFor();
  await page.getByRole('link', { name: 'old faces' }).click();
  await page.waitForURL('**/review?reason=similarity_low&age=24');
  expect(await page.getByRole('link', { name: 'old faces' }).getAttribute('aria-current')).toBe('true');
  await keep('mine');
  expect(await links()).toEqual([
    '/review?reason=similarity_low&age=24',
    '/review?reason=similarity_low&age=24',
  ]);
  await page.getByRole('button', { name: 'Delete the view old faces' }).click();
  await page.getByText('“old faces” is deleted.').waitFor();
  expect(await links()).toHaveLength(1);
});

it('are at most twenty, and a name is only words', async () => {
  const { page, keep, links } = await opensQueue();
  const name = '<img src=x onerror=alert(1)>"&';
  await keep(name);
  expect(await page.locator('[data-views] a').textContent()).toBe(name);
  expect(await page.locator('[data-views] img').count()).toBe(0);
  for (let n = 1; n < 20; n += 1) await keep(`view ${n}`);
  await keep('one more');
  await page.getByText('There are 20 views already').waitFor();
  expect(await links()).toHaveLength(20);
  await keep('view 7');
  await page.getByText('“view 7” is kept.').waitFor();
});

it('lead nowhere else, whatever somebody has put into the storage', async () => {
  const { page, links } = await opensQueue();
  const stored: [string, (string | null)[]][] = [
    ['no JSON', []],
    ['{"a":1}', []],
    ['[null]', []],
    ['[{"name":1,"query":""}]', []],
    ['[{"name":"a","query":"javascript:alert(1)"}]', ['/review']],
    ['[{"name":"b","query":"//elsewhere.test/?queue=senior&x=y#z"}]', ['/review']],
    ['[{"name":"c","query":"queue=senior&next=//elsewhere.test"}]', ['/review?queue=senior']],
  ];
  for (const [text, expected] of stored) {
    await page.evaluate((value) => localStorage.setItem('queue-views', value), text);
    await page.reload();
    await page.getByLabel('Keep this filter as').waitFor();
    expect(await links(), text).toEqual(expected);
  }
});

it('are not offered without a script', async () => {
  const page = await openPage(await openBrowser(), { ...DESK, javaScriptEnabled: false });
  await signIn(page, 'keeps@example.com');
  await page.goto('/review');
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.locator('[data-views]').isVisible()).toBe(false);
});
