/** Who takes part: applicants with a phone, and reviewers at a desk; each in a real browser. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, inject, onTestFailed } from 'vitest';
import { captureAndReturn, createCustomer } from '../../scripts/customer.ts';
import { leakedCredentials, noteAddress, noteCredential, noteCredentialsOf } from './credentials.ts';

/** Where the tests find everything. */
export const place = inject('place');
const backend = createCustomer(place.addresses, place.secrets);
/** The customer's backend. */
export const customer = {
  ...backend,
  async create(userId: string) {
    const created = await backend.create(userId);
    noteAddress(created.onboarding_url ?? '');
    return created;
  },
};

/** A phone of 2020: its width is that of most. */
export const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} satisfies BrowserContextOptions;
/** A reviewer's screen. */
export const DESK = { viewport: { width: 1280, height: 900 } } satisfies BrowserContextOptions;

const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
/** For anything on a page to come: a whole verification takes two seconds here. */
const WAIT_MS = 15_000;
const CAMERA_SIZE = { width: 640, height: 480 };

// Who was registered in one file is nobody's duplicate in the next.
beforeAll(async () => {
  await fetch(`${place.addresses.sandboxUrl}/sandbox/state`, { method: 'DELETE' });
});

const browsers: Browser[] = [];
const folders: string[] = [];
afterAll(async () => {
  const { accessAud: _, keys, ...secrets } = place.secrets;
  for (const [name, value] of Object.entries({ ...keys, ...secrets })) noteCredential(name, value);
  const { leaked, looked } = await leakedCredentials(place.logFile);
  expect(leaked).toEqual([]);
  expect(looked).toBeGreaterThan(Object.keys(secrets).length);
  await Promise.all(browsers.map((browser) => browser.close()));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A `user_id` that nobody had before. */
export function newUserId(who: string): string {
  return `${who}-${randomBytes(4).toString('hex')}`;
}

/** The path of a sample photo. */
export function photoPath(name: string): string {
  return join(place.photosDir, name);
}

/** The bytes of a sample photo. */
export async function photo(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(photoPath(name)));
}

/** Where Chromium is. */
export function chromiumPath(): string {
  const path = CHROMIUM.find((it) => it !== undefined && existsSync(it));
  if (path) return path;
  throw new Error('No Chromium: install one (Debian: apt-get install chromium), or name it in CHROMIUM_PATH');
}

/** A browser of its own. `face`: the sample photo that is before its camera. */
export async function openBrowser({ face }: { face?: string } = {}): Promise<Browser> {
  const executablePath = chromiumPath();
  const camera = face === undefined ? [] : [`--use-file-for-fake-video-capture=${await filmOf(face)}`];
  const args = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', ...camera];
  // Root has no sandbox of its own to put it in, and it opens nothing but this machine's pages.
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0, args });
  browsers.push(browser);
  return browser;
}

/** A page of a visitor without cookies. Where a test fails, what stood on it is told. */
export async function openPage(browser: Browser, options: BrowserContextOptions = PHONE): Promise<Page> {
  const baseURL = place.addresses.serviceUrl;
  const context = await browser.newContext({ locale: 'en-GB', baseURL, ...options });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  noteCredentialsOf(page);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  onTestFailed(async () => {
    console.error([page.url(), ...said, await page.locator('body').innerText()].join('\n'));
  });
  return page;
}

/** A new applicant with the link that the backend hands out. */
export async function newApplicant(who: string): Promise<{ user: string; link: string }> {
  const user = newUserId(who);
  const { onboarding_url: link } = await customer.create(user);
  if (link === undefined) throw new Error('links are switched off');
  return { user, link };
}

/** The same, brought by the API to where both photos are there and the checks have ended. */
export async function checkedApplicant(
  who: string,
  { id, face, verdict = 'auto' }: { id: string; face: string; verdict?: string },
): Promise<{ user: string; link: string }> {
  const made = await newApplicant(who);
  await customer.uploadIdPhoto(made.user, await photo(id));
  const session = await customer.start(made.user);
  await captureAndReturn(session, await photo(face), verdict);
  await customer.decided(made.user, session.session_id);
  return made;
}

/** Resolves once the console's script runs on the page. A form that is sent before is sent without it. */
export async function scriptRuns(page: Page): Promise<void> {
  await page.locator('.held[role=status]').waitFor({ state: 'attached' });
}

/** How far the page runs off the screen. A phone's window grows with what runs off it, so its width does not tell. */
export async function across(page: Page): Promise<number> {
  const width = page.viewportSize()?.width ?? 0;
  return (await page.evaluate(() => document.documentElement.scrollWidth)) - width;
}

/** Signs in at the identity provider, which the sandbox plays, and stands before the queue. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/review');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/review');
}

/** A film of one picture, as Chromium takes it for a camera. */
async function filmOf(name: string): Promise<string> {
  const { width, height } = CAMERA_SIZE;
  const frame = await sharp(photoPath(name))
    .resize(width, height, { fit: 'contain' })
    .jpeg({ quality: 95 })
    .toBuffer();
  const folder = await mkdtemp(join(tmpdir(), 'kyc-camera-'));
  folders.push(folder);
  const film = join(folder, 'camera.mjpeg');
  await writeFile(film, Buffer.concat(Array.from({ length: 5 }, () => frame)));
  return film;
}
