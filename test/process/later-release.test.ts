/**
 * The newest stored release after a later one has written to its storage: what was only extended it reads, what it does
 * not know it answers with 503 and does not touch, and all goes on once the later one is back.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pictureOf } from '../support/picture.ts';
import type { Api } from '../support/release/api.ts';
import { GOLDEN_PREFIX, type Golden, layOut, readGolden } from '../support/release/golden.ts';
import { goldenVersions } from '../support/release/golden-files.ts';
import { EXTENDED, NEW_EVENT, NEW_FORMAT } from '../support/release/later-releases.ts';
import type { Outside } from '../support/release/outside.ts';
import { laterRelease, type Release } from '../support/release/release.ts';
import { bringToEnd, stages, userAt } from '../support/release/scenario.ts';
import { type Running, startSideBySide } from '../support/release/side-by-side.ts';
import { readStored } from '../support/release/stored.ts';
import { expectContinued, expectFaces, expectRows, verifiedLogs } from '../support/release/whole.ts';

const DAY_MS = 86_400_000;
const [NEW_USER, LATER_USER] = ['made-by-the-older', 'made-by-the-later'];
let golden: Golden;
let folder = '';

beforeAll(async () => {
  golden = await readGolden((await goldenVersions()).at(-1) ?? 'none is stored: npm run golden');
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kyc-later-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function withPair<T>(
  front: Release,
  objects: Release,
  outside: Outside,
  work: (it: Running) => Promise<T>,
) {
  const running = await startSideBySide({ front, objects, folder, outside });
  try {
    return await work(running);
  } finally {
    await running.stop();
  }
}

/** What the object of the later release's applicant holds, and its row but for the time that the sweep moves. */
async function storedOf(user: string) {
  const { objects, d1, r2 } = await readStored(folder, Object.values(golden.release.worker.objects));
  const object = objects.Applicant?.find(({ values }) => {
    const first = values['event/0000000001'] as { data: string };
    return JSON.parse(first.data).user_id === user;
  });
  const { wake_ms: _, ...row } = d1.applicants?.find(({ user_id }) => user_id === user) ?? {};
  const { photo_prefix } = JSON.parse((object?.values['event/0000000001'] as { data: string }).data);
  const pictures = Object.entries(r2).filter(([key]) => key.includes(photo_prefix));
  return { values: object?.values, row, pictures };
}

/** Every request about one applicant, each of which an older release must refuse. */
async function askEverything({ send, report }: Api, user: string, sessionId: string): Promise<void> {
  const path = `/v1/applicants/${user}`;
  const answers = await Promise.all([
    send('POST', '/v1/applicants', { json: { user_id: user } }),
    send('POST', '/v1/applicants', {
      json: { user_id: user },
      headers: { 'idempotency-key': `again-${user}` },
    }),
    send('GET', path),
    send('PUT', `${path}/id-photo`, { body: pictureOf(user) }),
    send('POST', `${path}/sessions`, { json: {} }),
    send('GET', `${path}/events`, { as: 'auditor' }),
    send('GET', `${path}/personal-data`, { as: 'auditor' }),
    send('POST', `${path}/notifications/resend`, { json: {} }),
    send('POST', `${path}/decisions`, {
      as: 'reviewer',
      json: { decision: 'reject', reviewer: 'r', note: 'n', seq: 3 },
    }),
    send('DELETE', path, { as: 'eraser' }),
  ]);
  for (const { status, body } of answers) expect([status, body.code]).toEqual([503, 'not_ready']);
  // iLive sends it again after a 5xx.
  await expect(report(user, sessionId, 'pass')).rejects.toThrow('503');
}

describe('a later release that only extends what is stored', () => {
  it('is rolled back and comes again: every applicant goes on under both', async () => {
    const later = await laterRelease('later', EXTENDED.edits, EXTENDED.migration);
    const older = golden.release;
    const outside = await layOut(golden, folder);
    const rollout = [
      [later, older],
      [later, later],
      [older, later],
      [older, older],
      [later, later],
    ] as const;
    for (const [step, [front, objects]] of rollout.entries()) {
      await withPair(front, objects, outside, async (running) => {
        outside.play({});
        const before = await verifiedLogs(running, golden.stored.r2);
        await bringToEnd(running, outside, userAt(GOLDEN_PREFIX, stages[step] ?? 'created'));
        if (step > 0) await bringToEnd(running, outside, `new-${step - 1}`);
        await running.create(`new-${step}`);
        await running.upload(`new-${step}`, `new-${step}`);
        const after = await verifiedLogs(running, golden.stored.r2);
        expectContinued(before, after);
        await expectRows(running, after);
      });
    }
    const written = await storedOf('new-1');
    expect(written.values).toHaveProperty(['later/count']);
    expect(JSON.stringify(written.values)).toContain('channel');
  });
});

describe.each([
  ['an event of a type that the older one does not know', NEW_EVENT],
  ['a higher format number', NEW_FORMAT],
])('a later release that writes %s', (_, { edits }) => {
  it('is rolled back: 503 and nothing touched, and all goes on once it is back', async () => {
    const later = await laterRelease('later', edits);
    const older = golden.release;
    const outside = await layOut(golden, folder);
    const sessionId = await withPair(later, later, outside, async (running) => {
      await running.create(LATER_USER);
      await running.upload(LATER_USER, LATER_USER);
      const { session_id } = await running.start(LATER_USER);
      await bringToEnd(running, outside, userAt(GOLDEN_PREFIX, 'photo'));
      await expectRows(running, await verifiedLogs(running, golden.stored.r2));
      return session_id;
    });
    const before = await storedOf(LATER_USER);
    const log = await withPair(older, later, outside, async (running) => {
      expect((await running.read(LATER_USER)).status).toBe('awaiting_liveness');
      return running.log(LATER_USER);
    });

    for (const [step, front] of [later, older].entries()) {
      await withPair(front, older, outside, async (running) => {
        await askEverything(running, LATER_USER, sessionId);
        await (await running.database())
          .prepare('UPDATE applicants SET wake_ms = 1 WHERE user_id = ?')
          .bind(LATER_USER)
          .run();
        await running.sweep();
        await running.night(Date.now() + DAY_MS);
        const problems = (await running.export()).split('\n').filter((line) => line.includes('"problem"'));
        expect(problems.map((line) => JSON.parse(line))).toEqual([
          { problem: 'log_unreadable', user_id: LATER_USER },
        ]);
        // The others are not concerned.
        await bringToEnd(running, outside, userAt(GOLDEN_PREFIX, step === 0 ? 'created' : 'review'));
        await running.create(`${NEW_USER}-${step}`);
      });
      expect(await storedOf(LATER_USER)).toEqual(before);
    }

    await withPair(later, later, outside, async (running) => {
      outside.play({});
      for (const stage of stages) await bringToEnd(running, outside, userAt(GOLDEN_PREFIX, stage));
      for (const user of [LATER_USER, `${NEW_USER}-0`, `${NEW_USER}-1`])
        expect((await bringToEnd(running, outside, user)).status).toBe('approved');
      const after = await verifiedLogs(running, golden.stored.r2);
      expectContinued({ [LATER_USER]: log }, after);
      await expectRows(running, after);
      await expectFaces(running, outside, after);
    });
  });
});
