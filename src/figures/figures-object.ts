/**
 * The object that keeps the figures of all isolates: one for the whole service. It follows nothing and decides nothing;
 * if it is lost, only figures are.
 */
import { DurableObject } from 'cloudflare:workers';
import type { Report } from './collector.ts';
import { addFigures, type Figures as Counted, type IliveSigns, NO_FIGURES } from './figures.ts';

/** What `/metrics`, `/status` and the console read. `rowsBehind`: applicants whose newest row is not in D1 yet. */
export type Snapshot = Counted & { readonly rowsBehind: number };

const KEY = 'figures';
/**
 * A write costs money, so a busy service shares one between the reports of half a minute. A quiet one writes each report:
 * what is only in memory is lost when the object is evicted, ten seconds after the last report.
 */
const WRITE_EVERY_MS = 30_000;
/** How many reports in a row are written at once after a quiet time. */
const WRITES_AT_ONCE = 20;
/** A row that is behind is tried again within five minutes. One that is not heard of again is forgotten (ms). */
const BEHIND_MS = 11 * 60_000;
/** In an outage of D1 the count stops here. */
const MOST_BEHIND = 10_000;

/** `writesUntil`: the time up to which writes have been used, by the generic cell rate algorithm (ms). */
type Stored = { readonly figures: Counted; readonly writesUntil: number };

/** The Durable Object. */
export class Figures extends DurableObject<Env> {
  #stored: Stored = this.ctx.storage.kv.get<Stored>(KEY) ?? { figures: NO_FIGURES, writesUntil: 0 };
  /** What was reported since the last write. */
  #unwritten: Counted | null = null;
  /** When each applicant's row was last reported as behind. In memory only: who is still behind reports again. */
  readonly #behind = new Map<string, number>();

  /** Adds a report of an isolate. */
  report({ figures, behind, caughtUp }: Report): void {
    const now = Date.now();
    for (const userId of caughtUp) this.#behind.delete(userId);
    for (const userId of behind) {
      if (this.#behind.has(userId) || this.#behind.size < MOST_BEHIND) this.#behind.set(userId, now);
    }
    this.#unwritten = addFigures(this.#unwritten ?? NO_FIGURES, figures);
    const used = Math.max(this.#stored.writesUntil, now);
    if (used - now <= (WRITES_AT_ONCE - 1) * WRITE_EVERY_MS) this.#write(used + WRITE_EVERY_MS);
  }

  /** Gives all figures. They are stored first, so that no counter that was shown ever goes back. */
  read(): Snapshot {
    if (this.#unwritten) this.#write(this.#stored.writesUntil);
    const since = Date.now() - BEHIND_MS;
    for (const [userId, at] of this.#behind) if (at < since) this.#behind.delete(userId);
    return { ...this.#stored.figures, rowsBehind: this.#behind.size };
  }

  /** Gives the newest signs of iLive. Unlike `read` it writes nothing: signs that are lost are seen again with the next call. */
  iliveSigns(): IliveSigns {
    return addFigures(this.#stored.figures, this.#unwritten ?? NO_FIGURES).ilive;
  }

  #write(writesUntil: number): void {
    const figures = addFigures(this.#stored.figures, this.#unwritten ?? NO_FIGURES);
    const stored = { figures, writesUntil };
    this.ctx.storage.kv.put(KEY, stored);
    this.#stored = stored;
    this.#unwritten = null;
  }
}
