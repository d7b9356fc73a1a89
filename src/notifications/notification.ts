/** Derives notifications from the log: an event that changes the status causes one, and a case that is overdue. Pure. */
import type { State, StatusName } from '#src/core/model.ts';
import { reasonsOf } from '#src/core/model.ts';
import type { Reason } from '#src/core/reasons.ts';

/** The types of notifications; public names. */
export const NOTIFICATION_TYPES = [
  'applicant.created',
  'applicant.awaiting_id_photo',
  'applicant.awaiting_liveness',
  'applicant.in_review',
  'applicant.review_overdue',
  'applicant.approved',
  'applicant.rejected',
  'applicant.erased',
] as const;
/** The type of a notification. */
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** A notification. It has the status and its reasons only; for more, the receiver reads the applicant as it is now. */
export type Notification = {
  readonly type: NotificationType;
  /** The number of the event that caused it. It increases with each notification of one applicant. */
  readonly seq: number;
  readonly status: StatusName;
  readonly reasons: readonly Reason[];
  /** RFC 3339 UTC. */
  readonly occurredAt: string;
  /** The event's hash in the audit log: the same at every try, so that the receiver can recognise a repetition. */
  readonly hash: string;
};

/**
 * Gives the notification that an event causes.
 * @param before the state before the event, null for the first event
 * @returns null when callers are not notified of what changed
 */
export function notificationOf(
  before: State | null,
  after: State,
  { seq, at, hash }: { readonly seq: number; readonly at: string; readonly hash: string },
): Notification | null {
  const { name: status } = after.status;
  const name = whatHappened(before, after);
  const type = NOTIFICATION_TYPES.find((known) => known === `applicant.${name}`);
  if (!type) return null;
  return { type, seq, status, reasons: reasonsOf(after.status), occurredAt: at, hash };
}

/** Names what changed; null when nothing did that callers could be notified of. */
function whatHappened(before: State | null, { status, review }: State): string | null {
  // A customer from before was not asked for: an import must not send a million notifications.
  if (!before) return status.name === 'known' ? null : 'created';
  if (before.status.name !== status.name) return status.name;
  return review?.overdue && !before.review?.overdue ? 'review_overdue' : null;
}

/** Builds the message by Standard Webhooks 1.0: its id, and the JSON body, both of which are signed. */
export function messageOf(userId: string, notification: Notification): { id: string; body: string } {
  const { type, seq, status, reasons, occurredAt, hash } = notification;
  const data = { user_id: userId, status, reasons, seq, occurred_at: occurredAt };
  return { id: `msg_${hash.slice(0, 32)}`, body: JSON.stringify({ type, timestamp: occurredAt, data }) };
}

/** Builds a message that is about nobody, to try a receiver with. @param now ms since the epoch */
export function testMessage(now: number): { id: string; body: string } {
  const timestamp = new Date(now).toISOString();
  const id = `msg_test_${crypto.randomUUID().replaceAll('-', '')}`;
  return { id, body: JSON.stringify({ type: 'notification.test', timestamp, data: {} }) };
}
