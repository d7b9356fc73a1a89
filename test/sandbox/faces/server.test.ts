import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../../sandbox/server.ts';
import { API_KEY, WEBHOOK_SECRET } from '../open-sandbox.ts';
import { loadEngine, photo } from '../photos.ts';

const options = { port: 0, engine: await loadEngine(), apiKeys: [API_KEY], webhookSecret: WEBHOOK_SECRET };
const running = await startSandbox(options);
afterAll(() => running.close());

async function newSession(fields: Record<string, string> = {}) {
  const answer = await fetch(`${running.url}/api/v1/managed-session`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(fields),
  });
  return (await answer.json()) as { session_id: string; session_url: string };
}

describe('the server', () => {
  it('listens on this machine only, and sends its people to itself', async () => {
    expect(running.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await newSession()).session_url).toMatch(`${running.url}/session/`);
  });

  it('delivers a signed webhook over HTTP', async () => {
    const receiver = await startSandbox(options);
    const { session_id } = await newSession({ webhook_url: `${receiver.url}/capture/webhook` });
    const body = new FormData();
    body.set('image', new File([photo('audrey')], 'audrey.jpg'));
    await fetch(`${running.url}/capture/${session_id}`, { method: 'POST', body });
    await running.sandbox.idle();
    expect(receiver.sandbox.memory.calls).toMatchObject([{ method: 'POST', path: '/capture/webhook' }]);
    await receiver.close();
  });

  it('can be closed and started again on the same port', async () => {
    const first = await startSandbox(options);
    const port = Number(new URL(first.url).port);
    await first.close();
    const second = await startSandbox({ ...options, port });
    await expect(startSandbox({ ...options, port })).rejects.toThrow('EADDRINUSE');
    await second.close();
  });
});

describe('run by itself', () => {
  /** What it prints when it listens. */
  async function run(env: Record<string, string>): Promise<string> {
    const child = spawn(process.execPath, ['sandbox/server.ts'], {
      env: { ...process.env, ILIVE_API_KEY: '', ILIVE_WEBHOOK_SECRET: '', SANDBOX_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await once(child.stdout.setEncoding('utf8'), 'data');
    child.kill();
    await once(child, 'exit');
    return printed;
  }

  it('makes up a key and a secret of its own each time, and says them once', async () => {
    const [first, second] = [await run({}), await run({})];
    for (const printed of [first, second]) {
      expect(printed.match(/^ILIVE_API_KEY=iksk_[\w-]{43}$/gm)).toHaveLength(1);
      expect(printed.match(/^ILIVE_WEBHOOK_SECRET=[\w-]{43}$/gm)).toHaveLength(1);
    }
    const secrets = (printed: string) => printed.split('\n').slice(1, 3);
    expect(new Set([...secrets(first), ...secrets(second)]).size).toBe(4);
  });

  it('takes those it is given, and does not print them', async () => {
    const printed = await run({ ILIVE_API_KEY: 'iksk_given', ILIVE_WEBHOOK_SECRET: 'given too' });
    expect(printed).toContain('iLive sandbox on http://127.0.0.1:');
    expect(printed).not.toContain('given');
    expect(printed).not.toContain('ILIVE_');
  });
});
