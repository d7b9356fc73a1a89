/**
 * The object's only alarm, changed as seldom as the guarantees allow: each change costs a row written, and an alarm
 * that rings for nothing costs less than that. So an alarm that is no longer needed may stay set: when it rings, the
 * object computes what is due.
 */
import { log, whereabouts } from '#src/platform/log.ts';
import { alarmAt, type ScheduleInput } from './due-times.ts';

/**
 * Only logs. A change of the alarm is in force at once and stored together with the other writes, so it is not awaited.
 * When storage fails later, the platform resets the object anyway.
 */
function notSet(error: unknown): void {
  log('error', 'alarm_not_set', { ...whereabouts(error) });
}

/**
 * Which alarm may stay as it is, to save a row written. `earlier`: one that rings before the computed time, or while
 * nothing is due. `unneeded`: only one that rings while nothing is due. `nothing`: none.
 */
export type MayStay = 'earlier' | 'unneeded' | 'nothing';

/** The alarm of one object. */
export type Alarm = ReturnType<typeof createAlarm>;

/** Creates the access to the alarm, with what this instance knows of its time. */
export function createAlarm(storage: DurableObjectStorage) {
  /** When the alarm rings (ms since the epoch). Null: it is not set. Undefined: not known. */
  let armedAt: number | null | undefined;

  return {
    /** Reads the alarm's time, which an earlier instance has set. Await it once, before any other method. */
    async read(): Promise<void> {
      armedAt = await storage.getAlarm().catch(() => undefined);
    },

    /**
     * Sets the alarm to when something is due next, and deletes it when nothing is.
     * @param mayStay which present alarm may stay instead
     * @param netMs how long after `now` (ms) the alarm rings for work that is due already and so taken to be running, in
     * case that run crashes; `RUN_NET_MS` when not given
     */
    arm(next: ScheduleInput, now: number, mayStay: MayStay, netMs?: number): void {
      const at = alarmAt(next, now, netMs);
      if (at === armedAt) return;
      const isAhead = armedAt != null && armedAt > now;
      if (isAhead && at === null && mayStay !== 'nothing') return;
      if (isAhead && at !== null && mayStay === 'earlier' && armedAt != null && armedAt <= at) return;
      (at === null ? storage.deleteAlarm() : storage.setAlarm(at)).catch(notSet);
      armedAt = at;
    },

    /** Whether the alarm should have rung by now. False when none is set or its time is not known. */
    isOverdue: (now: number): boolean => armedAt != null && armedAt <= now,

    /** Notes that the alarm has rung, so none is set any more. */
    fired(): void {
      armedAt = null;
    },

    /** Forgets the alarm's time, because the alarm may be lost. The next `arm` then sets it in any case. */
    forgetCachedTime(): void {
      armedAt = undefined;
    },

    /** Call it when a transaction begins. Call what it returns when the transaction fails. */
    snapshot(): () => void {
      const before = armedAt;
      return () => {
        armedAt = before;
      };
    },
  };
}
