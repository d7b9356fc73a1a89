/**
 * `npm run import -- FILE.ndjson --photos DIR`: gives the service the faces of customers from before (docs/import.md).
 * Exit status 0: all are in the collection. 1: some are not, and are named. 2: it could not begin, or stopped. 130: a signal.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImportStopped, parseOptions } from './import/options.ts';
import { INTERRUPTED, runImport } from './import/run.ts';
import { dryRunLines, type Ended, isAllIn, summaryLines } from './import/summary.ts';
import { createScreen } from './import/terminal.ts';
import { plainLine, plainLines } from './plain-text.ts';

const screen = createScreen(process.stderr);

try {
  process.exitCode = await main();
} catch (error) {
  screen.clear();
  const message = error instanceof Error ? error.message : String(error);
  console.error(plainLines(error instanceof ImportStopped ? message : `The import has failed: ${message}`));
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), process.env);
  const stop = stopOnSignal();
  const clock = { now: Date.now, sleep: (ms: number) => sleep(ms, undefined, { signal: stop.signal }) };
  const ended = await runImport(options, { screen, clock, fetch, stop }).catch((error) => {
    if (stop.signal.reason === INTERRUPTED) return null;
    throw error;
  });
  if (ended === null) {
    console.error('Interrupted before anything was sent. Run the same command again.');
    return 130;
  }
  const lines = options.target === null ? dryRunLines(ended, options) : summaryLines(ended);
  for (const line of lines) console.log(plainLine(line));
  return statusOf(ended, options.target === null);
}

function statusOf({ end, counts, total }: Ended, isDry: boolean): number {
  if (end.kind === 'stopped') return 2;
  if (end.kind === 'interrupted') return 130;
  return (isDry ? counts.ready === total : isAllIn(counts, total)) ? 0 : 1;
}

/** The first signal lets end what is in flight; the second one ends the process. */
function stopOnSignal(): AbortController {
  const stop = new AbortController();
  // One for each that waits.
  setMaxListeners(0, stop.signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      screen.say('Stopping: what is in flight ends first. Again to stop at once.');
      stop.abort(INTERRUPTED);
    });
  }
  return stop;
}
