/** What the console's script adds: boxes that stay on the faces, and keys that lead to places. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { checkedApplicant, DESK, openBrowser, openPage, signIn } from './people.ts';

let user = '';
beforeAll(async () => {
  await checkedApplicant('first', { id: 'kim1_crop.jpg', face: 'walter2_crop.jpg' });
  user = (await checkedApplicant('boxed', { id: 'audrey.jpg', face: 'obama4_crop.jpg' })).user;
});

async function opensCase(): Promise<Page> {
  const page = await openPage(await openBrowser(), DESK);
  await signIn(page, 'ada@example.com');
  await page.goto(`/review/applicants/${user}`);
  return page;
}

/** Where the middle of the face's box is within the picture, as shown: 0 to 1 from the left and from the top. */
async function faceOnPicture(page: Page): Promise<{ x: number; y: number; size: number }> {
  return page.locator('[data-photo="id"] .turning').evaluate((turning) => {
    const box = turning.querySelector('.face rect')!.getBoundingClientRect();
    const all = turning.getBoundingClientRect();
    return {
      x: (box.left + box.width / 2 - all.left) / all.width,
      y: (box.top + box.height / 2 - all.top) / all.height,
      size: box.width * box.height,
    };
  });
}

const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(0.02);

it('the face boxes are seen, turn and grow with their picture, stay within the frame, and can be switched off', async () => {
  const page = await opensCase();
  const face = page.locator('[data-photo="id"] .face');
  await face.waitFor();
  expect(await page.locator('.photos:not(.small) .face').count()).toBe(2);
  const upright = await faceOnPicture(page);
  const turn = page.getByRole('button', { name: `Turn: ID photo of ${user}` });
  for (const expected of [
    { x: 1 - upright.y, y: upright.x },
    { x: 1 - upright.x, y: 1 - upright.y },
    { x: upright.y, y: 1 - upright.x },
    upright,
  ]) {
    await turn.click();
    const now = await faceOnPicture(page);
    near(now.x, expected.x);
    near(now.y, expected.y);
  }
  await turn.click();
  const turned = await faceOnPicture(page);
  await page.getByRole('button', { name: /^Zoom: ID photo/ }).click();
  const larger = await faceOnPicture(page);
  near(larger.x, turned.x);
  near(larger.size / turned.size / 4, 1);
  // The face is what the larger picture shows.
  const middle = await page.locator('[data-photo="id"] .frame').evaluate((frame) => {
    const [seen, box] = [frame, frame.querySelector('.face rect')!].map((it) => it.getBoundingClientRect());
    return { x: (box!.left + box!.width / 2 - seen!.left) / seen!.width, top: box!.top > seen!.top };
  });
  near(middle.x, 0.5);
  const box = page.getByRole('checkbox', { name: 'Face boxes' });
  await box.uncheck();
  expect(await face.isVisible()).toBe(false);
  await page.reload();
  await page.locator('#decision').waitFor();
  expect(await box.isChecked()).toBe(false);
  expect(await face.isVisible()).toBe(false);
  await box.check();
  expect(await face.isVisible()).toBe(true);
});

it('two faces are shown at one size, zoomed as one, turned alone, and laid over each other by a key', async () => {
  const page = await opensCase();
  await page.locator('#decision').waitFor();
  await page.locator('main').focus();
  await page.keyboard.press('v');
  const crops = page.locator('.compare .crop');
  expect(await crops.count()).toBe(2);
  expect(await page.locator('.photos:not(.small)').isVisible()).toBe(false);
  const boxes = await page.locator('.photos:not(.small) .photo').evaluateAll((figures) =>
    figures.map((figure) => {
      const [width, height] = ['width', 'height'].map((name) =>
        Number(figure.querySelector('.face rect')!.getAttribute(name)),
      );
      return Math.sqrt(width! * height!);
    }),
  );
  const heights = () =>
    crops.locator('img').evaluateAll((all) => all.map((img) => img.getBoundingClientRect().height));
  const faces = async () => (await heights()).map((height, at) => height * boxes[at]!);
  await expect.poll(heights).not.toContain(0);
  const [one, other] = await faces();
  near(one! / other!, 1);
  await page.getByRole('slider', { name: 'Zoom' }).fill('2');
  const larger = await faces();
  near(larger[0]! / one!, 2);
  near(larger[1]! / other!, 2);
  await page.getByRole('slider', { name: 'Zoom' }).fill('1');
  await page.getByRole('button', { name: `Turn ID photo of ${user}` }).click();
  const turns = await crops
    .locator('img')
    .evaluateAll((all) => all.map((img) => getComputedStyle(img).rotate));
  expect(turns).toEqual(['90deg', 'none']);

  await page.locator('main').focus();
  await page.keyboard.press('v');
  const [first, second] = [await crops.nth(0).boundingBox(), await crops.nth(1).boundingBox()];
  expect(second).toEqual(first);
  await page.keyboard.press('v');
  expect(await crops.nth(1).isVisible()).toBe(false);
  await page.keyboard.press('v');
  expect(await crops.nth(1).isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Whole pictures' }).click();
  expect(await page.locator('.photos:not(.small)').isVisible()).toBe(true);
  expect(await crops.count()).toBe(0);
});

it('each letter leads to its place, types where one types, and can be switched off', async () => {
  const page = await opensCase();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name') ?? 'none');
  const frame = page.locator('[data-photo="liveness"] .frame');
  for (const [key, name] of [
    ['a', 'ground_approve'],
    ['r', 'ground_reject'],
    ['l', 'ground_retry_liveness'],
    ['p', 'ground_new_id_photo'],
    ['n', 'note'],
  ] as const) {
    await page.locator('main').focus();
    await page.keyboard.press(key);
    expect(await focused()).toBe(name);
  }
  await page.keyboard.type('zoo jab');
  expect(await page.getByLabel('Note', { exact: true }).inputValue()).toBe('zoo jab');
  expect(await frame.getAttribute('data-zoom')).toBeNull();
  await page.locator('main').focus();
  for (const key of ['z', 'o', 'b', 'Control+o']) await page.keyboard.press(key);
  expect(await frame.getAttribute('data-zoom')).toBe('2');
  expect(await frame.getAttribute('data-turns')).toBe('1');
  expect(await page.locator('#faces').isChecked()).toBe(false);
  await page.keyboard.press('b');

  await page.getByText('Keyboard', { exact: true }).click();
  await page.getByLabel('Shortcuts on').uncheck();
  await page.locator('main').focus();
  await page.keyboard.press('n');
  expect(await focused()).not.toBe('note');
  await page.getByLabel('Shortcuts on').check();
  await page.locator('main').focus();
  await page.keyboard.press('j');
  await page.waitForURL((url) => /\/review\/applicants\/(?!boxed)/.test(url.pathname));
});

it('the queue follows from its first look on, and stays untouched while nothing changes', async () => {
  const page = await openPage(await openBrowser(), DESK);
  await signIn(page, 'ada@example.com');
  const list = page.locator('#queue');
  // What has changed between the page and its first look, as in a tab that was opened in the background.
  await page.route('**/review/queue*', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>Gone.</p>' }),
  );
  await page.reload();
  await list.getByText('Gone.').waitFor();
  await list.evaluate((it) => Object.assign(it.firstElementChild!, { mine: true }));
  await page.waitForResponse('**/review/queue*');
  await page.waitForResponse('**/review/queue*');
  expect(await list.evaluate((it) => 'mine' in it.firstElementChild!)).toBe(true);
});
