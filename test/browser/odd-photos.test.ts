/** Photos as people have them: sideways, in other formats, in no picture format at all. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { storedIdPhoto } from './api.ts';
import { consent } from './applicant-states.ts';
import { across, customer, newApplicant, openBrowser, openPage, PHONE, photo, photoPath } from './people.ts';

const browser = await openBrowser();
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const preview = (page: Page) => page.getByRole('img', { name: 'Preview of your ID photo' });
const picker = (page: Page) => page.getByLabel('Choose a picture');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function atPhoto(options = {}): Promise<{ page: Page; user: string }> {
  const page = await openPage(browser, { ...PHONE, ...options });
  const { user, link } = await newApplicant('odd');
  await consent(page, link);
  return { page, user };
}

const sizeOf = (page: Page) =>
  preview(page).evaluate((it) => it instanceof HTMLImageElement && [it.naturalWidth, it.naturalHeight]);

/** A card whose portrait takes its left part, red at the top left. */
async function card(turned = 0): Promise<Buffer> {
  const face = await sharp(await photo('cage.jpg'))
    .resize({ height: 360 })
    .toBuffer();
  const mark = { create: { width: 60, height: 60, channels: 3, background: '#f00' } } as const;
  const upright = await sharp({ create: { width: 900, height: 560, channels: 3, background: '#dfe7ef' } })
    .composite([
      { input: face, left: 60, top: 120 },
      { input: mark, left: 0, top: 0 },
    ])
    .jpeg({ quality: 92 })
    .toBuffer();
  return sharp(upright).rotate(turned).jpeg({ quality: 92 }).toBuffer();
}

const isRed = async (bytes: Uint8Array, left: number, top: number) => {
  const [red = 0, green = 0] = await sharp(bytes)
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer();
  return red > 200 && green < 60;
};

/** Taken only to be looked at. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

it('a photo that lies is turned by the applicant, seen so, and arrives so', async () => {
  const { page, user } = await atPhoto();
  await button(page, 'Turn left').waitFor({ state: 'hidden' });
  await picker(page).setInputFiles({ name: 'scan.jpg', mimeType: 'image/jpeg', buffer: await card(90) });
  await preview(page).waitFor();
  expect(await sizeOf(page)).toEqual([560, 900]);
  await shoot(page, 'sideways');
  await button(page, 'Turn left').click();
  await page.waitForFunction(
    () => document.querySelector<HTMLImageElement>('.preview img')?.naturalWidth === 900,
  );
  expect(await sizeOf(page)).toEqual([900, 560]);
  await shoot(page, 'turned');
  await button(page, 'Send this photo').click();
  await heading(page, 'Now show your face').waitFor();
  const stored = await storedIdPhoto(user);
  expect(await sharp(stored).metadata()).toMatchObject({ width: 900, height: 560 });
  expect(await isRed(stored, 20, 20)).toBe(true);
  expect((await customer.read(user)).id_photo?.warnings).toEqual([]);
});

it('turns quickly tapped all count, and what is sent is what was asked for last', async () => {
  const { page, user } = await atPhoto();
  await picker(page).setInputFiles({ name: 'scan.jpg', mimeType: 'image/jpeg', buffer: await card(180) });
  await preview(page).waitFor();
  await page.evaluate(() => {
    const right = document.querySelector<HTMLInputElement>('[data-turn="90"]');
    right?.click();
    right?.click();
    document.querySelector<HTMLButtonElement>('main form [type=submit]')?.click();
  });
  await heading(page, 'Now show your face').waitFor();
  const stored = await storedIdPhoto(user);
  expect(await sharp(stored).metadata()).toMatchObject({ width: 900, height: 560 });
  expect(await isRed(stored, 20, 20)).toBe(true);
});

it('a photo that lies and is sent so is turned by the service', async () => {
  const { page, user } = await atPhoto();
  await picker(page).setInputFiles({ name: 'scan.jpg', mimeType: 'image/jpeg', buffer: await card(270) });
  await preview(page).waitFor();
  await button(page, 'Send this photo').click();
  await heading(page, 'Now show your face').waitFor();
  await page.getByText('The photo was sideways, or the portrait is at an angle.').waitFor();
  await shoot(page, 'was-sideways');
  const upright = await sharp(await storedIdPhoto(user))
    .autoOrient()
    .toBuffer();
  expect(await isRed(upright, 20, 20)).toBe(true);
  expect((await customer.read(user)).id_photo?.warnings).toEqual(['turned']);
});

it.each(['webp', 'avif'] as const)('a picture as %s is converted', async (format) => {
  const { page, user } = await atPhoto();
  const buffer = await sharp(await card())
    .toFormat(format)
    .toBuffer();
  expect(await picker(page).getAttribute('accept')).toContain(`image/${format}`);
  await picker(page).setInputFiles({ name: `id.${format}`, mimeType: `image/${format}`, buffer });
  await preview(page).waitFor();
  await button(page, 'Send this photo').click();
  await heading(page, 'Now show your face').waitFor();
  expect(await sharp(await storedIdPhoto(user)).metadata()).toMatchObject({ format: 'jpeg', width: 900 });
});

const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic, which this browser cannot read', 'latin1');
const webp = Buffer.from('RIFF\x20\0\0\0WEBPVP8 broken off', 'latin1');
const avif = Buffer.from('\0\0\0\x18ftypavif\0\0\0\0mif1miaf broken off', 'latin1');
/** AVIF by its compatible brands only. */
const avifInside = Buffer.from('\0\0\0\x18ftypmif1\0\0\0\0mif1avif broken off', 'latin1');
const pdf = Buffer.from('%PDF-1.7\n1 0 obj', 'latin1');

it.each([
  ['HEIC', 'IMG_1.HEIC', heic, 'Settings → Camera → Formats → Most Compatible'],
  // Windows knows no type for it, and a renamed one keeps its bytes.
  ['HEIC by another name', 'IMG_1.jpg', heic, 'Settings → Camera → Formats → Most Compatible'],
  ['PDF', 'scan.pdf', pdf, 'It is a PDF'],
  ['WebP that is broken', 'id.webp', webp, 'It is WebP'],
  ['AVIF that is broken', 'id.avif', avif, 'It is AVIF'],
  ['AVIF that says so further on', 'id.avif', avifInside, 'It is AVIF'],
  ['neither', 'letter.docx', Buffer.from('PK\x03\x04'), 'This file cannot be opened as a picture.'],
])('%s is named, with the way out, and not sent', async (name, file, buffer, text) => {
  const { page } = await atPhoto();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.method()));
  await picker(page).setInputFiles({ name: file, mimeType: 'image/jpeg', buffer });
  const alert = page.getByRole('alert');
  await alert.getByText(text).waitFor();
  await shoot(page, `words-${name}`);
  expect(await alert.evaluate((it) => it === document.activeElement)).toBe(true);
  expect(sent).not.toContain('POST');
  await picker(page).setInputFiles(photoPath('cage.jpg'));
  await preview(page).waitFor();
  await alert.waitFor({ state: 'hidden' });
});

it.each([
  ['HEIC', heic, 'Settings → Camera → Formats → Most Compatible'],
  ['PDF', pdf, 'It is a PDF'],
  ['AVIF', avif, 'It is AVIF'],
  ['AVIF that says so further on', avifInside, 'It is AVIF'],
  ['WebP', null, 'It is WebP'],
])('without a script %s is named after it was sent', async (_name, bytes, text) => {
  const { page, user } = await atPhoto({ javaScriptEnabled: false });
  expect(await page.locator('[data-turn]:visible').count()).toBe(0);
  const buffer =
    bytes ??
    (await sharp(await card())
      .webp()
      .toBuffer());
  await picker(page).setInputFiles({ name: 'id', mimeType: 'image/jpeg', buffer });
  await button(page, 'Send this photo').click();
  await page.getByRole('alert').getByText(text).waitFor();
  expect((await customer.read(user)).id_photo).toBeNull();
});

it.each([
  ['dark', { colorScheme: 'dark' }],
  ['360', { viewport: { width: 360, height: 740 } }],
  ['ar', { locale: 'ar' }],
] as const)('the turn buttons fit the screen: %s', async (name, options) => {
  const page = await openPage(browser, { ...PHONE, ...options });
  const { link } = await newApplicant('odd');
  await page.goto(link);
  await page.getByRole('checkbox').check();
  await page.locator('main form button').click();
  await page
    .locator('input[type=file]')
    .last()
    .setInputFiles({
      name: 'scan.jpg',
      mimeType: 'image/jpeg',
      buffer: await card(90),
    });
  await page.locator('[data-turn="90"]').waitFor();
  await shoot(page, `turn-${name}`);
  expect(await across(page)).toBeLessThanOrEqual(0);
});
