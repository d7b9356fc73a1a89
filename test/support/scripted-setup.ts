/** Sets up for each test of a file: a clock that stands still, a scripted iLive with a collection, a silent console. */
import { afterEach, beforeEach, vi } from 'vitest';
import { setClock } from './controlled-applicant.ts';
import { muteConsole } from './mute-console.ts';
import { runInApplicant } from './onboard.ts';
import { createScriptedIlive, type ScriptedIlive } from './scripted-ilive.ts';

/** What the present test plays with. */
export type TestSetup = { ilive: ScriptedIlive; said: ReturnType<typeof muteConsole> };

const DAY = 86_400_000;
/** Far enough ahead that no alarm rings by itself, and each test a month after the last. */
let start = Date.now() + 3_000 * DAY;

/** Sets it up before each test; its parts are new each time. */
export function useScriptedSetup(): TestSetup {
  const stage = {} as TestSetup;
  let uninstall = () => {};
  beforeEach(() => {
    start += 30 * DAY;
    setClock(start);
    stage.ilive = createScriptedIlive();
    stage.ilive.addFace('somebody', 'zoe');
    uninstall = stage.ilive.install();
    stage.said = muteConsole();
  });
  afterEach(() => {
    uninstall();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  return stage;
}

/** As the platform does it: an alarm that rings is set no more. */
export function fireAlarm(user: string): Promise<void> {
  return runInApplicant(user, async (object, { storage }) => {
    await storage.deleteAlarm();
    await object.alarm();
  });
}
