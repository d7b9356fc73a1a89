/** What decides a case is above the decision bar, and faces like that of the case are compared with it by keys. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { checkedApplicant, DESK, openBrowser, openPage, scriptRuns, signIn } from './people.ts';

const browser = await openBrowser();
const UNLIKE = { id: 'chuck_crop.jpg', face: 'queen20_crop.jpg' };

async function opensCase(page: Page, user: string): Promise<void> {
  await page.goto(`/review/applicants/${user}`);
  await scriptRuns(page);
  await page.waitForLoadState('networkidle');
  await page.locator('main').focus();
}

let duplicate: Promise<string> | undefined;
/** The last case of one person who comes four times. */
function duplicates(): Promise<string> {
  duplicate ??= comeAgain();
  return duplicate;
}

async function comeAgain(): Promise<string> {
  const faces = ['franck_02045.jpg', 'franck_04117.jpg', 'franck_03909.jpg'];
  for (const face of faces) await checkedApplicant('franck', { id: 'franck_02159.jpg', face });
  return (await checkedApplicant('again', { id: 'franck_02888.jpg', face: 'franck_04035.jpg' })).user;
}

it('needs no scrolling to be decided, on small and large desks', async () => {
  const users = {
    unlike: (await checkedApplicant('unlike', UNLIKE)).user,
    fail: (await checkedApplicant('fail', { ...UNLIKE, verdict: 'fail' })).user,
    duplicate: await duplicates(),
  };
  for (const viewport of [
    { width: 1366, height: 768 },
    { width: 1440, height: 900 },
    { width: 1280, height: 720 },
  ]) {
    const page = await openPage(browser, { viewport });
    await signIn(page, 'ada@example.com');
    for (const [kind, user] of Object.entries(users)) {
      await opensCase(page, user);
      const bar = (await page.locator('form.bar').boundingBox())!;
      expect(bar.y + bar.height, `${kind}, the bar`).toBeLessThanOrEqual(viewport.height + 1);
      for (const button of await page.locator('form.bar button[name=decision]').all())
        expect(await button.isVisible()).toBe(true);
      const above = ['.why', '.gauge', kind === 'duplicate' ? '.photos.hit' : '.photos.own'];
      if (kind !== 'fail') above.push('fieldset.question', '[data-compare]');
      for (const what of above) {
        const box = (await page.locator(what).first().boundingBox())!;
        expect(box.y + box.height, `${kind}, ${what} at ${viewport.width}`).toBeLessThanOrEqual(bar.y + 1);
      }
    }
    await page.close();
  }
});

it('goes from one face like it to the next by a key, and the comparison goes along', async () => {
  const page = await openPage(browser, DESK);
  await signIn(page, 'ada@example.com');
  await opensCase(page, await duplicates());
  const hits = page.locator('[data-hit]');
  expect(await hits.count()).toBe(3);
  const at = () => hits.evaluateAll((all) => all.indexOf(document.activeElement as HTMLElement));
  for (const expected of [0, 1, 2, 0]) {
    await page.keyboard.press('h');
    expect(await at()).toBe(expected);
  }
  await page.locator('main').focus();
  await page.keyboard.press('v');
  for (const expected of [0, 1, 2, 0]) {
    const compared = hits.nth(expected).locator('.compare .crop');
    await expect.poll(() => compared.count()).toBe(2);
    expect(await hits.nth(expected).innerText()).toContain(`${expected + 1} of 3 · Similarity`);
    expect(await page.locator('.compare').count()).toBe(1);
    // The live face of the case on the left, that of the other on the right; their ID photos below.
    const names = await compared.locator('span').allInnerTexts();
    expect(names).toEqual([
      'This case: liveness photo',
      expect.stringMatching(/^franck-.*: liveness photo$/),
    ]);
    expect(await hits.nth(expected).locator('.small [data-photo="id"]').count()).toBe(2);
    // What is compared is turned, and not the pictures behind it.
    await page.keyboard.press('o');
    const turned = await compared.locator('img').evaluateAll((all) => all.map((it) => it.style.rotate));
    expect(turned).toEqual(['90deg', '90deg']);
    expect(await hits.nth(expected).locator('[data-turns]').count()).toBe(0);
    // Blinking has the focus, and the key works from there, too.
    await page.keyboard.press('h');
  }
});
