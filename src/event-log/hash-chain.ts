/** The hash chain over the log: what makes a changed, dropped or swapped event show. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { LoggedEvent } from '#src/core/events.ts';

/** What the first event's hash follows. */
export const FIRST_PREV_HASH = '0'.repeat(64);

/** An event with its links. */
export type ChainedEvent = LoggedEvent & { readonly prev_hash: string; readonly hash: string };

/** What the hash covers. `data` is any JSON: a log is checked whatever the checker knows of its events. */
export type Hashed = Pick<LoggedEvent, 'seq' | 'at' | 'actor'> & {
  readonly type: string;
  readonly data: unknown;
};

/**
 * SHA-256, lower-case hex, over the previous hash followed by the canonical JSON (RFC 8785) of the event.
 * @throws where the event has no canonical form (lone surrogates)
 */
export function hashOf(prevHash: string, { seq, type, at, actor, data }: Hashed): string {
  const text = canonicalize({ seq, type, at, actor, data });
  if (text === undefined) throw new Error('the event has no canonical form');
  return createHash('sha256').update(prevHash).update(text).digest('hex');
}
