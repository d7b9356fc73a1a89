/** Reports what an isolate has counted. A report that fails is sent with the next one; it never stops anything else. */
import { log } from '#src/platform/log.ts';
import { figuresOf } from '#src/platform/objects.ts';
import { sleep, within } from '#src/platform/timeout.ts';
import { type Collector, createCollector, type Report } from './collector.ts';
import type { IliveSigns } from './figures.ts';
import type { Snapshot } from './figures-object.ts';

/** The longest wait for the object. */
const WITHIN_MS = 2_000;
/** One object takes the reports of all isolates, and anyone can send requests: those of an isolate share one in this time. */
const EVERY_MS = 1_000;
/** How many reports in a row one caller sends for others. After that the next caller goes on. */
const MOST_ROUNDS = 5;

/** Counts, and reports what was counted. */
export type Reporter = Collector & {
  /** Sends what was counted at once, if there is anything, and waits for the report that is on its way. Never rejects. */
  report(): Promise<void>;
  /**
   * Sends what was counted, a second after the last report at the earliest. While a report is on its way or waits for its
   * time, the caller that sends it sends the rest with the next one. Never rejects.
   */
  reportSoon(): Promise<void>;
};

/** Creates the figures of one isolate. */
export function createReporter(env: Env): Reporter {
  const collector = createCollector();
  let sentAtMs = Number.NEGATIVE_INFINITY;
  /** The caller that sends; another takes its place after `untilMs`, since its request or object may have ended. */
  let sender: { untilMs: number } | null = null;
  /** The newest report, which may be on its way. */
  let newest: Promise<unknown> = Promise.resolve();

  async function reportSoon(): Promise<void> {
    const isSending = sender !== null && Date.now() < sender.untilMs;
    if (isSending || !collector.isDirty()) return;
    const own = { untilMs: 0 };
    sender = own;
    for (let round = 0; round < MOST_ROUNDS && sender === own && collector.isDirty(); round += 1) {
      const waitMs = Math.min(EVERY_MS, Math.max(0, sentAtMs + EVERY_MS - Date.now()));
      own.untilMs = Date.now() + waitMs + 2 * WITHIN_MS;
      await sleep(waitMs);
      if (!(await report())) break;
    }
    if (sender === own) sender = null;
  }

  /** @returns whether it was taken */
  async function report(): Promise<boolean> {
    const counted = collector.take();
    if (!counted) return true;
    sentAtMs = Date.now();
    try {
      // When no answer comes in time the report may have arrived. It is not sent again: a counter must not count twice.
      const sending = send(counted);
      newest = sending.catch(() => {});
      const answer = await within(WITHIN_MS, sending);
      if (answer === null) log('warn', 'figures_slow');
      return answer !== null;
    } catch {
      collector.putBack(counted);
      log('warn', 'figures_not_reported');
      return false;
    }
  }

  async function send(counted: Report): Promise<true> {
    await figuresOf(env).report(counted);
    return true;
  }

  return {
    ...collector,
    reportSoon,
    async report() {
      // The one on its way may be that of a request or an object that has ended: then nobody says that it has arrived.
      await Promise.all([within(WITHIN_MS, newest), report()]);
    },
  };
}

/** Reads the figures of all isolates. @returns null when they cannot be read in time */
export async function readFigures(env: Env): Promise<Snapshot | null> {
  try {
    return await within(WITHIN_MS, figuresOf(env).read());
  } catch {
    return null;
  }
}

/** Reads the newest signs of iLive, of all isolates. @returns null when they cannot be read in time */
export async function readIliveSigns(env: Env): Promise<IliveSigns | null> {
  try {
    return await within(WITHIN_MS, figuresOf(env).iliveSigns());
  } catch {
    return null;
  }
}
