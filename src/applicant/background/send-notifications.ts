/** Sends what is news to the customer, beside everything else: a slow receiver delays no onboarding. */

import { messageOf } from '#src/notifications/notification.ts';
import { resendDelay } from '#src/notifications/retry-schedule.ts';
import { type Receiver, send } from '#src/notifications/send.ts';
import { log } from '#src/platform/log.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';

/** Until nothing is due any more. In order, each at least once; one that nobody ever takes is parked, and said so. */
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
