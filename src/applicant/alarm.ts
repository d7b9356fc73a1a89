/** The object's one alarm, written as seldom as the guarantees allow: each time is a row. */
import { alarmAt, type Stored } from './due.ts';

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
      if (at === null) storage.deleteAlarm();
      else storage.setAlarm(at);
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
