/** What an object has failed to do so far, as D1 lists it. */
import type { State } from '#src/core/model.ts';
import { isErased } from '#src/core/status.ts';
import type { Unfinished } from '#src/d1/unfinished.ts';
import type { Undelivered } from '../storage/outbox.ts';
import type { Retry } from '../storage/retry-store.ts';

/**
 * Gives the unfinished work.
 * @param undelivered null when no notification was ever sent
 * @returns null when there never was anything that could fail
 */
export function unfinishedOf(
  state: State,
  undelivered: readonly Undelivered[] | null,
  retry: Retry | null,
): readonly Unfinished[] | null {
  const everHadFace = state.ownFaces.length > 0 || state.uncertainIndexCalls.length > 0;
  if (!undelivered && !everHadFace) return null;
  // What was given up before an erasure can never be sent again.
  const owed = (undelivered ?? []).filter(({ dueAt }) => dueAt !== null || !isErased(state));
  return [...owed.map(notificationOf), ...(retry ? facesOf(retry) : [])];
}

function notificationOf({ notification, failures, dueAt, code }: Undelivered): Unfinished {
  const { seq, type, occurredAt } = notification;
  const isParked = dueAt === null;
  return {
    kind: isParked ? 'notification_parked' : 'notification_pending',
    seq,
    sinceMs: Date.parse(occurredAt),
    details: { type, failures: isParked ? null : failures, code, nextTryMs: dueAt },
  };
}

function facesOf({ retryClass, failures, firstFailedAt, dueAt }: Retry): readonly Unfinished[] {
  if (retryClass !== 'clear_up' || failures === 0) return [];
  const details = { type: 'face_deletion', failures, code: null, nextTryMs: dueAt };
  return [{ kind: 'face_deletion', seq: 0, sinceMs: firstFailedAt, details }];
}
