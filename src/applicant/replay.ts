/** What follows from the log alone: the state, the news, the audit feed. */
import { evolve } from '../core/evolve.ts';
import type { State } from '../core/model.ts';
import { type Notification, notificationOf } from '../notify/notification.ts';
import type { ChainedEvent } from './chain.ts';

/** A comparison that held, or was accepted: only now can there be a first index call. */
export function makesIndexDue(logged: readonly ChainedEvent[]): boolean {
  return logged.some(
    ({ type, data }) =>
      (type === 'faces_compared' && data.next === 'continue') ||
      (type === 'review_decided' && data.decision === 'approve'),
  );
}

/** The fold of some events, with the news that they brought. */
export function replay(from: State | null, log: readonly ChainedEvent[]) {
  let state = from;
  const news: Notification[] = [];
  for (const event of log) {
    const next = evolve(state, event);
    const notification = notificationOf(state, next, event);
    if (notification) news.push(notification);
    state = next;
  }
  return { state, news };
}

/** The live audit feed: each event as the log has it, and the status that it led to. */
export function announce(from: State | null, logged: readonly ChainedEvent[]): void {
  let state = from;
  for (const event of logged) {
    state = evolve(state, event);
    console.log(
      JSON.stringify({ audit: { user_id: state.userId, ...event }, status: state.standing.status }),
    );
  }
}
