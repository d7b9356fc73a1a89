/**
 * `npm test`: runs all checks that are quick enough for each change, two at a time, and says of each how long it took.
 * Of those that fail, the whole output follows. Ends with status 1 if one failed, and leaves no process behind.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { stripVTControlCharacters } from 'node:util';

type Check = { readonly name: string; readonly command: string; readonly args: readonly string[] };
type Result = { readonly failed: boolean; readonly output: string };

/** The sandbox is tried by the Worker's tests, which have it as iLive; its own tests are `npm run test:sandbox`. */
const TESTED_PROJECTS = ['node', 'description', 'worker'];

const scripts = (...names: string[]) =>
  names.map((name): Check => ({ name, command: 'npm', args: ['run', '--silent', name] }));
const statics = scripts('types', 'lint', 'typecheck');
const tests: Check = {
  name: `vitest ${TESTED_PROJECTS.join(', ')}`,
  command: 'vitest',
  args: ['run', ...TESTED_PROJECTS.flatMap((project) => ['--project', project])],
};

/** What the processes of a group may take to end by themselves. */
const GRACE_MS = 5_000;
const running = new Set<ChildProcess>();
let interrupted = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void interrupt(signal));

const started = performance.now();
// The Worker serves them, so tests and the checks of its types need them.
const prepared = await runAll(scripts('assets'));
const failures =
  prepared.length > 0 ? prepared : (await Promise.all([runAll(statics), runAll([tests])])).flat();
if (!interrupted) {
  for (const { name, output } of failures) console.log(`\n──── ${name}\n${output}`);
  const verdict =
    failures.length === 0 ? 'all passed' : `failed: ${failures.map(({ name }) => name).join('; ')}`;
  console.log(`${verdict} (${seconds(started)})`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

/** Runs them one after the other; gives those that failed. */
async function runAll(checks: readonly Check[]): Promise<{ name: string; output: string }[]> {
  const failures = [];
  for (const check of checks) {
    if (interrupted) break;
    const start = performance.now();
    const { failed, output } = await run(check);
    if (interrupted) break;
    console.log(`${failed ? '✗' : '✓'} ${check.name} (${seconds(start)})${countsIn(output)}`);
    if (failed) failures.push({ name: check.name, output });
  }
  return failures;
}

/** Runs it in a process group of its own, so that what it starts can be ended with it. */
function run({ command, args }: Check): Promise<Result> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => finish(true, error.message));
    child.on('close', (code) => finish(code !== 0));
    function finish(failed: boolean, more = ''): void {
      running.delete(child);
      resolve({ failed, output: output + more });
    }
  });
}

/** Ends all that was started, then this process, with the status that a shell gives after that signal. */
async function interrupt(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): Promise<void> {
  if (interrupted) return;
  interrupted = true;
  const ended = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
  const groups = [...running].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  for (const group of groups) signalGroup(group, 'SIGTERM');
  await Promise.race([Promise.all(ended), new Promise((resolve) => setTimeout(resolve, GRACE_MS))]);
  // Also of those that have ended: what they had started may still be there.
  for (const group of groups) signalGroup(group, 'SIGKILL');
  process.exit(128 + constants.signals[signal]);
}

function signalGroup(group: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended.
  }
}

/** Vitest's counts of files and tests, or nothing. */
function countsIn(output: string): string {
  const counts = stripVTControlCharacters(output).matchAll(/^ *(Test Files|Tests) +(.+)$/gm);
  return [...counts].map(([, what, count]) => `; ${what}: ${count}`).join('');
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`;
}
