/** Anything may happen to an applicant in any order, and what is promised of it still holds. */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { runUntilSettled } from '../support/controlled-applicant.ts';
import { bringToEnd } from '../support/follow-next-action.ts';
import { checkSettled } from '../support/model-checks.ts';
import { histories, type Move } from '../support/model-moves.ts';
import { createPlay, isCrash, type Play } from '../support/model-play.ts';
import { muteConsole } from '../support/mute-console.ts';
import { FULL, REPLAY } from '../support/scale.ts';

const HISTORIES = FULL ? 2_500 : 60;

let play: Play | null = null;
afterEach(async () => {
  await play?.end();
});

const ended: Record<string, number> = {};
const count = (name: string, by = 1) => {
  ended[name] = (ended[name] ?? 0) + by;
};

async function holds(history: readonly Move[]): Promise<void> {
  const { errors } = muteConsole();
  play = createPlay();
  const { user, ilive, played } = play;
  try {
    await play.perform({ do: 'create' });
    for (const move of history) await play.perform(move);
    await play.calmDown();
    const { status } = await steadily(() => runUntilSettled(user));
    count(`then ${status}`);
    await checkSettled(user, ilive, played);
    const end = await bringToEnd(user, ilive, 'alice');
    count(end.status);
    // A call that was given up may land late, and the clearing up has its own clock.
    await play.perform({ do: 'time', ms: 86_400_000 });
    expect((await runUntilSettled(user)).status).toBe(end.status);
    await checkSettled(user, ilive, played);
    checkErrors(errors, played.crashes > 0);
  } finally {
    count('crashes', played.crashes);
    count('faults', played.faults.size);
    await play.end();
  }
}

/** Only what the play itself brought about may be said on `console.error`. */
function checkErrors(errors: readonly string[], crashed: boolean): void {
  const expected = ['ilive_refuses_our_key', 'session_not_created', 'face_not_deleted'];
  if (crashed) expected.push('request_failed', 'return_not_noted', 'applicant_not_woken');
  const others = errors.filter((line) => !expected.some((it) => line.includes(`"${it}"`)));
  expect(others, 'console.error').toEqual([]);
}

/** A crash that was on its way may still break off a call. */
async function steadily<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 5; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (!isCrash(error) || left === 0) throw error;
    }
  }
}

it(`model: ${HISTORIES} random histories keep what is promised`, async () => {
  const property = fc.asyncProperty(histories, holds);
  const result = await fc.check(property, { numRuns: HISTORIES, endOnFailure: false, ...REPLAY });
  console.info(`model: ${result.numRuns} histories, ${JSON.stringify(ended)}`);
  if (!result.failed) return;
  const { seed, counterexamplePath: path, counterexample, errorInstance } = result;
  const again = `SEED=${seed} SEED_PATH=${path} npx vitest run --project reliability -t model`;
  const said = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
  throw new Error(`${again}\n${JSON.stringify(counterexample?.[0])}\n${said}`);
}, 7_200_000);
