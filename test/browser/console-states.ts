/** Every page and state of the reviewers' console, for somebody who is signed in. */
import type { Page } from 'playwright-core';
import { claim, decide, erase, giveKnownFace } from './api.ts';
import type { PageState } from './applicant-states.ts';
import { checkedApplicant, newUserId, photo, scriptRuns } from './people.ts';

const UNLIKE = { id: 'chuck_crop.jpg', face: 'queen20_crop.jpg' };

async function opens(page: Page, user: string): Promise<void> {
  await page.goto(`/review/applicants/${user}`);
}

async function unlike(): Promise<string> {
  return (await checkedApplicant('unlike', UNLIKE)).user;
}

async function decides(page: Page, reason: string): Promise<void> {
  const group = page.getByRole('group', { name: 'Approve' });
  await scriptRuns(page);
  await group.getByRole('combobox').selectOption(reason);
  await group.getByRole('button').click();
}

/** Says that the approval is meant, though it contradicts a score. */
async function insists(page: Page): Promise<void> {
  const anyway = page.getByRole('button', { name: 'Approve anyway' });
  await anyway.waitFor();
  await scriptRuns(page);
  await anyway.click();
}

/** The cases among them are there before the queue is looked at. */
export const CONSOLE_STATES: readonly PageState[] = [
  {
    name: 'case: faces not alike',
    open: async (page) => opens(page, await unlike()),
  },
  {
    name: 'case: possible duplicate',
    async open(page) {
      const face = 'franck_04117.jpg';
      await checkedApplicant('franck', { id: 'franck_02045.jpg', face });
      const again = { id: 'franck_02888.jpg', face: 'franck_03909.jpg' };
      await opens(page, (await checkedApplicant('franck-again', again)).user);
    },
  },
  {
    name: 'case: liveness failed',
    open: async (page) => opens(page, (await checkedApplicant('fail', { ...UNLIKE, verdict: 'fail' })).user),
  },
  {
    name: 'case: the note is too long',
    async open(page) {
      await opens(page, await unlike());
      await page.getByLabel('Note', { exact: true }).fill('long '.repeat(801));
      await decides(page, 'Same person on both photos');
      await page.getByText('The note has 4,005 characters').first().waitFor();
    },
  },
  {
    name: 'case: no reason chosen',
    async open(page) {
      await opens(page, await unlike());
      await decides(page, '');
      await page.getByText('Choose a reason for this decision first.').first().waitFor();
    },
  },
  {
    name: 'decided',
    async open(page) {
      const user = await unlike();
      await decide(user, 'reject');
      await opens(page, user);
    },
  },
  {
    name: 'erased',
    async open(page) {
      const user = await unlike();
      await erase(user);
      await opens(page, user);
    },
  },
  {
    name: 'decided elsewhere meanwhile',
    async open(page) {
      const user = await unlike();
      await opens(page, user);
      await decide(user, 'reject');
      await decides(page, 'Same person on both photos');
      await page.getByRole('heading', { name: 'Your decision was not recorded' }).waitFor();
    },
  },
  {
    name: 'decided, and on to the next case',
    async open(page) {
      const [user] = [await unlike(), await unlike()];
      await opens(page, user);
      await decides(page, 'Same person on both photos');
      await insists(page);
      await page.getByText(`${user}: “Approve” is sent in ten seconds.`).waitFor();
      // At the end of the page the decision bar has its own place. Above it covers what one scrolls past.
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    },
  },
  {
    name: 'a decision that was held back is refused',
    async open(page) {
      const [user] = [await unlike(), await unlike()];
      await opens(page, user);
      await page.getByLabel('Note', { exact: true }).fill('words');
      await decides(page, 'Same person on both photos');
      await insists(page);
      await page.getByText(`${user}: “Approve” is sent in ten seconds.`).waitFor();
      await decide(user, 'retry_liveness');
      await page.goto('/review');
      await page.getByText(`${user}: “Approve” was not recorded.`).waitFor();
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    },
  },
  {
    name: 'case: asked once more',
    async open(page) {
      await opens(page, await unlike());
      await decides(page, 'Same person on both photos');
      await page.getByText('Are they the same person anyway?').waitFor();
    },
  },
  {
    name: 'case: another reviewer has it',
    async open(page) {
      const user = await unlike();
      await claim(user);
      await opens(page, user);
      await page.getByText('has this case until').waitFor();
    },
  },
  { name: 'queue', open: async (page) => void (await page.goto('/review')) },
  {
    name: 'queue, with kept filters',
    async open(page) {
      await page.goto('/review?reason=similarity_low');
      await page.getByLabel('Keep this filter as').fill('faces');
      await page.getByRole('button', { name: 'Keep' }).click();
      await page.getByText('“faces” is kept.').waitFor();
    },
  },
  {
    name: 'queue, while iLive fails',
    async open(page) {
      await page.route('**/review/queue*', async (route) => {
        const response = await route.fetch();
        const notice = encodeURIComponent('iLive does not answer as it should, as of 2026-11-01 12:00 UTC.');
        await route.fulfill({ response, headers: { ...response.headers(), 'x-notice': notice } });
      });
      await page.goto('/review');
      await page.getByText('iLive does not answer as it should').waitFor();
      await page.unroute('**/review/queue*');
    },
  },
  {
    name: 'queue, nobody',
    open: async (page) => void (await page.goto('/review?reason=session_limit_reached')),
  },
  { name: 'search', open: async (page) => void (await page.goto('/review/search?q=unlike')) },
  {
    name: 'search, nobody',
    open: async (page) => void (await page.goto('/review/search?q=nobody-is-so-called')),
  },
  { name: 'overview', open: async (page) => void (await page.goto('/review/overview')) },
  { name: 'pairs, none', open: async (page) => void (await page.goto('/review/known?similarity=0&a=a&b=b')) },
  {
    name: 'pairs',
    async open(page) {
      await giveKnownFace(newUserId('nicolas'), await photo('cage.jpg'));
      await giveKnownFace(newUserId('nicolas-again'), await photo('cage2_crop.jpg'));
      await page.goto('/review/known');
      await page.getByRole('button', { name: 'The same person' }).first().waitFor();
    },
  },
  { name: 'notifications', open: async (page) => void (await page.goto('/review/notifications')) },
  { name: 'nobody of that id', open: async (page) => void (await page.goto('/review/applicants/nobody')) },
];
