/** Every page and state: axe finds nothing and nothing is cut off, in light and dark, on a small phone, at 200 % and on a desk. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { APPLICANT_STATES } from './applicant-states.ts';
import { CONSOLE_STATES } from './console-states.ts';
import { across, DESK, openBrowser, openPage, PHONE, signIn } from './people.ts';

/** In CSS pixels. 1280 by 800 at 200 % is 640 by 400. */
const SIZES = [
  { width: 320, height: 640 },
  { width: 640, height: 400 },
  { width: 1280, height: 900 },
] as const;
const THEMES = ['light', 'dark'] as const;
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const browser = await openBrowser();

it.each(APPLICANT_STATES)('the applicant’s page “$name”', async ({ open }) => {
  const page = await openPage(browser, PHONE);
  await open(page);
  await expectGood(page);
});

it.each(CONSOLE_STATES)('the console, “$name”', async ({ open }) => {
  const page = await openPage(browser, DESK);
  await signIn(page, 'ada@example.com');
  await open(page);
  await expectGood(page);
});

it('the console’s door', async () => {
  const page = await openPage(browser, DESK);
  await page.goto('/review');
  await expectGood(page);
});

async function expectGood(page: Page): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const where = `${colorScheme}, ${size.width} wide`;
      const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary })),
      );
      expect(found, where).toEqual([]);
      expect(await across(page), `sideways, ${where}`).toBeLessThanOrEqual(0);
    }
  }
}
