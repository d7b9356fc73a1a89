/**
 * The newest stored release and the present build on one storage: each as the Worker that answers, each as the one that
 * has the objects; upgraded, rolled back and upgraded again. Nothing may be lost or doubled.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GOLDEN_PREFIX, type Golden, layOut, readGolden } from '../support/release/golden.ts';
import { goldenVersions } from '../support/release/golden-files.ts';
import { createOutside, type Outside } from '../support/release/outside.ts';
import { presentRelease, type Release } from '../support/release/release.ts';
import { bringToEnd, makeApplicants, stages, userAt } from '../support/release/scenario.ts';
import { type Running, startSideBySide } from '../support/release/side-by-side.ts';
import {
  ENDS,
  expectContinued,
  expectFaces,
  expectNotified,
  expectRows,
  type Logs,
  verifiedLogs,
} from '../support/release/whole.ts';

let golden: Golden;
let present: Release;
let folder = '';

beforeAll(async () => {
  const newest = (await goldenVersions()).at(-1);
  if (newest === undefined) throw new Error('no release is stored: npm run golden');
  golden = await readGolden(newest);
  present = await presentRelease();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kyc-upgrade-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const releaseOf = (which: Which) => (which === 'old' ? golden.release : present);
type Which = 'old' | 'new';
type Pairing = readonly [front: Which, objects: Which];

/** Starts them for as long as the work takes. */
async function withPair<T>([front, objects]: Pairing, outside: Outside, work: (it: Running) => Promise<T>) {
  const sides = { front: releaseOf(front), objects: releaseOf(objects) };
  const running = await startSideBySide({ ...sides, folder, outside });
  try {
    return await work(running);
  } finally {
    await running.stop();
  }
}

describe('the storage of the newest release', () => {
  const PAIRINGS: Pairing[] = [
    ['old', 'old'],
    ['old', 'new'],
    ['new', 'old'],
    ['new', 'new'],
  ];

  it.each(
    PAIRINGS,
  )('the %s Worker before the %s objects brings every applicant to its end', async (...pair) => {
    const outside = await layOut(golden, folder);
    await withPair(pair, outside, async (running) => {
      const before = await verifiedLogs(running, golden.stored.r2);
      const users = stages.map((stage) => userAt(GOLDEN_PREFIX, stage));
      expect(Object.keys(before).sort()).toEqual([...users].sort());
      for (const user of users) await bringToEnd(running, outside, user);
      const after = await verifiedLogs(running, golden.stored.r2);
      expectContinued(before, after);
      await expectRows(running, after);
      await expectFaces(running, outside, after);
      const told = golden.stored.d1.applicants?.filter(({ status }) => ENDS.includes(String(status))) ?? [];
      await expectNotified(running, outside, after, new Set(told.map(({ user_id }) => user_id)));
    });
  });
});

describe('a rollout', () => {
  /** Workers change at once, running objects some minutes later; then all goes back, and forward again. */
  const ROLLOUT: readonly Pairing[] = [
    ['old', 'old'],
    ['new', 'old'],
    ['new', 'new'],
    ['old', 'new'],
    ['old', 'old'],
    ['new', 'new'],
  ];
  /** The steps at which applicants in every status are made: by the one release, and by the other. */
  const MADE_AT = [0, 2];

  it('upgrade, rollback and upgrade, with applicants of each version in every status', async () => {
    const outside = createOutside();
    let before: Logs = {};
    for (const [step, pair] of ROLLOUT.entries()) {
      before = await withPair(pair, outside, async (running) => {
        // iLive answers again, so those who waited for it go on by themselves.
        outside.play({});
        // Two of each set go on to their end, the others wait for a later step. So does who began in the step before.
        for (const made of MADE_AT.filter((it) => it < step)) {
          for (const stage of stages.slice(2 * (step - 1), 2 * step))
            await bringToEnd(running, outside, userAt(`step-${made}`, stage));
        }
        if (step > 0) await bringToEnd(running, outside, userAt(`begun-${step - 1}`, 'session'));
        await makeApplicants(running, outside, `begun-${step}`, ['session']);
        if (MADE_AT.includes(step)) await makeApplicants(running, outside, `step-${step}`);
        const logs = await verifiedLogs(running);
        expectContinued(before, logs);
        return logs;
      });
    }
    await withPair(['new', 'new'], outside, async (running) => {
      outside.play({});
      for (const user of Object.keys(before)) await bringToEnd(running, outside, user);
      const after = await verifiedLogs(running);
      expectContinued(before, after);
      expect(Object.keys(after)).toHaveLength(ROLLOUT.length + MADE_AT.length * stages.length);
      await expectRows(running, after);
      await expectFaces(running, outside, after);
      await expectNotified(running, outside, after);
    });
  });
});
