/** When the object is woken: the alarm, set by what is stored. All times in ms since the epoch. */
import { isAwaitingApplicant } from '#src/core/status.ts';
import type { Alarm } from './alarm.ts';
import type { ScheduleInput } from './due-times.ts';

/** The schedule of one object. */
export type Schedule = ReturnType<typeof createSchedule>;

/** @param stored what the due times follow from; null while there is no applicant */
export function createSchedule(alarm: Alarm, stored: () => ScheduleInput | null) {
  return {
    /** Finds out where the alarm stands. To be called before all else. */
    read: alarm.read,

    /** Whether the alarm should have rung by now. */
    isOverdue: alarm.isOverdue,

    /** The alarm has rung. */
    fired: alarm.fired,

    /** The alarm may be lost. */
    forgetCachedTime: alarm.forgetCachedTime,

    /**
     * Sets it to exactly when something is due. One that rings earlier stays where the row in D1 may be behind, and while
     * the applicant is awaited, who may well be back before then.
     */
    setExact(now: number): void {
      const input = stored();
      if (!input) return;
      const mayRingEarly = input.row.is === 'unknown' || isAwaitingApplicant(input.state.standing);
      alarm.arm(input, now, mayRingEarly ? 'earlier' : 'unneeded');
    },

    /** The same, and an alarm that nothing needs is taken away. */
    setExactly(now: number): void {
      const input = stored();
      if (input) alarm.arm(input, now, 'nothing');
    },

    /** A run starts: the alarm stands behind it, also where the one that started it has just rung. */
    setSafetyNet(now: number): void {
      const input = stored();
      if (input) alarm.arm(input, now, 'earlier');
    },

    /** A run broke: what it was to do is tried again after that long; what is due later keeps its time. */
    setRetry(now: number, retryMs: number): void {
      const input = stored();
      if (input) alarm.arm(input, now, 'unneeded', retryMs);
    },
  };
}
