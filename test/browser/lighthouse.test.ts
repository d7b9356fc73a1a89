/** `npm run lighthouse`: what Lighthouse says of the applicant's pages on a phone. It measures time, so it is no part of the tests. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { APPLICANT_STATES } from './applicant-states.ts';
import { chromiumPath, openBrowser, openPage, PHONE } from './people.ts';

const LIGHTHOUSE = 'lighthouse@13.5.0';
const GOAL = 0.95;
const run = promisify(execFile);
const report = z.object({
  categories: z.record(z.string(), z.object({ score: z.number() })),
  audits: z.object({ 'total-byte-weight': z.object({ numericValue: z.number() }) }),
});
/** Pages that are there by `GET` for whoever has the cookie, and stay: not those that answer a form, nor one that is over in seconds. */
const STAYS =
  /^(consent|ID photo|ID photo asked for again|no more ID photos|face check|face check again|in review|approved|rejected|erased)$/;

const browser = await openBrowser();
const rows: string[] = [];
afterAll(() => console.info(rows.join('\n')));

it.each(APPLICANT_STATES.filter(({ name }) => STAYS.test(name)))('the applicant’s page “$name”', async ({
  name,
  open,
}) => {
  const page = await openPage(browser, PHONE);
  await open(page);
  const { pathname } = new URL(page.url());
  const cookies = await page.context().cookies();
  const headers = { Cookie: cookies.map((it) => `${it.name}=${it.value}`).join('; ') };
  await page.close();
  const args = ['--quiet', '--output=json', '--only-categories=performance,accessibility,best-practices'];
  const { stdout } = await run(
    'npx',
    [
      '--yes',
      LIGHTHOUSE,
      new URL(pathname, page.url()).href,
      ...args,
      '--chrome-flags=--headless=new --no-sandbox',
      `--extra-headers=${JSON.stringify(headers)}`,
    ],
    { env: { ...process.env, CHROME_PATH: chromiumPath() }, maxBuffer: 64 * 1024 * 1024 },
  );
  const { categories, audits } = report.parse(JSON.parse(stdout));
  const scores = Object.entries(categories).map(([category, { score }]) => [category, score] as const);
  const said = scores.map(([category, score]) => `${category} ${Math.round(score * 100)}`).join(', ');
  rows.push(`${name}: ${said}, ${Math.round(audits['total-byte-weight'].numericValue / 1_000)} KB`);
  for (const [category, score] of scores) expect(score, `${name}: ${category}`).toBeGreaterThanOrEqual(GOAL);
});
