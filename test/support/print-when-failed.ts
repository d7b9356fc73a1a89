/**
 * Keeps the lines that the Worker logs during a test, and prints them if the test fails.
 *
 * Vitest's own way (`silent: 'passed-only'`) sends each line to the runner and waits for the reply before it ends a file.
 * `@cloudflare/vitest-plugin` 1.4.10 holds a line that a Durable Object logs until the next message to the runner. After
 * the last test there is none, so a line of a late alarm kept the whole run waiting for ever.
 */
import { format } from 'node:util';
import { beforeEach } from 'vitest';

/** A test of a thousand histories logs far more than anybody reads. */
const MOST_LINES = 2_000;

const print = console.log;
let lines: string[] = [];

for (const method of ['debug', 'log', 'info', 'warn', 'error'] as const) {
  console[method] = (...values: unknown[]) => {
    lines.push(format(...values));
    if (lines.length > 2 * MOST_LINES) lines = lines.slice(-MOST_LINES);
  };
}

beforeEach(({ onTestFailed }) => {
  lines = [];
  onTestFailed(({ task }) => print([`Logged by "${task.name}":`, ...lines.slice(-MOST_LINES)].join('\n')));
});
