/** Notes the run of a cron for `/status` and `/metrics`. */
import { type CronName, recordCronRun } from '#src/d1/cron-runs.ts';
import { log, whereabouts } from '#src/platform/log.ts';

/**
 * Notes a run that has ended. A failure is only logged: the run has done its work.
 * @param startedMs ms since the epoch
 * @param done how much it has done, and details; null when it failed or did nothing new
 */
export async function recordRun(
  env: Env,
  name: CronName,
  startedMs: number,
  done: Parameters<typeof recordCronRun>[3],
): Promise<void> {
  try {
    await recordCronRun(env.DB, name, startedMs, done);
  } catch (error) {
    log('warn', 'cron_run_not_recorded', { cron: name, ...whereabouts(error) });
  }
}
