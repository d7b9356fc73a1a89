/** What the console's pages weigh, and what the queue asks for. */
import { expect, it } from 'vitest';
import { createFailedLivenessCase, createLowSimilarityCase } from '../support/cases.ts';
import { completeLiveness, createWithIdPhoto, newUserId, readAfterRun } from '../support/customer.ts';
import { accessToken, browse, useTeamKeys } from '../support/team.ts';

useTeamKeys();

/** The promise for a case without its pictures: uncompressed, all that the page loads the first time. */
const PROMISED_BYTES = 60_000;
/** What each further person with a face like that of the case may add, uncompressed. There are five at most. */
const BYTES_OF_HIT = 5_000;

/** The page with its styles and scripts and what those import, in bytes as they are sent. Pictures are left out. */
async function weightOf(path: string, as: string): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  async function load(from: string): Promise<void> {
    if (seen.has(from)) return;
    const { status, text } = await browse(from, { as });
    expect({ from, status }).toEqual({ from, status: 200 });
    seen.set(from, new TextEncoder().encode(text).byteLength);
    const named = text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"|from '\.\/([^']+)'|url\(([^)]+)\)/g);
    for (const [, asset, module, other] of named) await load(asset ?? `/assets/${module ?? other}`);
  }
  await load(path);
  return seen;
}

const sumOf = (weights: Map<string, number>) => [...weights.values()].reduce((sum, bytes) => sum + bytes, 0);

it(
  'a case of each kind weighs less than it may, and each further hit adds little',
  { timeout: 120_000 },
  async () => {
    const as = await accessToken();
    const alike: string[] = [];
    const comes = async () => {
      const user = newUserId();
      await createWithIdPhoto(user, 'franck_02159.jpg');
      await completeLiveness(user, 'franck_04035.jpg');
      alike.push(user);
      return user;
    };
    await comes();
    const weigh = async (user: string) => weightOf(`/review/applicants/${user}`, as);
    const oneHit = await weigh(await comes());
    for (const weights of [
      oneHit,
      await weigh(await createLowSimilarityCase()),
      await weigh(await createFailedLivenessCase()),
    ]) {
      for (const file of ['review.css', 'review.js', 'review-faces.js', 'review-held.js', 'review-undo.js'])
        expect([...weights.keys()]).toContain(`/assets/${file}`);
      console.info(`a case: ${sumOf(weights)} bytes`);
      expect(sumOf(weights), JSON.stringify([...weights])).toBeLessThan(PROMISED_BYTES);
    }
    while (alike.length < 7) await comes();
    const fiveHits = await weigh(alike.at(-1)!);
    console.info(`a case with five hits: ${sumOf(fiveHits)} bytes`);
    expect((sumOf(fiveHits) - sumOf(oneHit)) / 4).toBeLessThan(BYTES_OF_HIT);
  },
);

it('the queue, its page and its live list ask D1 alone: no object for any row', async () => {
  const users = [await createFailedLivenessCase(), await createLowSimilarityCase()];
  await Promise.all(users.map(readAfterRun));
  const asked: string[] = [];
  const refuse = (name: string) => () => {
    asked.push(name);
    throw new Error('no object may be asked');
  };
  const APPLICANTS = { getByName: refuse('getByName'), get: refuse('get'), idFromName: refuse('idFromName') };
  for (const path of [
    '/review',
    '/review/queue',
    '/review?reason=liveness_failed&queue=standard',
    '/review?mine=1',
  ]) {
    const { status, text } = await browse(path, { as: await accessToken(), settings: { APPLICANTS } });
    expect({ path, status, asked }).toEqual({ path, status: 200, asked: [] });
    if (!path.includes('?')) for (const user of users) expect(text).toContain(user);
  }
  // The same objects, asked for a case, would have been seen.
  const said = await browse(`/review/applicants/${users[0]}`, {
    as: await accessToken(),
    settings: { APPLICANTS },
  });
  expect([said.status, asked.length]).toEqual([500, 1]);
});
