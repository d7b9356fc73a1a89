/** What only a phone shows: large and turned photos, a network that breaks off, sleep, the way back, right to left. */
import type { BrowserContext, Page } from 'playwright-core';
import sharp, { type Metadata } from 'sharp';
import { expect, it } from 'vitest';
import { decide, erase, storedIdPhoto } from './api.ts';
import { consent } from './applicant-states.ts';
import {
  checkedApplicant,
  customer,
  newApplicant,
  openBrowser,
  openPage,
  PHONE,
  photo,
  photoPath,
} from './people.ts';

const browser = await openBrowser();
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const preview = (page: Page) => page.getByRole('img', { name: 'Preview of your ID photo' });
const picker = (page: Page) => page.getByLabel('Choose a picture');
const sendButton = (page: Page) => page.locator('main form button');
const UNLIKE = { id: 'chuck_crop.jpg', face: 'queen20_crop.jpg' };

/** Stands before the photo, as `who`. */
async function atPhoto(options = {}): Promise<{ page: Page; user: string }> {
  const page = await openPage(browser, { ...PHONE, ...options });
  const { user, link } = await newApplicant('phone');
  await consent(page, link);
  return { page, user };
}

/** Sends what is shown; gives what has arrived. */
async function arrivedFrom(page: Page, user: string): Promise<Metadata> {
  await sendButton(page).click();
  await heading(page, 'Now show your face').waitFor();
  return sharp(await storedIdPhoto(user)).metadata();
}

/** A face on a large ground. With `lying`, its pixels lie on their side, and the tag says how to turn them. */
async function pictureOf(width: number, height: number, { lying = false } = {}): Promise<Buffer> {
  const face = await sharp(await photo('cage.jpg'))
    .resize({ height: Math.min(width, height), width: Math.min(width, height), fit: 'inside' })
    .toBuffer();
  const ground = sharp({
    create: { width, height, channels: 3, background: '#446' },
    limitInputPixels: false,
  });
  const upright = await ground
    .composite([{ input: face, gravity: 'center' }])
    .jpeg({ quality: 70 })
    .toBuffer();
  return lying ? sharp(upright).rotate(270).withMetadata({ orientation: 6 }).toBuffer() : upright;
}

it('a photo of 48 megapixels goes as one of a few hundred kilobytes', async () => {
  const { page, user } = await atPhoto();
  const buffer = await pictureOf(8_000, 6_000);
  await picker(page).setInputFiles({ name: 'IMG_0001.JPG', mimeType: 'image/jpeg', buffer });
  await preview(page).waitFor();
  expect(await arrivedFrom(page, user)).toMatchObject({ width: 2_000, height: 1_500, format: 'jpeg' });
  expect((await customer.read(user)).id_photo!.bytes).toBeLessThan(1_000_000);
});

it('a photo that the camera calls turned is shown and sent upright', async () => {
  const { page, user } = await atPhoto();
  // Lying pixels, and a note to turn them: as phones store a portrait.
  const buffer = await pictureOf(800, 1_200, { lying: true });
  await picker(page).setInputFiles({ name: 'IMG_0002.JPG', mimeType: 'image/jpeg', buffer });
  await preview(page).waitFor();
  const shown = await preview(page).evaluate(
    (it) => it instanceof HTMLImageElement && [it.naturalWidth, it.naturalHeight],
  );
  expect(shown).toEqual([800, 1_200]);
  const sent = await arrivedFrom(page, user);
  expect([sent.width, sent.height, sent.orientation ?? 1]).toEqual([800, 1_200, 1]);
});

it('a file that the browser cannot read is named so at once, and nothing is sent', async () => {
  const { page } = await atPhoto();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.method()));
  const buffer = Buffer.from('....ftypheic, and what follows is no use here');
  await picker(page).setInputFiles({ name: 'IMG_0003.HEIC', mimeType: 'image/heic', buffer });
  const alert = page.getByRole('alert');
  await alert.getByText('This file cannot be opened as a picture.').waitFor();
  expect(await alert.evaluate((it) => it === document.activeElement)).toBe(true);
  expect(sent).not.toContain('POST');
  // The next one is taken as if nothing had been.
  await picker(page).setInputFiles(photoPath('cage.jpg'));
  await preview(page).waitFor();
  await alert.waitFor({ state: 'hidden' });
});

it('shows how far the photo is; when the network breaks off it is kept, and sent again by a tap', async () => {
  const { page, user } = await atPhoto();
  await picker(page).setInputFiles(photoPath('cage.jpg'));
  await preview(page).waitFor();
  const network = await page.context().newCDPSession(page);
  const slow = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 20_000 };
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', slow);
  await sendButton(page).click();
  const bar = page.getByRole('progressbar', { name: 'The photo is being sent' });
  await bar.waitFor();
  await page.getByText('The photo is being sent…').waitFor();
  expect(await sendButton(page).getAttribute('aria-disabled')).toBe('true');
  await network.send('Network.emulateNetworkConditions', { ...slow, offline: true });
  const alert = page.getByRole('alert');
  await alert.getByText('Your photo is still here').waitFor();
  expect(await preview(page).isVisible()).toBe(true);
  expect(await bar.isVisible()).toBe(false);
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await page.getByRole('button', { name: 'Send again' }).click();
  await heading(page, 'Now show your face').waitFor();
  expect((await customer.read(user)).id_photo).not.toBeNull();
});

it('works without a script: consent, photo, advice, status', async () => {
  const { page, user } = await atPhoto({ javaScriptEnabled: false });
  await picker(page).setInputFiles(photoPath('ironman.jpg'));
  await sendButton(page).click();
  await page.getByRole('alert').getByText('We found no face on the photo').waitFor();
  await picker(page).setInputFiles(photoPath('cage.jpg'));
  await sendButton(page).click();
  await heading(page, 'Now show your face').waitFor();
  await erase(user);
  await page.goto('/onboarding');
  await heading(page, 'Your data has been deleted').waitFor();
});

/** A page that waits for a reviewer. */
async function waiting(): Promise<{ page: Page; user: string; context: BrowserContext }> {
  const { user, link } = await checkedApplicant('unlike', UNLIKE);
  const page = await openPage(browser, PHONE);
  const opened = page.waitForEvent('websocket');
  await page.goto(link);
  await opened;
  await heading(page, 'A person is having a look').waitFor();
  return { page, user, context: page.context() };
}

it('a page whose network was lost says so, and catches up once it is back', async () => {
  const { page, user, context } = await waiting();
  await page.getByText('This page updates by itself.').waitFor();
  await context.setOffline(true);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.getByRole('status').getByText('No connection at the moment.').waitFor();
  await decide(user, 'reject');
  await context.setOffline(false);
  await heading(page, 'We could not confirm your identity').waitFor();
});

it('a page that comes back from sleep or from the next page shows what is now', async () => {
  const { user, link } = await checkedApplicant('unlike', UNLIKE);
  const page = await openPage(browser, PHONE);
  // As after sleep: the connection looks open, is dead, and nobody has said so.
  let opened = 0;
  await page.routeWebSocket('**/onboarding/changes', () => {
    opened += 1;
  });
  // Once it is connected it looks; after that only when it has a reason.
  await page.goto(link, { waitUntil: 'networkidle' });
  await expect.poll(() => opened).toBe(1);
  await decide(user, 'reject');
  expect(await heading(page, 'A person is having a look').isVisible()).toBe(true);
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await heading(page, 'We could not confirm your identity').waitFor();
  // The heading is where a screen reader goes on.
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  expect(await page.title()).toMatch(/^We could not confirm your identity/);
});

it('the way back leads to the step that is due, never to a form that was sent', async () => {
  const { page } = await atPhoto();
  await picker(page).setInputFiles(photoPath('cage.jpg'));
  await preview(page).waitFor();
  await sendButton(page).click();
  await heading(page, 'Now show your face').waitFor();
  await page.goto('/onboarding?step=photo');
  await heading(page, 'Photograph your ID').waitFor();
  await page.goBack();
  await heading(page, 'Now show your face').waitFor();
});

it('two tabs: what one does, the other shows', async () => {
  const { page, user } = await waiting();
  const second = await page.context().newPage();
  await second.goto('/onboarding');
  await heading(second, 'A person is having a look').waitFor();
  await decide(user, 'reject');
  for (const tab of [page, second]) await heading(tab, 'We could not confirm your identity').waitFor();
});

it('from right to left in Arabic: the first step is the rightmost, and nothing stands on the wrong side', async () => {
  const { link } = await newApplicant('rtl');
  const page = await openPage(browser, { ...PHONE, locale: 'ar-EG' });
  await page.goto(link);
  expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe('rtl');
  const steps = await page
    .locator('.steps li')
    .evaluateAll((all) => all.map((it) => it.getBoundingClientRect().left));
  expect(steps).toEqual(steps.toSorted((a, b) => b - a));
  const left = (selector: string) => page.locator(selector).evaluate((it) => it.getBoundingClientRect().left);
  expect(await left('.check input')).toBeGreaterThan(await left('.check span'));
});

it('nothing moves for whom movement is too much', async () => {
  for (const reducedMotion of ['reduce', 'no-preference'] as const) {
    const page = await openPage(browser, { ...PHONE, reducedMotion });
    await page.goto('/onboarding');
    const moving = await page.evaluate(() => {
      document
        .querySelector('main')
        ?.insertAdjacentHTML('beforeend', '<div class="progress"></div><progress></progress>');
      return document.getAnimations().length > 0;
    });
    expect({ reducedMotion, moving }).toEqual({ reducedMotion, moving: reducedMotion === 'no-preference' });
  }
});
