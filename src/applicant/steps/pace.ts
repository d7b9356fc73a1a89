/**
 * Keeps an applicant's v2 calls within what the rate limiter grants. It is asked once for calls that follow each other.
 */
import type { Step } from '#src/core/steps.ts';
import { type Lane, type Priority, type Slot, SOON_MS } from '#src/ilive/rate-limit/rate-limit.ts';
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

/** How often a known face asks in a row before it leaves the time to the alarm. */
const MOST_ASKED = 5;

/** The calls granted to one applicant. */
export type Pace = ReturnType<typeof createPace>;

/**
 * Starts with no calls granted.
 * @param ask asks the rate limiter for a slot for that many calls
 */
export function createPace(ask: (priority: Priority, calls: number, lane: Lane) => Promise<Slot>) {
  let granted = 0;

  /** Asks for a slot. In the lane of known faces a time soon is no promise, so it is asked again then, a few times. */
  async function firstSlot(priority: Priority, calls: number, lane: Lane): Promise<Slot> {
    let slot = await ask(priority, calls, lane);
    for (let asked = 1; lane === 'known' && asked < MOST_ASKED; asked += 1) {
      const waitMs = slot.startAt - Date.now();
      if (slot.final || waitMs > SOON_MS) break;
      await sleep(waitMs);
      slot = await ask('due', calls, lane);
    }
    return slot;
  }

  return {
    /**
     * Decides whether the step may start. Waits here for a slot that is at most a second away.
     * @param promised how many calls the rate limiter has promised for now; 0 when the alarm did not wait for any
     */
    async admit(step: Step, promised: number, lane: Lane): Promise<Admission> {
      const { now, ahead } = callsOf(step);
      if (granted >= now) {
        granted -= now;
        return 'go';
      }
      const calls = promised > 0 ? promised : ahead;
      const slot = await firstSlot(promised > 0 ? 'due' : 'next', calls, lane);
      if (!slot.final) return { at: slot.startAt, calls };
      await sleep(slot.startAt - Date.now());
      granted = calls;
      return 'recheck';
    },
    /** Drops the calls that were granted and not used. Call it when the run ends. */
    end(): void {
      granted = 0;
    },
  };
}
