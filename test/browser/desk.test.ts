/** An applicant at a computer: on with the phone by the QR code, or with the camera that the computer has. */
import type { Page } from 'playwright-core';
import decodeQr from 'qr/decode.js';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { consent } from './applicant-states.ts';
import { customer, DESK, newApplicant, openBrowser, openPage, PHONE, photoPath } from './people.ts';

/** The reader tries its best, however slow the machine is. */
const TIME_LIMIT_MS = 60_000;
const FACE = 'cage2_crop.jpg';
const CAMERA = 'Use the camera of this computer';

const browser = await openBrowser({ face: FACE });
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const step = (page: Page) => page.locator('.steps [aria-current]');

/** Reads the code as a phone does: from what is on the screen. */
async function scan(page: Page): Promise<string> {
  const shot = await page.getByRole('img', { name: 'QR code with the link to your check' }).screenshot();
  const { data, info } = await sharp(shot).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return decodeQr({ width: info.width, height: info.height, data }, { timeLimit: TIME_LIMIT_MS });
}

it('the phone goes on by the code, in the dark too, and the page of the computer follows to the end', async () => {
  const { user, link } = await newApplicant('desk');
  const desk = await openPage(browser, { ...DESK, colorScheme: 'dark' });
  await desk.goto(link);
  await desk.getByRole('link', { name: 'Go on with your phone' }).click();
  await heading(desk, 'Go on with your phone');
  const loaded = await desk.evaluate(() => performance.timeOrigin);

  const phone = await openPage(browser, PHONE);
  await consent(phone, await scan(desk));
  expect(await phone.locator('.case').textContent()).toBe(await desk.locator('.case').textContent());
  await heading(phone, 'Photograph your ID');
  await step(desk).getByText('ID photo').waitFor();
  await phone.getByLabel('Choose a picture').setInputFiles(photoPath('cage.jpg'));
  await phone.getByRole('button', { name: 'Send this photo' }).click();
  await heading(phone, 'Now show your face');
  await heading(desk, 'Your phone goes on');
  await step(desk).getByText('Face check').waitFor();
  await phone.getByRole('button', { name: 'Start the face check' }).click();
  await phone.getByRole('button', { name: 'Use the camera' }).click();
  for (const page of [phone, desk]) await heading(page, 'Done: your identity is confirmed');
  expect((await customer.read(user)).status).toBe('approved');
  // It followed as the same page.
  expect(await desk.evaluate(() => performance.timeOrigin)).toBe(loaded);
  await desk.reload();
  await heading(desk, 'Done: your identity is confirmed');
});

it('works without a script: a new look shows where the phone is', async () => {
  const { link } = await newApplicant('plain');
  const desk = await openPage(browser, { ...DESK, javaScriptEnabled: false });
  await desk.goto(link);
  await desk.getByRole('link', { name: 'Go on with your phone' }).click();
  const phone = await openPage(browser, PHONE);
  await consent(phone, await scan(desk));
  await desk.getByRole('link', { name: 'Show a new code' }).click();
  await step(desk).getByText('ID photo').waitFor();
  await desk.getByRole('link', { name: 'Stay on this computer' }).click();
  await heading(desk, 'Photograph your ID');
});

it('is not offered on a phone, which is one', async () => {
  const phone = await openPage(browser, PHONE);
  await phone.goto((await newApplicant('phone')).link);
  await heading(phone, 'Let us check that you are you');
  expect(await phone.getByRole('link', { name: 'Go on with your phone' }).isVisible()).toBe(false);
});

it('the computer’s camera takes the ID photo, and is closed after it', async () => {
  const desk = await openPage(browser, DESK);
  const { user, link } = await newApplicant('webcam');
  await consent(desk, link);
  await desk.getByRole('button', { name: CAMERA }).click();
  await desk.getByRole('button', { name: 'Close the camera' }).click();
  await desk.getByRole('button', { name: CAMERA }).and(desk.locator(':focus')).click();
  const sees = desk.locator('video');
  await expect.poll(() => sees.evaluate((it) => it instanceof HTMLVideoElement && it.videoWidth)).toBe(640);
  const stream = await sees.evaluateHandle((it) => it instanceof HTMLVideoElement && it.srcObject);
  await desk.getByRole('button', { name: 'Take the picture' }).click();
  await desk.getByRole('img', { name: 'Preview of your ID photo' }).waitFor();
  expect(await sees.count()).toBe(0);
  expect(await stream.evaluate((it) => it instanceof MediaStream && it.active)).toBe(false);
  await desk.getByRole('button', { name: 'Send this photo' }).click();
  await heading(desk, 'Now show your face');
  expect((await customer.read(user)).id_photo).toMatchObject({ content_type: 'image/jpeg' });
});

it.each([
  ['NotAllowedError', 'Allow it by the sign beside the address'],
  ['NotReadableError', 'Close other programs that use it'],
  ['NotFoundError', 'The camera does not answer.'],
])('a camera that the browser does not give, by %s, is told with what to do', async (name, text) => {
  const desk = await openPage(browser, DESK);
  await desk.addInitScript((reason) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', reason));
  }, name);
  await consent(desk, (await newApplicant('refused')).link);
  await desk.getByRole('button', { name: CAMERA }).click();
  await desk.getByRole('alert').getByText(text).waitFor();
  // Another way is left.
  await desk.getByLabel('Choose a picture').setInputFiles(photoPath('cage.jpg'));
  await desk.getByRole('img', { name: 'Preview of your ID photo' }).waitFor();
});

it('a computer without a camera offers none', async () => {
  const desk = await openPage(browser, DESK);
  await desk.addInitScript(() => {
    navigator.mediaDevices.enumerateDevices = () => Promise.resolve([]);
  });
  const asked = desk.waitForEvent('load');
  await consent(desk, (await newApplicant('none')).link);
  await asked;
  expect(await desk.getByRole('button', { name: CAMERA }).isVisible()).toBe(false);
  await desk.getByRole('link', { name: 'Go on with your phone' }).waitFor();
});
