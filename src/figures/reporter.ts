/** Reports what an isolate has counted. A report that fails is sent with the next one; it never stops anything else. */
import { log } from '#src/platform/log.ts';
import { figuresOf } from '#src/platform/objects.ts';
import { within } from '#src/platform/timeout.ts';
import { type Collector, createCollector } from './collector.ts';
import type { Snapshot } from './figures-object.ts';

/** The longest wait for the object. */
const WITHIN_MS = 2_000;

/** Counts, and reports what was counted. */
export type Reporter = Collector & {
  /** Sends what was counted, if there is anything. Never rejects. */
  report(): Promise<void>;
};

/** Creates the figures of one isolate. */
export function createReporter(env: Env): Reporter {
  const collector = createCollector();
  return {
    ...collector,
    async report() {
      const report = collector.take();
      if (!report) return;
      try {
        // When no answer comes in time the report may have arrived. It is not sent again: a counter must not count twice.
        if (
          (await within(
            WITHIN_MS,
            figuresOf(env)
              .report(report)
              .then(() => true),
          )) === null
        )
          log('warn', 'figures_slow');
      } catch {
        collector.putBack(report);
        log('warn', 'figures_not_reported');
      }
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
