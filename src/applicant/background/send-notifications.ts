/** Sends notifications to the customer. A task of its own, so that a slow receiver does not delay an onboarding. */

import { messageOf } from '#src/notifications/notification.ts';
import { resendDelay } from '#src/notifications/retry-schedule.ts';
import { type Receiver, send } from '#src/notifications/send.ts';
import { log } from '#src/platform/log.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';

/**
 * Sends notifications until none is due any more: in order, each at least once. One that the receiver never accepts is
 * parked and logged as an error.
 * @param receiver null when none is set; nothing is sent then
 */
export async function notify(aggregate: Aggregate, receiver: Receiver | null): Promise<void> {
  for (;;) {
    const outgoing = aggregate.nextNotification();
    if (!outgoing || !aggregate.state || !receiver || outgoing.dueAt > Date.now()) return;
    const { userId } = aggregate.state;
    const { notification } = outgoing;
    const sent = await send(receiver, messageOf(userId, notification), Date.now());
    if (sent.ok) {
      aggregate.outbox((box) => box.sent(outgoing));
      continue;
    }
    const failures = outgoing.failures + 1;
    const delay = sent.gone ? null : resendDelay(failures, sent.retryAfterMs, Math.random());
    const { code } = sent;
    const fields = { user_id: userId, type: notification.type, seq: notification.seq, code, failures };
    if (delay === null) {
      aggregate.outbox((box) => box.park(outgoing));
      log('error', 'notification_parked', fields);
    } else {
      aggregate.outbox((box) => box.postpone(outgoing, Date.now() + delay));
      log('warn', 'notification_postponed', { ...fields, retry_in_ms: delay });
    }
  }
}
