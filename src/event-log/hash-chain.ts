/** The hash chain over the log, by which a changed, dropped or swapped event is detected. */
import type { LoggedEvent } from '#src/core/events.ts';
import { hashCanonical } from '#src/platform/canonical-json.ts';

/** The `prev_hash` of the first event. */
export const FIRST_PREV_HASH = '0'.repeat(64);

/** An event of the log with its hash and the hash of the event before it. */
export type ChainedEvent = LoggedEvent & { readonly prev_hash: string; readonly hash: string };

/** The fields that the hash covers. `data` is any JSON, so that a checker can verify events that it does not know. */
export type Hashed = Pick<LoggedEvent, 'seq' | 'at' | 'actor'> & {
  readonly type: string;
  readonly data: unknown;
};

/**
 * Computes the hash of an event: SHA-256, lower-case hex, over the previous hash followed by the canonical JSON (RFC
 * 8785) of the event.
 * @throws when the event has no canonical form (lone surrogates)
 */
export function hashOf(prevHash: string, { seq, type, at, actor, data }: Hashed): string {
  return hashCanonical({ seq, type, at, actor, data }, prevHash);
}
