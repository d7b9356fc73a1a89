/** The pictures in the docs. `npm run pictures` writes them to `docs/img`; otherwise they are only made. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decide } from './api.ts';
import { consent } from './applicant-states.ts';
import { drawInstead, drawnCard } from './drawn-photos.ts';
import {
  checkedApplicant,
  customer,
  DESK,
  newApplicant,
  openBrowser,
  openPage,
  PHONE,
  photo,
  signIn,
} from './people.ts';

const FOLDER = process.env.PICTURES;
const UNLIKE = { id: 'chuck_crop.jpg', face: 'queen20_crop.jpg' };
const GAP = 40;

const browser = await openBrowser();

async function save(name: string, picture: Buffer): Promise<void> {
  const png = await sharp(picture).png({ palette: true, effort: 10 }).toBuffer();
  const { channels } = await sharp(png).stats();
  expect(Math.max(...channels.map(({ stdev }) => stdev)), 'something is on it').toBeGreaterThan(10);
  if (!FOLDER) return;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${name}.png`), png);
}

/** Phones side by side on one ground. */
async function saveSideBySide(name: string, shots: readonly Buffer[]): Promise<void> {
  const [width, height] = [
    PHONE.viewport.width * PHONE.deviceScaleFactor,
    PHONE.viewport.height * PHONE.deviceScaleFactor,
  ];
  const round = Buffer.from(
    `<svg width="${width}" height="${height}"><rect width="${width}" height="${height}" rx="48"/></svg>`,
  );
  const phones = await Promise.all(
    shots.map((shot) =>
      sharp(shot)
        .composite([{ input: round, blend: 'dest-in' }])
        .png()
        .toBuffer(),
    ),
  );
  const ground = {
    width: GAP + shots.length * (width + GAP),
    height: height + 2 * GAP,
    channels: 4 as const,
    background: '#9aa7b8',
  };
  const placed = phones.map((input, at) => ({ input, top: GAP, left: GAP + at * (width + GAP) }));
  const all = await sharp({ create: ground }).composite(placed).png().toBuffer();
  await save(name, await sharp(all).resize({ width: 1600 }).png().toBuffer());
}

async function phone(options: BrowserContextOptions, bring: (page: Page) => Promise<void>): Promise<Buffer> {
  const page = await openPage(browser, { ...PHONE, ...options });
  await bring(page);
  return page.screenshot();
}

async function choosesCard(page: Page): Promise<void> {
  await consent(page, (await newApplicant('photo')).link);
  const file = { name: 'id.jpg', mimeType: 'image/jpeg', buffer: await drawnCard('card') };
  await page.locator('input[type=file]').last().setInputFiles(file);
  await page.locator('.preview img').waitFor();
}

async function beforeTheFaceCheck(page: Page): Promise<void> {
  const { user, link } = await newApplicant('face');
  await customer.uploadIdPhoto(user, await photo('bill-murray-snl_crop.jpg'));
  await consent(page, link);
}

async function approved(page: Page): Promise<void> {
  const { user, link } = await checkedApplicant('approved', UNLIKE);
  await decide(user, 'approve');
  await page.goto(link);
  await page.locator('.mark.good').waitFor();
}

it('the applicant’s way', async () => {
  await saveSideBySide('applicant', [
    await phone({}, async (page) => void (await page.goto((await newApplicant('new')).link))),
    await phone({}, choosesCard),
    await phone({}, beforeTheFaceCheck),
    await phone({}, approved),
  ]);
});

it('the applicant’s way, dark and in other languages', async () => {
  const dark = { colorScheme: 'dark' } as const;
  await saveSideBySide('applicant-languages', [
    await phone({ ...dark, locale: 'ar' }, choosesCard),
    await phone(
      { ...dark, locale: 'es-MX' },
      async (page) => void (await page.goto((await newApplicant('new')).link)),
    ),
    await phone({ ...dark, locale: 'de-DE' }, beforeTheFaceCheck),
    await phone({ ...dark, locale: 'fr-FR' }, async (page) => {
      await page.goto((await checkedApplicant('review', UNLIKE)).link);
    }),
  ]);
});

it('the console', async () => {
  await checkedApplicant('ada', { id: 'franck_02045.jpg', face: 'franck_04117.jpg' });
  const { user: duplicate } = await checkedApplicant('grace', {
    id: 'franck_02888.jpg',
    face: 'franck_03909.jpg',
  });
  const { user } = await checkedApplicant('alan', UNLIKE);
  await checkedApplicant('emmy', { ...UNLIKE, verdict: 'fail' });
  const page = await openPage(browser, { ...DESK, deviceScaleFactor: 1.5 });
  const drawn = await drawInstead(page);
  await signIn(page, 'reviewer@example.com');
  await save('console-queue', await page.screenshot());
  for (const [name, who] of [
    ['console-case', user],
    ['console-duplicate', duplicate],
  ] as const) {
    await page.goto(`/review/applicants/${who}`);
    for (const picture of await page.locator('.photo img').all()) await picture.scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForLoadState('networkidle');
    await save(name, await page.screenshot());
  }
  expect(drawn()).toBe(2 + 4);
  await page.goto('/review/overview');
  await save('console-overview', await page.screenshot({ fullPage: true }));
});
