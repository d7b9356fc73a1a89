/**
 * `node scripts/run-with-parent.ts <command> …`: runs the command for as long as standard input is open, which is as
 * long as the process lives that started this one. When it ends in whatever way, the whole process group is ended too,
 * so start it `detached`: then it leads a group of its own.
 */
import { spawn } from 'node:child_process';

const [command = '', ...args] = process.argv.slice(2);
/** What the command may take to end by itself. */
const GRACE_MS = 5_000;

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
// The command gets the signals of the group itself; this process ends after it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

process.stdin.on('error', endGroup);
process.stdin.on('close', endGroup);
process.stdin.resume();

function endGroup(): void {
  process.kill(-process.pid, 'SIGTERM');
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), GRACE_MS);
}
