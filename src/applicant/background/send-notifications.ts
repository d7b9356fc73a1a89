/** Sends notifications to the customer. A task of its own, so that a slow receiver does not delay an onboarding. */

import { sendObserved } from '#src/config/send-observed.ts';
import type { Services } from '#src/config/services.ts';
import { messageOf } from '#src/notifications/notification.ts';
import { resendDelay } from '#src/notifications/retry-schedule.ts';
import { log } from '#src/platform/log.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';

/** What the sending needs of the services. */
type Notifying = Pick<Services, 'receiver' | 'figures'>;

/**
 * Sends notifications until none is due any more: in order, each at least once. One that the receiver never accepts is
 * parked and logged as an error. D1 lists those that were not accepted.
 * @param receiver null when none is set; nothing is sent then
 */
export async function notify(aggregate: Aggregate, { receiver, figures }: Notifying): Promise<void> {
  for (;;) {
    const outgoing = aggregate.nextNotification();
    if (!outgoing || !aggregate.state || !receiver || outgoing.dueAt > Date.now()) return;
    const { userId } = aggregate.state;
    const { notification } = outgoing;
    const { sent, code } = await sendObserved(receiver, messageOf(userId, notification), figures);
    if (sent.ok) {
      aggregate.outbox((box) => box.sent(outgoing));
      figures.count('notifications', 'accepted');
      if (outgoing.wasParked || outgoing.failures > 0) aggregate.row.markDue();
      continue;
    }
    aggregate.row.markDue();
    const failures = outgoing.failures + 1;
    const delay = sent.gone ? null : resendDelay(failures, sent.retryAfterMs, Math.random());
    const fields = { user_id: userId, type: notification.type, seq: notification.seq, code, failures };
    if (delay === null) {
      aggregate.outbox((box) => box.park(outgoing, code));
      figures.count('notifications', 'parked');
      log('error', 'notification_parked', fields);
    } else {
      aggregate.outbox((box) => box.postpone(outgoing, Date.now() + delay, code));
      figures.count('notifications', 'postponed');
      log('warn', 'notification_postponed', { ...fields, retry_in_ms: delay });
    }
  }
}
