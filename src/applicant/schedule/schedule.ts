/** Sets the alarm to the due times. All times are in ms since the epoch. */
import { isAwaitingApplicant } from '#src/core/status.ts';
import type { Alarm } from './alarm.ts';
import type { ScheduleInput } from './due-times.ts';

/** The schedule of one object. */
export type Schedule = ReturnType<typeof createSchedule>;

/**
 * Creates the schedule.
 * @param scheduleInput what the due times follow from; null while there is no applicant
 */
export function createSchedule(alarm: Alarm, scheduleInput: () => ScheduleInput | null) {
  return {
    /** Reads the alarm's time. Call it before all else. */
    read: alarm.read,

    /** Whether the alarm should have rung by now. False when its time is not known. */
    isOverdue: alarm.isOverdue,

    /** Notes that the alarm has rung, so none is set any more. */
    fired: alarm.fired,

    /** Forgets the alarm's time, because the alarm may be lost. */
    forgetCachedTime: alarm.forgetCachedTime,

    /**
     * Sets the alarm to when something is due next. A set alarm stays when nothing is due. An earlier one stays in two
     * cases: it is not known whether the D1 row is behind, or the applicant is awaited and may be back soon.
     */
    setExact(now: number): void {
      const input = scheduleInput();
      if (!input) return;
      const mayRingEarly = input.row.is === 'unknown' || isAwaitingApplicant(input.state.status);
      alarm.arm(input, now, mayRingEarly ? 'earlier' : 'unneeded');
    },

    /** Sets the alarm to when something is due next, and deletes it when nothing is. Never keeps an earlier one. */
    setOrDelete(now: number): void {
      const input = scheduleInput();
      if (input) alarm.arm(input, now, 'nothing');
    },

    /** Call it when a run starts. Sets an alarm in case the run crashes; keeps one that rings earlier. */
    setSafetyNet(now: number): void {
      const input = scheduleInput();
      if (input) alarm.arm(input, now, 'earlier');
    },

    /** Call it when a run threw. Work that is due is tried again after `retryMs`; work due later keeps its time. */
    setRetry(now: number, retryMs: number): void {
      const input = scheduleInput();
      if (input) alarm.arm(input, now, 'unneeded', retryMs);
    },
  };
}
