import { expect, it } from 'vitest';
import { openOnboarding, openOnboardingAndConsent } from '../support/applicant.ts';
import { openBrowser } from '../support/browser.ts';
import { completeLiveness, createWithIdPhoto, decide, newUserId, send, upload } from '../support/customer.ts';

/** The promise is 60 KB compressed before photos; a page of ours is far below it, and is to stay so. */
const PROMISED_BYTES = 60_000;
const KEPT_BYTES = 12_000;

type Browser = ReturnType<typeof openBrowser>;

async function compressed(body: ReadableStream | null): Promise<number> {
  const stream = body!.pipeThrough(new CompressionStream('gzip'));
  return (await new Response(stream).arrayBuffer()).byteLength;
}

/** The page with all that it loads, and what those load, each compressed. */
async function weightOf(browser: Browser, path = '/onboarding') {
  const seen = new Map<string, number>();
  async function load(from: string): Promise<void> {
    if (seen.has(from)) return;
    const answer = await browser.ask(from);
    const text = await answer.text();
    seen.set(from, await compressed(new Response(text).body));
    const named = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"|from '\.\/([^']+)'|url\(([^)]+)\)/g)];
    for (const [, asset, module, picture] of named) await load(asset ?? `/assets/${module ?? picture}`);
  }
  await load(path);
  return { files: [...seen.keys()], bytes: [...seen.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

it('every page of the applicant weighs less than it may, in each language', async () => {
  const user = newUserId();
  const pages: Record<string, Browser> = {
    consent: await openOnboarding(newUserId()),
    photo: await openOnboardingAndConsent(newUserId()),
  };
  await createWithIdPhoto(user, 'audrey.jpg');
  pages.face = await openOnboardingAndConsent(user);
  const weights: Record<string, number> = {};
  const all = new Set<string>();
  async function weigh(name: string, browser: Browser) {
    for (const language of ['en', 'ar', 'fr']) {
      const { files, bytes } = await weightOf(browser, `/onboarding?lang=${language}`);
      weights[`${name} ${language}`] = bytes;
      for (const file of files) all.add(file);
    }
  }
  for (const [name, browser] of Object.entries(pages)) await weigh(name, browser);
  weights['code for the phone'] = (await weightOf(pages.consent!, '/onboarding/phone')).bytes;
  await completeLiveness(user, 'obama4_crop.jpg');
  await weigh('review', pages.face);
  await decide(user, 'new_id_photo');
  await weigh('photo again', pages.face);
  await upload(user, 'obama4_crop.jpg');
  await weigh('end', pages.face);
  await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
  await weigh('erased', pages.face);
  await weigh('no link', openBrowser());

  // It has seen the scripts that scripts load, too.
  expect([...all]).toEqual(
    expect.arrayContaining(['/assets/onboarding-shrink.js', '/assets/onboarding-live.js']),
  );
  expect(Object.entries(weights).filter(([, bytes]) => bytes < 1_000 || bytes > KEPT_BYTES)).toEqual([]);
  expect(Math.max(...Object.values(weights))).toBeLessThan(PROMISED_BYTES);
});
