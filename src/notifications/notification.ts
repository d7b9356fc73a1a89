/** What the customer is told, derived from the log: a change of status is news, nothing else is. Pure. */
import type { State } from '#src/core/model.ts';
import { reasonsOf } from '#src/core/model.ts';
import type { Reason } from '#src/core/reasons.ts';

/** The types, public names. */
export const NOTIFICATION_TYPES = [
  'applicant.created',
  'applicant.awaiting_id_photo',
  'applicant.awaiting_liveness',
  'applicant.in_review',
  'applicant.approved',
  'applicant.rejected',
  'applicant.erased',
] as const;
/** One of them. */
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** One piece of news. It is thin: whoever wants more asks for the applicant, and gets what is true by then. */
export type Notification = {
  readonly type: NotificationType;
  /** Of the event that it tells of; grows with each notification of one applicant. */
  readonly seq: number;
  readonly status: State['standing']['status'];
  readonly reasons: readonly Reason[];
  /** RFC 3339 UTC. */
  readonly occurredAt: string;
  /** Of the event in the audit log: the same at every try, so the receiver can tell a repetition. */
  readonly hash: string;
};

/** The news that an event brought, or null. */
export function notificationOf(
  before: State | null,
  after: State,
  { seq, at, hash }: { readonly seq: number; readonly at: string; readonly hash: string },
): Notification | null {
  const { status } = after.standing;
  if (before?.standing.status === status) return null;
  const name = before ? status : 'created';
  const type = NOTIFICATION_TYPES.find((known) => known === `applicant.${name}`);
  if (!type) return null;
  return { type, seq, status, reasons: reasonsOf(after.standing), occurredAt: at, hash };
}

/** The message by Standard Webhooks 1.0: its id, and the JSON that is signed. */
export function messageOf(userId: string, notification: Notification): { id: string; body: string } {
  const { type, seq, status, reasons, occurredAt, hash } = notification;
  const data = { user_id: userId, status, reasons, seq, occurred_at: occurredAt };
  return { id: `msg_${hash.slice(0, 32)}`, body: JSON.stringify({ type, timestamp: occurredAt, data }) };
}
