/** One object for each API key and `Idempotency-Key`: what was asked with it, and where its answer lies. Cleans itself up. */

import { DurableObject } from 'cloudflare:workers';
import { log, whereabouts } from '#src/platform/log.ts';
import { applicantOf } from '#src/platform/objects.ts';

/** How long a key is remembered. */
const KEPT_MS = 24 * 3_600_000;
/** A request that has not ended after this long has died with its isolate, and may be made again. */
const RUNNING_MS = 60_000;
const CLEAN_UP_AGAIN_MS = 3_600_000;
const KEY = 'request';

/** Where the first answer is. An applicant's lies with the applicant, so that erasure removes it; a problem holds nothing personal. */
export type Kept =
  | { readonly with: 'applicant'; readonly userId: string; readonly name: string }
  | { readonly with: 'key'; readonly answer: string };

type Remembered = {
  readonly requestHash: string;
  readonly ticket: string;
  readonly startedAt: number;
  readonly kept: Kept | null;
};

/** What to do with a request: make it (and then tell how it ended, by the ticket), or not. */
export type Begun =
  | { readonly state: 'new'; readonly ticket: string }
  | { readonly state: 'in_progress' }
  | { readonly state: 'reused' }
  | { readonly state: 'done'; readonly kept: Kept };

/** The Durable Object. */
export class IdempotencyKey extends DurableObject<Env> {
  /** The first request with this key begins, or finds out that it is not the first. */
  async begin(requestHash: string): Promise<Begun> {
    await this.#dropIfOver();
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

  /** The request has ended with an answer that stays. A request that was taken for dead is too late. */
  keep(ticket: string, kept: Kept): void {
    const known = this.#remembered();
    if (known?.ticket === ticket) this.#remember({ ...known, kept });
  }

  /** The request has ended with an answer that does not: the key is as good as new. */
  async forget(ticket: string): Promise<void> {
    if (this.#remembered()?.ticket !== ticket) return;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  /** A day later. Never throws: the platform gives up on an alarm after a few failures. */
  override async alarm(): Promise<void> {
    try {
      await this.#dropIfOver();
    } catch (error) {
      log('warn', 'idempotency_key_not_cleaned', { ...whereabouts(error) });
    }
    const left = this.#remembered();
    if (!left) return;
    this.ctx.storage.setAlarm(Math.max(left.startedAt + KEPT_MS, Date.now() + CLEAN_UP_AGAIN_MS));
  }

  /** Forgets what is a day old, and the answer with it, unless another request has begun meanwhile. */
  async #dropIfOver(): Promise<void> {
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
