/** Keeps this applicant's v2 calls within what the pacer granted. Asked once for the calls that follow each other, not per call. */
import type { Step } from '../core/steps.ts';
import type { Asking, Slot } from '../ilive/pacing.ts';

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
    case 'tidy_faces':
      return { now: 2, ahead: 2 };
  }
}

/** What the pacer says: go on, look again (the world went on while it was asked), or come back at that time (ms since the epoch). */
export type Admission = 'go' | 'look_again' | { readonly at: number; readonly calls: number };

/** One applicant's grants. */
export type Pace = ReturnType<typeof createPace>;

/** @param ask for a slot for that many calls */
export function createPace(ask: (asking: Asking, calls: number) => Promise<Slot>) {
  let granted = 0;
  let runs = 0;
  /** Being asked for, for a step that is still to come. */
  let ahead: Promise<boolean> | null = null;

  async function askAhead(step: Step, run: number): Promise<boolean> {
    const { now, ahead: calls } = callsOf(step);
    if (granted >= now) return true;
    const { startAt, claimed } = await ask('soon', calls);
    if (!claimed) return false;
    const wait = startAt - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (run !== runs) return false;
    granted = calls;
    return true;
  }

  return {
    /** Asks for the step that will follow the present one: whether it may go ahead. A tier that is busy is left alone. */
    ahead(step: Step): Promise<boolean> {
      const asked = askAhead(step, runs).finally(() => {
        if (ahead === asked) ahead = null;
      });
      ahead = asked;
      return asked;
    },
    /** @param promised calls whose start was promised for now, and was waited for by the alarm */
    async admit(step: Step, promised: number): Promise<Admission> {
      const { now, ahead: all } = callsOf(step);
      if (ahead && now > 0) {
        await ahead.catch(() => false);
        return 'look_again';
      }
      if (granted >= now) {
        granted -= now;
        return 'go';
      }
      const calls = promised > 0 ? promised : all;
      const { startAt, claimed } = await ask(promised > 0 ? 'due' : 'next', calls);
      if (!claimed) return { at: startAt, calls };
      const wait = startAt - Date.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      granted = calls;
      return 'look_again';
    },
    /** What was granted and is not needed any more. */
    end(): void {
      runs += 1;
      granted = 0;
    },
  };
}
