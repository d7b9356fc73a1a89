/** Every state of the applicant's pages, each with the way to get there. */
import type { Page } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import { MAX_PAGE_UPLOADS } from '../../src/core/policy.ts';
import { signTokenUntil } from '../../src/links/onboarding-link.ts';
import { decide, endLinks, erase } from './api.ts';
import { checkedApplicant, customer, newApplicant, photo, photoPath, place } from './people.ts';

/** A page in a state: `open` brings a fresh page there. */
export type PageState = { readonly name: string; readonly open: (page: Page) => Promise<void> };

const UNLIKE = { id: 'chuck_crop.jpg', face: 'queen20_crop.jpg' };

/** Agrees; stands before what comes next. */
export async function consent(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('checkbox').check();
  await page.locator('main form button').click();
  await page.locator('form[action="/onboarding/consent"]').waitFor({ state: 'detached' });
  await page.waitForLoadState();
}

async function withPhoto(page: Page, change: (picture: Sharp) => Sharp): Promise<void> {
  const { user, link } = await newApplicant('photo');
  const picture = await change(sharp(await photo('bill-murray-snl_crop.jpg')))
    .jpeg()
    .toBuffer();
  await customer.uploadIdPhoto(user, new Uint8Array(picture));
  await consent(page, link);
}

async function chooses(page: Page, name: string): Promise<void> {
  const { link } = await newApplicant('photo');
  await consent(page, link);
  await page.locator('input[type=file]').last().setInputFiles(photoPath(name));
  await page.locator('.preview img').waitFor();
}

async function reviewed(page: Page, end: (user: string) => Promise<void>): Promise<void> {
  const { user, link } = await checkedApplicant('unlike', UNLIKE);
  await end(user);
  await page.goto(link);
}

/** In the order of the way. */
export const APPLICANT_STATES: readonly PageState[] = [
  { name: 'consent', open: async (page) => void (await page.goto((await newApplicant('new')).link)) },
  {
    name: 'consent not given',
    async open(page) {
      await page.goto((await newApplicant('new')).link);
      await page.locator('main form').evaluate((form) => form.setAttribute('novalidate', ''));
      await page.locator('main form button').click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'ID photo', open: async (page) => consent(page, (await newApplicant('photo')).link) },
  { name: 'ID photo chosen', open: (page) => chooses(page, 'cage.jpg') },
  {
    name: 'ID photo without a face',
    async open(page) {
      await chooses(page, 'ironman.jpg');
      await page.locator('main form button').click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'ID photo asked for again',
    async open(page) {
      const { user, link } = await checkedApplicant('unlike', UNLIKE);
      await decide(user, 'new_id_photo');
      await consent(page, link);
    },
  },
  {
    name: 'ID photo asked for again, with the reviewer’s ground',
    async open(page) {
      const { user, link } = await checkedApplicant('unlike', UNLIKE);
      await decide(user, 'new_id_photo', 'face_covered');
      await consent(page, link);
    },
  },
  {
    name: 'code for the phone',
    async open(page) {
      await page.goto((await newApplicant('phone')).link);
      await page.goto('/onboarding/phone');
      await page.getByRole('img', { name: 'QR code with the link to your check' }).waitFor();
    },
  },
  {
    name: 'code opened too late',
    async open(page) {
      const [objectId = ''] = (await newApplicant('late')).link.split('/').at(-1)?.split('.') ?? [];
      const now = Date.now();
      const claim = { objectId, generation: 0, endsAt: now + 60_000, openBy: now - 1_000 };
      const token = await signTokenUntil(place.secrets.linkSecret, 'onboarding_link', claim);
      await page.goto(`/onboarding/open/${token}`);
      await page.getByRole('heading', { name: 'This code has run out' }).waitFor();
    },
  },
  {
    name: 'no more ID photos',
    async open(page) {
      await consent(page, (await newApplicant('photo')).link);
      await page.evaluate(async (most) => {
        const form = document.querySelector<HTMLFormElement>('main form');
        if (!form) throw new Error('no form');
        for (let upload = 0; upload < most; upload += 1) {
          const body = new FormData(form);
          body.delete('id_photo');
          body.set('id_photo', new Blob(['no picture'], { type: 'image/jpeg' }), 'id.jpg');
          await (await fetch(form.action, { method: 'POST', body })).text();
        }
      }, MAX_PAGE_UPLOADS);
      await page.goto('/onboarding');
      await page.getByRole('heading', { name: 'No more photos can be sent' }).waitFor();
    },
  },
  { name: 'face check', open: (page) => withPhoto(page, (picture) => picture) },
  {
    name: 'face check, photo dark',
    open: (page) => withPhoto(page, (it) => it.modulate({ brightness: 0.3 })),
  },
  {
    name: 'face check again',
    async open(page) {
      const photos = { id: 'chuck_crop.jpg', face: 'chuck_crop.jpg', verdict: 'retry' };
      await consent(page, (await checkedApplicant('again', photos)).link);
    },
  },
  {
    name: 'face check again, with the reviewer’s ground, and help with the camera open',
    async open(page) {
      const { user, link } = await checkedApplicant('technical', UNLIKE);
      await decide(user, 'retry_liveness', 'technical_trouble');
      await consent(page, link);
      await page.locator('.trouble summary').click();
    },
  },
  {
    name: 'checking',
    async open(page) {
      const { user, link } = await newApplicant('slow');
      await customer.uploadIdPhoto(user, await photo('kim1_crop.jpg'));
      await consent(page, link);
      await page.locator('main form button').click();
      await page.getByLabel('Choose a picture').setInputFiles(photoPath('kim1_crop.jpg'));
      await page.locator('.progress').waitFor();
      // It stays as it is from here on.
      await page.context().setOffline(true);
    },
  },
  { name: 'in review', open: (page) => reviewed(page, async () => {}) },
  {
    name: 'approved',
    async open(page) {
      const { link } = await checkedApplicant('bill', {
        id: 'bill-murray-snl_crop.jpg',
        face: 'bill-murray-snl_crop.jpg',
      });
      await page.goto(link);
    },
  },
  { name: 'rejected', open: (page) => reviewed(page, (user) => decide(user, 'reject')) },
  {
    name: 'withdrawn',
    open: (page) => reviewed(page, (user) => decide(user, 'reject', 'customer_withdrew')),
  },
  { name: 'erased', open: (page) => reviewed(page, erase) },
  {
    name: 'consent, from right to left',
    async open(page) {
      await page.goto((await newApplicant('new')).link);
      await page.goto('/onboarding?lang=ar');
    },
  },
  {
    name: 'link of another applicant',
    async open(page) {
      await page.goto((await newApplicant('one')).link);
      await page.goto((await newApplicant('other')).link);
      await page.getByRole('heading', { name: 'Whose check do you want to go on with?' }).waitFor();
    },
  },
  {
    name: 'link ended',
    async open(page) {
      const { user, link } = await newApplicant('ended');
      await endLinks(user);
      await page.goto(link);
      await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
    },
  },
  { name: 'link not ours', open: async (page) => void (await page.goto('/onboarding/open/x.y.z')) },
  {
    name: 'form of another site',
    async open(page) {
      await page.goto((await newApplicant('new')).link);
      const action = new URL('/onboarding/consent', page.url());
      await page.goto(
        `data:text/html,<form method="post" action="${action}"><button>Win a prize</button></form>`,
      );
      await page.getByRole('button').click();
      await page.getByRole('heading', { name: 'This request was refused' }).waitFor();
    },
  },
];
