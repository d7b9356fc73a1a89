/** Keeps the work of one applicant going: the steps and their records, the clearing of R2, the notifications. */

import type { World } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { State } from '#src/core/model.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import type { Journal } from '../aggregate/aggregate.ts';
import { clearingDueAt, dueStep, earliest, rowDueAt, type Stored } from '../schedule/due-times.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { portsOf } from '../steps/applicant-ports.ts';
import { createPace } from '../steps/pace.ts';
import { runDueSteps } from '../steps/run-steps.ts';
import { clearPhotos } from './clear-photos.ts';
import { copyRow } from './copy-to-d1.ts';
import { notify } from './send-notifications.ts';

/** What it works on. */
export type Work = {
  readonly journal: Journal;
  /** Throws while the settings are not ready. */
  readonly world: () => World;
  readonly view: (state: State) => ApplicantView;
  /** Resolves once all that was written is durable, and the answer that waited for it has gone out. */
  readonly answered: () => Promise<void>;
};

/** A run that broke (wrong settings, storage away, a mistake of ours) is tried again: by then somebody may have mended it. */
const RUN_FAILED_RETRY_MS = 60_000;

/** The pipeline of one object. */
export type Pipeline = ReturnType<typeof createPipeline>;

/** Three strands, one run of each at a time: whoever asks meanwhile waits for the same run, which looks again before it ends. */
export function createPipeline({ journal, world, view, answered }: Work) {
  const pace = createPace((asking, calls) => world().slot(asking, calls));
  const onboarding = strand(onboard, (stored) => earliest([dueStep(stored)?.at ?? null, rowDueAt(stored)]));
  const clearing = strand(() => clearPhotos(journal, world()), clearingDueAt);
  const notifying = strand(
    () => notify(journal, world().receiver),
    ({ notifyAt }) => notifyAt,
  );
  const strands = [onboarding, clearing, notifying];

  function strand(work: () => Promise<void>, dueAt: (stored: Stored) => number | null) {
    let running: Promise<void> | null = null;

    function isDue(): boolean {
      const { stored } = journal;
      const at = stored && dueAt(stored);
      return at !== null && at <= Date.now();
    }

    async function run(): Promise<void> {
      try {
        await null;
        journal.schedule.net(Date.now());
        // The caller's answer waits for what was stored, and not for the first step.
        await answered();
        do await work();
        while (isDue());
        // In one go, so that what comes in between finds either this run or none.
        running = null;
        // What is due runs right now: only then may the alarm stand behind it.
        for (const it of strands) if (it.isDue()) it.start();
        if (strands.every((it) => it.running() === null)) journal.schedule.settle(Date.now());
      } catch (error) {
        running = null;
        log('error', 'run_failed', { user_id: userId(), ...whereabouts(error) });
        arm((it) => it.broken(Date.now(), RUN_FAILED_RETRY_MS));
      }
    }

    return {
      isDue,
      running: () => running,
      /** Never rejects. */
      start(): Promise<void> {
        running ??= run();
        return running;
      },
    };
  }

  /** One pass over what is due. */
  async function onboard(): Promise<void> {
    if (!journal.state) return;
    const now = world();
    const discard = (key: string) => now.photos.remove(key);
    const ports = portsOf(journal, journal.state, now);
    await runDueSteps({ journal, ports, policy: now.config.policy, pace, discard });
    await copyRow({ journal, world: now, view });
  }

  function userId(): string | null {
    return journal.state?.userId ?? null;
  }

  /** Where not even the alarm can be set, the sweep is left. */
  function arm(set: (it: Schedule) => void): void {
    try {
      set(journal.schedule);
    } catch (error) {
      log('error', 'alarm_not_set', { user_id: userId(), ...whereabouts(error) });
    }
  }

  return {
    arm,
    /** Does all that is due; resolves when that is done, but for the notifications: nobody waits for a slow receiver. */
    async work(): Promise<void> {
      if (notifying.isDue()) notifying.start();
      const cleared = clearing.isDue() ? clearing.start() : clearing.running();
      await Promise.all([onboarding.start(), cleared]);
    },
    /** The same, and the notifications as well. */
    async rest(): Promise<void> {
      await this.work();
      await notifying.running();
    },
    /** Whether anything is due right now. */
    isDue: () => strands.some((it) => it.isDue()),
  };
}
