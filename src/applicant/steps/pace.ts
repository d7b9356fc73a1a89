/**
 * Keeps an applicant's v2 calls within what the rate limiter grants. It is asked once for calls that follow each other.
 */
import type { Step } from '#src/core/steps.ts';
import type { Priority, Slot } from '#src/ilive/rate-limit/rate-limit.ts';
import { sleep } from '#src/platform/timeout.ts';

/**
 * Counts the v2 calls of a step. v1 has no limit (/docs/reference/rate-limits).
 * @returns `now`: the calls of this step; `ahead`: these and those of the steps that follow on the way to a decision
 */
export function callsOf(step: Step): { readonly now: number; readonly ahead: number } {
  switch (step.type) {
    case 'confirm':
    case 'fetch_photo':
      return { now: 0, ahead: 0 };
    case 'compare':
      return { now: 1, ahead: 3 };
    case 'ensure_collection':
      return { now: 1, ahead: 3 };
    case 'index':
      // After a call of unknown outcome the faces are listed first.
      return step.listFirst ? { now: 2, ahead: 3 } : { now: 1, ahead: 2 };
    case 'search':
    case 'delete_face':
      return { now: 1, ahead: 1 };
    case 'reconcile_faces':
      return { now: 2, ahead: 2 };
  }
}

/**
 * Whether a step may start. `recheck`: calls were granted, but the state may have changed while waiting for them, so
 * check what is due again. An object: the calls may start at `at` (ms since the epoch), so wait for the alarm.
 */
export type Admission = 'go' | 'recheck' | { readonly at: number; readonly calls: number };

/** The calls granted to one applicant. */
export type Pace = ReturnType<typeof createPace>;

/**
 * Starts with no calls granted.
 * @param ask asks the rate limiter for a slot for that many calls
 */
export function createPace(ask: (priority: Priority, calls: number) => Promise<Slot>) {
  let granted = 0;
  return {
    /**
     * Decides whether the step may start. Waits here for a slot that is at most a second away.
     * @param promised how many calls the rate limiter has promised for now; 0 when the alarm did not wait for any
     */
    async admit(step: Step, promised: number): Promise<Admission> {
      const { now, ahead } = callsOf(step);
      if (granted >= now) {
        granted -= now;
        return 'go';
      }
      const calls = promised > 0 ? promised : ahead;
      const { startAt, final } = await ask(promised > 0 ? 'due' : 'next', calls);
      if (!final) return { at: startAt, calls };
      await sleep(startAt - Date.now());
      granted = calls;
      return 'recheck';
    },
    /** Drops the calls that were granted and not used. Call it when the run ends. */
    end(): void {
      granted = 0;
    },
  };
}
