/** The object's one alarm, written as seldom as the guarantees allow: each time is a row. */
import { log, whereabouts } from '../log.ts';
import { alarmAt, type Stored } from './due.ts';

/** It is in force at once, and stored with what is written beside it; a storage that fails later breaks the object anyway. */
function notSet(error: unknown): void {
  log('error', 'alarm_not_set', { ...whereabouts(error) });
}

/** The alarm of one object, as far as this instance knows of it. */
export function createAlarm(storage: DurableObjectStorage) {
  /** When it rings as far as this instance set it; null when it did not. */
  let armedAt: number | null = null;

  return {
    /** Sets it to when something is due; `exactly`, or one that rings earlier is as good: whoever wakes looks again. */
    arm(next: Stored, now: number, exactly: boolean, netMs?: number): void {
      const at = alarmAt(next, now, netMs);
      const goodEnough = !exactly && armedAt !== null && armedAt > now && (at === null || armedAt <= at);
      if (goodEnough || at === armedAt) return;
      (at === null ? storage.deleteAlarm() : storage.setAlarm(at)).catch(notSet);
      armedAt = at;
    },

    /** It has rung, or may be lost: for this instance it is set no more. */
    forget(): void {
      armedAt = null;
    },

    /** To be called when a transaction fails that began now: what was armed in it was not. */
    undo(): () => void {
      const before = armedAt;
      return () => {
        armedAt = before;
      };
    },
  };
}
