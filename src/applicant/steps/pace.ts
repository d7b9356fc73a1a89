/** Keeps this applicant's v2 calls within what the pacer granted. Asked once for the calls that follow each other, not per call. */
import type { Step } from '#src/core/steps.ts';
import type { Priority, Slot } from '#src/ilive/rate-limit/rate-limit.ts';

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
      // After a call of unknown outcome the collection is listed first.
      return step.unsure ? { now: 2, ahead: 3 } : { now: 1, ahead: 2 };
    case 'search':
    case 'delete_face':
      return { now: 1, ahead: 1 };
    case 'reconcile_faces':
      return { now: 2, ahead: 2 };
  }
}

/** What the pacer says: go on, look again (the world went on while it was asked), or come back at that time (ms since the epoch). */
export type Admission = 'go' | 'look_again' | { readonly at: number; readonly calls: number };

/** One applicant's grants. */
export type Pace = ReturnType<typeof createPace>;

/** @param ask for a slot for that many calls */
export function createPace(ask: (priority: Priority, calls: number) => Promise<Slot>) {
  let granted = 0;
  return {
    /** @param promised calls whose start was promised for now, and was waited for by the alarm */
    async admit(step: Step, promised: number): Promise<Admission> {
      const { now, ahead } = callsOf(step);
      if (granted >= now) {
        granted -= now;
        return 'go';
      }
      const calls = promised > 0 ? promised : ahead;
      const { startAt, final } = await ask(promised > 0 ? 'due' : 'next', calls);
      if (!final) return { at: startAt, calls };
      const wait = startAt - Date.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      granted = calls;
      return 'look_again';
    },
    /** What was granted and is not needed any more. */
    end(): void {
      granted = 0;
    },
  };
}
