/**
 * The Durable Object of one API key and `Idempotency-Key`. For a day it remembers the request and its answer's place.
 */

import { DurableObject } from 'cloudflare:workers';
import { log, whereabouts } from '#src/platform/log.ts';
import { applicantOf } from '#src/platform/objects.ts';

/** How long a key is remembered, from the beginning of its request. */
const KEPT_MS = 24 * 3_600_000;
/** A request that has not ended after this time is presumed to have died with its isolate; it may be made again. */
const RUNNING_MS = 60_000;
/** How long a failed clean-up waits before it is tried again. */
const CLEAN_UP_AGAIN_MS = 3_600_000;
const KEY = 'request';

/**
 * Where the first answer is stored. An answer that shows an applicant is stored with the applicant, under `name`, so
 * that erasure removes it. A problem shows no applicant and is stored in this object.
 */
export type StoredAnswer =
  | { readonly with: 'applicant'; readonly userId: string; readonly name: string }
  | { readonly with: 'key'; readonly answer: string };

type Remembered = {
  readonly requestHash: string;
  /** Names this run of the request, so that a run presumed dead cannot end a later one. */
  readonly ticket: string;
  /** Ms since the epoch. */
  readonly startedAt: number;
  /** Null while the request is running. */
  readonly kept: StoredAnswer | null;
};

/**
 * What to do with a request. `new`: run it, then call `keep` or `forget` with the ticket. `in_progress`: the first one
 * is still running. `reused`: the key was used for another request. `done`: give the stored answer again.
 */
export type BeginResult =
  | { readonly state: 'new'; readonly ticket: string }
  | { readonly state: 'in_progress' }
  | { readonly state: 'reused' }
  | { readonly state: 'done'; readonly kept: StoredAnswer };

/** The Durable Object. Public methods are its RPC surface. */
export class IdempotencyKey extends DurableObject<Env> {
  /** Begins a request. @param requestHash tells whether a later request with this key is the same one */
  async begin(requestHash: string): Promise<BeginResult> {
    await this.#dropIfExpired();
    const known = this.#remembered();
    const now = Date.now();
    if (known) {
      if (known.requestHash !== requestHash) return { state: 'reused' };
      if (known.kept) return { state: 'done', kept: known.kept };
      if (now < known.startedAt + RUNNING_MS) return { state: 'in_progress' };
    }
    const ticket = crypto.randomUUID();
    this.#remember({ requestHash, ticket, startedAt: now, kept: null });
    this.ctx.storage.setAlarm(now + KEPT_MS);
    return { state: 'new', ticket };
  }

  /** Remembers where the answer of a request is stored. Ignored when a later run has replaced this one. */
  keep(ticket: string, kept: StoredAnswer): void {
    const known = this.#remembered();
    if (known?.ticket === ticket) this.#remember({ ...known, kept });
  }

  /** Makes the key unused again, after an answer that is not stored. Ignored when a later run has replaced this one. */
  async forget(ticket: string): Promise<void> {
    if (this.#remembered()?.ticket !== ticket) return;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  /** Cleans up after a day. Throws only when storage fails: the platform gives up on alarms that keep failing. */
  override async alarm(): Promise<void> {
    try {
      await this.#dropIfExpired();
    } catch (error) {
      log('warn', 'idempotency_key_not_cleaned', { ...whereabouts(error) });
    }
    const left = this.#remembered();
    if (!left) return;
    this.ctx.storage.setAlarm(Math.max(left.startedAt + KEPT_MS, Date.now() + CLEAN_UP_AGAIN_MS));
  }

  /** Forgets a request that is a day old, with its answer. Keeps one that began while the answer was being deleted. */
  async #dropIfExpired(): Promise<void> {
    const known = this.#remembered();
    if (!known || Date.now() < known.startedAt + KEPT_MS) return;
    const { kept, ticket } = known;
    if (kept?.with === 'applicant') await applicantOf(this.env, kept.userId).dropAnswer(kept.name);
    await this.forget(ticket);
  }

  #remembered(): Remembered | null {
    return this.ctx.storage.kv.get<Remembered>(KEY) ?? null;
  }

  #remember(known: Remembered): void {
    this.ctx.storage.kv.put(KEY, known);
  }
}
