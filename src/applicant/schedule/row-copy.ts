/** What an object knows of its row in D1. */
import type { State } from '#src/core/model.ts';

/**
 * Not stored. `unknown`: the object has just started, and the instance before it may have died before D1 confirmed.
 * `due`: the row must be written. `compare`: it must be read and compared.
 */
export type RowCopy = {
  readonly is: 'unknown' | 'due' | 'compare' | 'current';
  /** When the last try failed (ms), null after a success. */
  readonly failedAt: number | null;
};

const DUE: RowCopy = { is: 'due', failedAt: null };

/** @param state the applicant now */
export function createRowCopy(state: () => State | null) {
  // The alarm that the instance before this one left behind says when to write the row, should that be necessary.
  let row: RowCopy = { is: 'unknown', failedAt: null };

  return {
    get current(): RowCopy {
      return row;
    },

    /** The row must be written whatever is known of it. */
    markDue(): void {
      row = DUE;
    },

    /** D1 has confirmed the row as of that event; what was appended meanwhile is still to be written. */
    markWritten(seq: number): void {
      row = state()?.changedSeq === seq ? { is: 'current', failedAt: null } : DUE;
    },

    /** It has not (`now` in ms). */
    markFailed(now: number): void {
      row = { ...row, failedAt: now };
    },

    /** The alarm has fired: whether the row is as it should be must be known before the alarm moves on. */
    doubt(): void {
      if (state()?.standing.status === 'in_review' && row.is !== 'due')
        row = { is: 'compare', failedAt: null };
      else if (row.is === 'unknown') row = DUE;
    },

    /** To be called when a transaction begins; what it gives is called when the transaction fails. */
    rollback(): () => void {
      const before = row;
      return () => {
        row = before;
      };
    },
  };
}
