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
     * Sets the alarm to when something is due next. Keeps an earlier one in two cases: it is not known whether the D1
     * row is behind, or the applicant is awaited, who may well be back before then.
     */
    setExact(now: number): void {
      const input = stored();
      if (!input) return;
      const mayRingEarly = input.row.is === 'unknown' || isAwaitingApplicant(input.state.standing);
      alarm.arm(input, now, mayRingEarly ? 'earlier' : 'unneeded');
    },

    /** Sets the alarm to when something is due next, and deletes it when nothing is. Never keeps an earlier one. */
    setOrDelete(now: number): void {
      const input = stored();
      if (input) alarm.arm(input, now, 'nothing');
    },

    /** Call it when a run starts. Sets an alarm in case the run crashes; keeps one that rings earlier. */
    setSafetyNet(now: number): void {
      const input = stored();
      if (input) alarm.arm(input, now, 'earlier');
    },

    /** Call it when a run threw. Work that is due is tried again after `retryMs`; work due later keeps its time. */
    setRetry(now: number, retryMs: number): void {
      const input = stored();
      if (input) alarm.arm(input, now, 'unneeded', retryMs);
    },
  };
}
