/** Keeps this applicant's v2 calls within what the pacer granted. Asked once for the calls that follow each other, not per call. */
import type { Step } from '../core/steps.ts';

/** A wait longer than this is left to the alarm, so that the object can sleep. */
const WAIT_AWAKE_MS = 1_000;

/** The calls at once and those that follow on the way to a decision. v1 has no limit (/docs/reference/rate-limits). */
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
      return { now: 1, ahead: 2 };
    case 'search':
    case 'delete_face':
      return { now: 1, ahead: 1 };
    case 'tidy_faces':
      return { now: 2, ahead: 2 };
  }
}

/** What the pacer says: go on, look again (the world went on while it was asked), or come back at that time (ms since the epoch). */
export type Admission = 'go' | 'look_again' | { readonly at: number; readonly calls: number };

/** One applicant's grants. */
export type Pace = ReturnType<typeof createPace>;

/** @param ask when that many calls may start, ms since the epoch */
export function createPace(ask: (calls: number) => Promise<number>) {
  let granted = 0;
  return {
    /** Start times that were waited for by the alarm. */
    grant(calls: number): void {
      granted = Math.max(granted, calls);
    },
    async admit(step: Step): Promise<Admission> {
      const { now, ahead } = callsOf(step);
      if (granted >= now) {
        granted -= now;
        return 'go';
      }
      const at = await ask(ahead);
      const wait = at - Date.now();
      if (wait > WAIT_AWAKE_MS) return { at, calls: ahead };
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      granted = ahead;
      return 'look_again';
    },
    /** What was granted and is not needed any more. */
    end(): void {
      granted = 0;
    },
  };
}
