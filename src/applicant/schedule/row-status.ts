/** What an object knows of its row in D1. Kept in memory only. */
import type { State } from '#src/core/model.ts';

/**
 * The state of the row. `unknown`: the object has just started, and the instance before it may have ended before D1
 * confirmed the row. `due`: the row must be written. `compare`: it must be read and compared with the log. `current`:
 * D1 has confirmed it.
 */
export type RowStatus = {
  readonly is: 'unknown' | 'due' | 'compare' | 'current';
  /** When the last try failed (ms since the epoch); null when it did not. */
  readonly failedAt: number | null;
};

const DUE: RowStatus = { is: 'due', failedAt: null };

/**
 * Creates what is known of the row: `unknown` at first.
 * @param state the applicant now
 */
export function createRowStatus(state: () => State | null) {
  // If the row is behind, the alarm of the instance before this one is still set. The row is written when it rings.
  let row: RowStatus = { is: 'unknown', failedAt: null };

  return {
    get current(): RowStatus {
      return row;
    },

    /** Notes that the row must be written. */
    markDue(): void {
      row = DUE;
    },

    /** Notes that D1 has confirmed the row as of event `seq`. It stays due if an event has changed it since. */
    markWritten(seq: number): void {
      row = state()?.changedSeq === seq ? { is: 'current', failedAt: null } : DUE;
    },

    /** Notes that reading or writing the row failed at `now` (ms since the epoch). */
    markFailed(now: number): void {
      row = { ...row, failedAt: now };
    },

    /**
     * Call it when the alarm has rung or is overdue, since the alarm may move on only once the row is known to be
     * current. Makes an `unknown` row due. The row of an open case is compared, whatever is known of it.
     */
    recheck(): void {
      if (state()?.status.name === 'in_review' && row.is !== 'due') row = { is: 'compare', failedAt: null };
      else if (row.is === 'unknown') row = DUE;
    },

    /** Call it when a transaction begins. Call what it returns when the transaction fails. */
    snapshot(): () => void {
      const before = row;
      return () => {
        row = before;
      };
    },
  };
}
