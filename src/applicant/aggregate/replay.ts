/** What follows from the log alone: the state, the notifications, the audit feed. */
import { evolve } from '#src/core/evolve/evolve.ts';
import type { State, StatusName } from '#src/core/model.ts';
import type { ChainedEvent } from '#src/event-log/hash-chain.ts';
import { type Notification, notificationOf } from '#src/notifications/notification.ts';

/** The state after some events, the status after each of them, and the notifications they cause. */
export type Replayed = {
  readonly state: State | null;
  readonly statuses: readonly StatusName[];
  readonly news: readonly Notification[];
};

/** Folds events, oldest first. */
export function replay(from: State | null, log: readonly ChainedEvent[]): Replayed {
  let state = from;
  const statuses: StatusName[] = [];
  const news: Notification[] = [];
  for (const event of log) {
    const next = evolve(state, event);
    const notification = notificationOf(state, next, event);
    if (notification) news.push(notification);
    statuses.push(next.status.name);
    state = next;
  }
  return { state, statuses, news };
}

/** Logs each event, with the status after it, as a line of JSON (`console.log`): the live audit feed. */
export function announce(logged: readonly ChainedEvent[], { state, statuses }: Replayed): void {
  for (const [index, event] of logged.entries()) {
    console.log(JSON.stringify({ audit: { user_id: state?.userId, ...event }, status: statuses[index] }));
  }
}
