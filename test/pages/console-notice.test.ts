/** The notice on the pages of the console while iLive, or our key for it, fails. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import worker from '../../src/app.ts';
import { type IliveSigns, NO_FIGURES } from '../../src/figures/figures.ts';
import { createFailedLivenessCase } from '../support/cases.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';

useTeamKeys();
let user = '';
beforeAll(async () => {
  user = await createFailedLivenessCase();
});
// Signs of an earlier test must not be the newest.
let hours = 0;
beforeEach(() => {
  hours += 1;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
});
afterEach(() => void vi.useRealTimers());

const PAGES = [
  '/review',
  '/review/search',
  '/review/overview',
  '/review/notifications',
  '/review/applicants/none',
];
const WORDS = 'refused our key since';
const shown = (text: string) => /<output[^>]* id="ilive">([^<]*)<\/output>/.exec(text)?.[1];

/** What an isolate reports about iLive. */
async function reports(ilive: Partial<IliveSigns>): Promise<void> {
  const figures = { ...NO_FIGURES, ilive: { ...NO_FIGURES.ilive, ...ilive } };
  await env.FIGURES.getByName('figures').report({ figures, behind: [], caughtUp: [] });
}

describe('the notice', () => {
  it('stands on each page while the key is refused, and goes when it is taken', async () => {
    const as = await accessToken();
    const paths = [...PAGES, `/review/applicants/${user}`];
    for (const path of paths) expect(shown((await browse(path, { as })).text), path).toBe('');
    vi.setSystemTime(Date.now() + 60_000);
    await reports({ keyRefusedAt: Date.now() });
    for (const path of paths) expect(shown((await browse(path, { as })).text), path).toContain(WORDS);
    vi.setSystemTime(Date.now() + 60_000);
    await reports({ keyTakenAt: Date.now(), succeededAt: Date.now() });
    for (const path of paths) expect(shown((await browse(path, { as })).text), path).toBe('');
  });

  it('comes to a queue that is open, also while no case changes', async () => {
    const as = await accessToken();
    vi.setSystemTime(Date.now() + 60_000);
    await reports({ keyTakenAt: Date.now() });
    const first = await browse('/review/queue', { as });
    expect(first.headers.get('x-notice')).toBeNull();
    await reports({ keyRefusedAt: Date.now() + 1 });
    vi.setSystemTime(Date.now() + 12_000);
    const second = await browse('/review/queue', { as });
    expect(decodeURIComponent(second.headers.get('x-notice')!)).toContain(WORDS);
    const tag = second.headers.get('etag')!;
    const same = await browse('/review/queue', { as, headers: { 'if-none-match': tag } });
    expect(same.status).toBe(304);
    expect(decodeURIComponent(same.headers.get('x-notice')!)).toContain(WORDS);
  });

  it('is asked for once in ten seconds, however many pages are opened', async () => {
    const as = await accessToken();
    const real = env.FIGURES.getByName('figures');
    let asked = 0;
    const iliveSigns = () => {
      asked += 1;
      return real.iliveSigns();
    };
    // One environment, as in one isolate.
    const isolate = { ...env, FIGURES: { getByName: () => ({ iliveSigns, report: () => {} }) } };
    const opens = async () => {
      const headers = { cookie: `CF_Authorization=${as}` };
      const request = new Request('https://kyc.test/review/search', { headers });
      const context = createExecutionContext();
      expect((await worker.fetch(request, isolate as unknown as Env, context)).status).toBe(200);
      await waitOnExecutionContext(context);
    };
    for (let times = 0; times < 5; times += 1) await opens();
    expect(asked).toBe(1);
    vi.setSystemTime(Date.now() + 9_999);
    await opens();
    expect(asked).toBe(1);
    vi.setSystemTime(Date.now() + 1);
    await Promise.all([opens(), opens(), opens()]);
    expect(asked).toBe(2);
  });

  const away: [string, () => unknown][] = [
    ['fails', () => Promise.reject(new Error('away'))],
    ['never answers', () => new Promise(() => {})],
    [
      'is of a version without it',
      () => {
        throw new TypeError('no such method');
      },
    ],
  ];
  it.each(away)('is left out, and the page comes, while the object %s', async (_, iliveSigns) => {
    const as = await accessToken();
    await reports({ keyRefusedAt: Date.now() });
    const settings = { FIGURES: { getByName: () => ({ iliveSigns, read: iliveSigns, report: () => {} }) } };
    for (const path of PAGES) {
      const { status, text } = await browse(path, { as, settings });
      expect([path, status]).toEqual([path, path.endsWith('none') ? 404 : 200]);
      expect(shown(text)).toBe('');
    }
  });
});
