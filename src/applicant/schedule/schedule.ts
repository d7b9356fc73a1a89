/**
 * Decides when the object's alarm rings: as a rule at the earliest due time. For work that is due already it rings a
 * little later, in case the run that does it crashes (`alarmAt`). All times are in ms since the epoch.
 */
import { isAwaitingApplicant } from '#src/core/status.ts';
import type { Alarm, MayStay } from './alarm.ts';
import type { ScheduleInput } from './due-times.ts';

/** The schedule of one object. */
export type Schedule = ReturnType<typeof createSchedule>;

/**
 * Creates the schedule.
 * @param scheduleInput what the due times follow from; null while there is no applicant
 */
export function createSchedule(alarm: Alarm, scheduleInput: () => ScheduleInput | null) {
  function arm(now: number, mayStay: MayStay, netMs?: number): void {
    const input = scheduleInput();
    if (input) alarm.arm(input, now, mayStay, netMs);
  }

  return {
    read: alarm.read,
    isOverdue: alarm.isOverdue,
    fired: alarm.fired,
    forgetCachedTime: alarm.forgetCachedTime,

    /**
     * Sets the alarm after a run. To save a row written, an alarm that is still ahead stays when nothing is due. One that
     * rings too early stays in two cases: it is not known whether the D1 row is behind, so that alarm may be the one
     * that writes it; or the applicant is awaited and will soon change the due time anyway.
     */
    setAfterRun(now: number): void {
      const input = scheduleInput();
      const mayRingEarly = input && (input.row.is === 'unknown' || isAwaitingApplicant(input.state.status));
      arm(now, mayRingEarly ? 'earlier' : 'unneeded');
    },

    /** Sets the alarm to the next due time exactly, and deletes it when nothing is due. */
    setExact: (now: number): void => arm(now, 'nothing'),

    /** Sets the alarm before a run, in case the run crashes. Keeps one that rings earlier. */
    setSafetyNet: (now: number): void => arm(now, 'earlier'),

    /**
     * Sets the alarm after a run that threw. Work that is due is tried again after `retryMs`; the D1 row of an awaited
     * applicant after at least `ROW_NET_MS`. Work due later keeps its time.
     */
    setRetry: (now: number, retryMs: number): void => arm(now, 'unneeded', retryMs),
  };
}
