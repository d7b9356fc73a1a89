/** The Worker under `wrangler dev`, as a child process. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { DEV_VARS_FILE, ROOT, WRANGLER_ENV } from './local-setup.ts';

/** The running service. */
export type RunningService = {
  /** Resolves when the process has ended by itself, with what it said last. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
};

/** All that the Worker says goes there: the audit lines too. */
export const SERVICE_LOG = '.local/service.log';
const READY_WITHIN_MS = 60_000;

/** Starts it and waits until `/healthz` says 200. */
export async function startService(port: number): Promise<RunningService> {
  await mkdir(`${ROOT}.local`, { recursive: true, mode: 0o700 });
  const logFile = createWriteStream(`${ROOT}${SERVICE_LOG}`);
  const listen = ['--ip', '127.0.0.1', '--port', String(port)];
  const args = ['dev', ...listen, '--env-file', DEV_VARS_FILE, '--show-interactive-dev-session=false'];
  const child = spawn('wrangler', args, { cwd: ROOT, env: WRANGLER_ENV, stdio: ['ignore', 'pipe', 'pipe'] });
  let last = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      logFile.write(chunk);
      last = (last + chunk).slice(-4_000);
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', () => resolve(last));
  });
  const service = {
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
  const outcome = await Promise.race([ready(port), ended]);
  if (outcome === 'ready') return service;
  await service.stop();
  throw new Error(`the service did not start; ${SERVICE_LOG} ends with:\n${outcome}`);
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
