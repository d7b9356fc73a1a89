/** The background tasks of one applicant: its steps and its row in D1, the clearing of R2, the notifications. */

import type { Services } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { State } from '#src/core/model.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { within } from '#src/platform/timeout.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { clearingDueAt, dueStep, earliest, rowDueAt, type ScheduleInput } from '../schedule/due-times.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { createStepPorts } from '../steps/create-step-ports.ts';
import { createPace } from '../steps/pace.ts';
import { runDueSteps } from '../steps/run-steps.ts';
import { clearPhotos } from './clear-photos.ts';
import { copyRow } from './copy-to-d1.ts';
import { notify } from './send-notifications.ts';

/** What the background tasks need. */
export type Work = {
  readonly aggregate: Aggregate;
  /** Throws while the settings are not ready. */
  readonly services: () => Services;
  readonly view: (state: State) => ApplicantView;
  /** Resolves when pending writes are durable and the response has been sent. */
  readonly responseSent: () => Promise<void>;
};

/** How long after a run that threw (wrong settings, no storage, a bug) the next one starts. */
const RUN_FAILED_RETRY_MS = 60_000;

/** The background tasks of one object. */
export type Background = ReturnType<typeof createBackground>;

/**
 * Creates the three tasks. Each has one run at a time: a caller during a run waits for that run, which checks for more
 * work before it ends.
 */
export function createBackground({ aggregate, services, view, responseSent }: Work) {
  const pace = createPace((priority, calls, lane) => services().slot(priority, calls, lane));
  const onboarding = task(onboard, (input) => earliest([dueStep(input)?.at ?? null, rowDueAt(input)]));
  const clearing = task(() => clearPhotos(aggregate, services()), clearingDueAt);
  const notifying = task(
    () => notify(aggregate, services()),
    ({ notifyAt }) => notifyAt,
  );
  const tasks = [onboarding, clearing, notifying];

  function task(work: () => Promise<void>, dueAt: (input: ScheduleInput) => number | null) {
    let running: Promise<void> | null = null;

    function isDue(): boolean {
      const { scheduleInput: input } = aggregate;
      const at = input && dueAt(input);
      return at !== null && at <= Date.now();
    }

    async function run(): Promise<void> {
      try {
        // Lets `start()` set `running` first, so that a failure below can reset it.
        await null;
        aggregate.schedule.setSafetyNet(Date.now());
        // Waits for pending writes and lets the response go out, so that the steps do not delay it.
        await responseSent();
        do await work();
        while (isDue());
        // No `await` after the last `isDue()`: a caller either joins this run before it or starts a new one.
        running = null;
        // Start all tasks that are due: for due work `setAfterRun` sets a safety-net alarm only.
        for (const task of tasks) if (task.isDue()) task.start();
        if (tasks.every((task) => task.running() === null)) {
          aggregate.schedule.setAfterRun(Date.now());
          void services().figures.report();
        }
      } catch (error) {
        running = null;
        log('error', 'run_failed', { user_id: userId(), ...whereabouts(error) });
        arm((schedule) => schedule.setRetry(Date.now(), RUN_FAILED_RETRY_MS));
      }
    }

    return {
      isDue,
      running: () => running,
      /** Starts a run, or joins the one under way. Never rejects. */
      start(): Promise<void> {
        running ??= run();
        return running;
      },
    };
  }

  /** Executes the steps that are due, then writes the row. */
  async function onboard(): Promise<void> {
    if (!aggregate.state) return;
    const current = services();
    const discard = (key: string) => current.photos.remove(key);
    const ports = createStepPorts(aggregate, aggregate.state, current);
    await runDueSteps({ aggregate, ports, policy: current.config.policy, pace, discard });
    await copyRow({ aggregate, services: current, view });
  }

  function userId(): string | null {
    return aggregate.state?.userId ?? null;
  }

  /** Changes the alarm. Never throws: if that fails, the cron sweep still wakes the object. */
  function arm(set: (schedule: Schedule) => void): void {
    try {
      set(aggregate.schedule);
    } catch (error) {
      log('error', 'alarm_not_set', { user_id: userId(), ...whereabouts(error) });
    }
  }

  return {
    /** Changes the alarm. Never throws. */
    arm,
    /** Starts all tasks that are due. Waits for them, but not for the notifications: a receiver may be slow. */
    async work(): Promise<void> {
      if (notifying.isDue()) notifying.start();
      const cleared = clearing.isDue() ? clearing.start() : clearing.running();
      await Promise.all([onboarding.start(), cleared]);
    },
    /** Like `work()`, but returns after `ms` at the latest; the work goes on. */
    async workWithin(ms: number): Promise<void> {
      await within(ms, this.work());
    },
    /** Like `work()`, but also waits for the notifications that are being sent. */
    async workAndNotify(): Promise<void> {
      await this.work();
      await notifying.running();
    },
    /** Whether anything is due right now. */
    isDue: () => tasks.some((task) => task.isDue()),
  };
}
