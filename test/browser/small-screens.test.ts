/** The smallest screens: nothing runs off them, and what is to be done is in sight, in every language, with a script and without. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { APPLICANT_STATES, consent } from './applicant-states.ts';
import { across, newApplicant, openBrowser, openPage, PHONE, photoPath } from './people.ts';

/** In CSS pixels: the smallest that WCAG asks for, and the smallest that is sold. */
const SIZES = [
  { width: 320, height: 640 },
  { width: 360, height: 640 },
] as const;
const LANGUAGES = ['en', 'de', 'es', 'fr', 'ar'];
/** What is to be pressed on a page with a task. */
const ACTION = '.stay button, .stay a, form:not(.chosen) .picker';

const browser: Browser = await openBrowser();

it.each(APPLICANT_STATES)('“$name”', async ({ open }) => {
  const page = await openPage(browser, PHONE);
  await open(page);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    expect(await across(page), `${size.width} wide`).toBe(0);
  }
  const { pathname } = new URL(page.url());
  // The answer to a form is there once. The pages by themselves are there in every language.
  if (!pathname.startsWith('/onboarding')) return;
  const storageState = await page.context().storageState();
  for (const javaScriptEnabled of [true, false]) {
    const options: BrowserContextOptions = { ...PHONE, storageState, javaScriptEnabled };
    const again = await openPage(browser, options);
    for (const code of LANGUAGES) {
      await again.goto(
        `${/^.*\/(consent|id-photo|liveness)$/.test(pathname) ? '/onboarding' : pathname}?lang=${code}`,
      );
      await expectToFit(again, `${code}, ${javaScriptEnabled ? 'with' : 'without'} a script`);
    }
  }
});

// A chosen photo is gone with the next page, so each language chooses its own.
it('a chosen photo with its buttons fits in every language', async () => {
  const page = await openPage(browser, PHONE);
  await consent(page, (await newApplicant('chosen')).link);
  for (const code of LANGUAGES) {
    await page.goto(`/onboarding?lang=${code}`);
    await page.locator('input[type=file]').last().setInputFiles(photoPath('cage.jpg'));
    await page.locator('.preview img').waitFor();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      // A phone's window grows with what runs off it, so the edge is compared with the size that was asked for.
      const edges = await page
        .locator('.turns input')
        .evaluateAll((all) =>
          all.map((it) => it.getBoundingClientRect()).flatMap((it) => [it.left, it.right]),
        );
      expect.soft(Math.min(...edges), `${code}, ${size.width} wide`).toBeGreaterThanOrEqual(0);
      expect.soft(Math.max(...edges), `${code}, ${size.width} wide`).toBeLessThanOrEqual(size.width);
    }
  }
});

async function expectToFit(page: Page, where: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const below = await page.evaluate((action) => {
      const { bottom } = document.querySelector(action)?.getBoundingClientRect() ?? { bottom: 0 };
      return Math.max(0, Math.round(bottom - innerHeight));
    }, ACTION);
    const seen = {
      where,
      width: size.width,
      across: await across(page),
      below: size.width < 360 ? 0 : below,
    };
    expect.soft(seen).toEqual({ ...{ where, width: size.width }, across: 0, below: 0 });
  }
}
