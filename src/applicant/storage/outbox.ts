/** The notifications still to be sent: those after the cursor, in order, and parked ones that were requested again. */
import type { Notification } from '#src/notifications/notification.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import type { OutboxStore, Parked } from './outbox-store.ts';

/** A notification that is to be sent, and how its sending went so far. */
export type Outgoing = {
  readonly notification: Notification;
  /** Failed tries so far. */
  readonly failures: number;
  /** Ms since the epoch. */
  readonly dueAt: number;
  /** Whether it was given up and then requested again. */
  readonly wasParked: boolean;
};

/** A notification that the receiver has not accepted. `dueAt`: when it is tried again; null when it is given up. */
export type Undelivered = {
  readonly notification: Notification;
  readonly failures: number;
  readonly dueAt: number | null;
  readonly code: string | null;
};

/** The outbox of one applicant. */
export type Outbox = ReturnType<typeof createOutbox>;

/**
 * Creates the outbox.
 * @param on whether a receiver is set. Events appended before one was set for the first time are never sent
 */
export function createOutbox(store: OutboxStore, on: boolean) {
  let cursor = store.cursor();
  let parked = store.parked();
  let news: readonly Notification[] = [];

  /** Removes notifications from memory, except those that are not sent yet and those that are parked. */
  function forgetSent(): void {
    const since = cursor?.seq ?? Number.POSITIVE_INFINITY;
    news = news.filter(({ seq }) => seq > since || parked.some((parkedRow) => parkedRow.seq === seq));
  }

  function setParked(seq: number, row: Parked | null): void {
    if (row) store.park(row);
    else store.unpark(seq);
    parked = [...parked.filter((parkedRow) => parkedRow.seq !== seq), ...(row ? [row] : [])];
  }

  function moveTo(next: Cursor): void {
    store.putCursor(next);
    cursor = next;
  }

  /** Reads the stored values again, which a failed transaction has not changed. */
  function reread(): void {
    cursor = store.cursor();
    parked = store.parked();
  }

  return {
    /** Call it when a transaction begins. Call what it returns when the transaction fails. */
    snapshot: (): (() => void) => reread,

    /** Stores the cursor at `seq` if there is none yet: events after it are notified. Call it in their transaction. */
    startCursor(seq: number): void {
      if (on && !cursor) moveTo(cursorAt(seq));
    },

    /** Adds notifications, oldest first. */
    enqueue(notifications: readonly Notification[]): void {
      news = [...news, ...notifications];
      forgetSent();
    },

    /**
     * Returns the notification that is due next, now or later, or null. They are sent in order of their `seq`, but
     * parked ones that were requested again do not delay the others.
     */
    next(): Outgoing | null {
      if (!on || !cursor) return null;
      const { seq: since, failures, dueAt } = cursor;
      const first = news.find(({ seq }) => seq > since);
      const outgoing: Outgoing[] = first ? [{ notification: first, failures, dueAt, wasParked: false }] : [];
      for (const row of parked) {
        const notification = news.find(({ seq }) => seq === row.seq);
        if (!notification || row.dueAt === null) continue;
        outgoing.push({ notification, failures: row.failures, dueAt: row.dueAt, wasParked: true });
      }
      return outgoing.toSorted((a, b) => a.dueAt - b.dueAt)[0] ?? null;
    },

    /** Notes that the receiver accepted the notification. */
    sent({ notification: { seq }, wasParked }: Outgoing): void {
      if (wasParked) setParked(seq, null);
      else moveTo(cursorAt(seq));
    },

    /**
     * Notes that the receiver did not accept the notification. The next try is at `dueAt` (ms since the epoch).
     * @param code how the try failed
     */
    postpone({ notification: { seq }, failures, wasParked }: Outgoing, dueAt: number, code: string): void {
      if (wasParked) setParked(seq, { seq, failures: failures + 1, dueAt, code });
      else if (cursor) moveTo({ seq: cursor.seq, failures: failures + 1, dueAt, code });
    },

    /** Gives the notification up. It stays stored, so that it can be requested again. @param code how the try failed */
    park({ notification: { seq }, wasParked }: Outgoing, code: string): void {
      setParked(seq, { seq, failures: 0, dueAt: null, code });
      if (!wasParked) moveTo(cursorAt(seq));
    },

    /**
     * Returns the notifications that were tried and not accepted, and those that wait behind such a one; null when
     * none was ever sent.
     */
    undelivered(): readonly Undelivered[] | null {
      if (!cursor) return null;
      const { seq: since, failures, dueAt, code = null } = cursor;
      const waiting = failures === 0 ? [] : news.filter(({ seq }) => seq > since);
      return [
        ...waiting.map((notification) => ({ notification, failures, dueAt, code })),
        ...parked.flatMap((row) => {
          const notification = news.find(({ seq }) => seq === row.seq);
          return notification
            ? [{ notification, failures: row.failures, dueAt: row.dueAt, code: row.code ?? null }]
            : [];
        }),
      ];
    },

    /** Makes all notifications that were given up due now, if a receiver is set. Returns their `seq`, oldest first. */
    resend(now: number): readonly number[] {
      if (!on) return [];
      const resting = parked.filter(({ dueAt }) => dueAt === null);
      for (const row of resting) setParked(row.seq, { ...row, failures: 0, dueAt: now });
      return resting.map(({ seq }) => seq).toSorted((a, b) => a - b);
    },
  };
}
