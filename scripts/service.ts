/** The Worker under `wrangler dev`, as a child process. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { ROOT, WRANGLER_ENV } from './local-setup.ts';
import { redactLinks } from './redact-links.ts';

/** The running service. */
export type RunningService = {
  /** Resolves when the process has ended by itself, with what it said last. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
  /** SIGKILL to all of it: a crash. */
  kill(): Promise<void>;
};

/** Where it listens and what it reads and writes; paths from the project's folder. */
export type ServiceOptions = {
  readonly port: number;
  /** The settings. */
  readonly envFile: string;
  /** All that the Worker says goes there: the audit lines too. */
  readonly logFile: string;
  /** D1, R2 and objects; wrangler's own folder when absent. */
  readonly persistTo?: string;
  /** Another `wrangler.toml` than the project's. */
  readonly config?: string;
};

const RUN_WITH_PARENT = join(import.meta.dirname, 'run-with-parent.ts');
const READY_WITHIN_MS = 60_000;

/** Starts it and waits until `/healthz` says 200. */
export async function startService({
  port,
  envFile,
  logFile,
  persistTo,
  config,
}: ServiceOptions): Promise<RunningService> {
  // Else the one that answers there would be taken for this one.
  await mustBeFree(port);
  await mkdir(dirname(join(ROOT, logFile)), { recursive: true, mode: 0o700 });
  const log = createWriteStream(join(ROOT, logFile), { flags: 'a' });
  const listen = ['--ip', '127.0.0.1', '--port', String(port), '--inspector-port', '0'];
  const persist = persistTo === undefined ? [] : ['--persist-to', persistTo];
  const worker = config === undefined ? [] : ['--config', config];
  const settings = ['--env-file', envFile, '--show-interactive-dev-session=false'];
  const args = ['dev', ...worker, ...listen, ...persist, ...settings];
  // A group of its own, so that all of it can be ended: wrangler starts workerd. It ends with this process, even if killed.
  const child = spawn(process.execPath, [RUN_WITH_PARENT, 'wrangler', ...args], {
    cwd: ROOT,
    env: WRANGLER_ENV,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let last = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8');
    const lines = output.pipe(redactLinks());
    lines.on('data', (chunk) => {
      log.write(chunk);
      last = (last + chunk).slice(-4_000);
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', () => resolve(last));
  });
  async function end(signal: 'SIGTERM' | 'SIGKILL') {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, signal);
    await ended;
    log.end();
  }
  const service = { ended, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
  const outcome = await Promise.race([ready(port), ended]);
  if (outcome === 'ready') return service;
  await service.stop();
  throw new Error(`the service did not start; ${logFile} ends with:\n${outcome}`);
}

/** Throws where something listens already. */
export function mustBeFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => reject(new Error(`Port ${port} is taken: something listens there already.`)));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

async function ready(port: number): Promise<string> {
  const deadline = Date.now() + READY_WITHIN_MS;
  let answer = 'no answer';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/healthz`);
      if (response.ok) return 'ready';
      answer = await response.text();
    } catch {
      answer = 'no answer';
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return `not ready after ${READY_WITHIN_MS / 1_000} s: ${answer}`;
}
