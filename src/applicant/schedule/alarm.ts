/**
 * The object's one alarm, written as seldom as the guarantees allow: each time is a row, and an alarm that rings for nothing
 * costs less than one. So one that is not needed any more stays where it is; whoever wakes looks again.
 */
import { log, whereabouts } from '#src/platform/log.ts';
import { alarmAt, type ScheduleInput } from './due-times.ts';

/** It is in force at once, and stored with what is written beside it; a storage that fails later breaks the object anyway. */
function notSet(error: unknown): void {
  log('error', 'alarm_not_set', { ...whereabouts(error) });
}

/** An alarm that rings `earlier` than needed may stay, or only one that is `unneeded`, or `nothing`. */
export type Keeps = 'earlier' | 'unneeded' | 'nothing';

/** The alarm of one object. */
export type Alarm = ReturnType<typeof createAlarm>;

/** The alarm of one object, as far as this instance knows of it. */
export function createAlarm(storage: DurableObjectStorage) {
  /** When it rings; null when it does not, undefined when it may stand anywhere. */
  let armedAt: number | null | undefined;

  return {
    /** Finds out where it stands: an instance that has just started did not set it. To be called before all else. */
    async read(): Promise<void> {
      armedAt = await storage.getAlarm().catch(() => undefined);
    },

    /** Sets it to when something is due. @param keeps what may stay as it is, to save the row */
    arm(next: ScheduleInput, now: number, keeps: Keeps, netMs?: number): void {
      const at = alarmAt(next, now, netMs);
      if (at === armedAt) return;
      const isAhead = armedAt != null && armedAt > now;
      if (isAhead && at === null && keeps !== 'nothing') return;
      if (isAhead && at !== null && keeps === 'earlier' && armedAt != null && armedAt <= at) return;
      (at === null ? storage.deleteAlarm() : storage.setAlarm(at)).catch(notSet);
      armedAt = at;
    },

    /** Whether it should have rung by now. */
    isOverdue: (now: number): boolean => armedAt != null && armedAt <= now,

    /** It has rung. */
    fired(): void {
      armedAt = null;
    },

    /** It may be lost, or stand anywhere: the next time it is set whatever it was. */
    forgetCachedTime(): void {
      armedAt = undefined;
    },

    /** To be called when a transaction fails that began now: what was armed in it was not. */
    rollback(): () => void {
      const before = armedAt;
      return () => {
        armedAt = before;
      };
    },
  };
}
