/** The smallest screens: nothing runs off them, and what is to be done is in sight, in every language, with a script and without. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { APPLICANT_STATES } from './applicant-states.ts';
import { openBrowser, openPage, PHONE } from './people.ts';

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

/** How far the page runs off the screen. */
function across(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

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
