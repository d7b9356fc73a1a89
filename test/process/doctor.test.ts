/** The doctor as it is called: its arguments, what it prints, how it ends, and what it leaves behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureAssets } from '../../sandbox/assets.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';
import { newSecrets, settingsOf } from '../../scripts/local-setup.ts';
import { SECRET_SETTINGS } from '../../src/config/config.ts';

const secrets = newSecrets();
const OPERATE_KEY = 'kyc_operate';
const assets = await ensureAssets(undefined, () => {});
const photos = ['audrey', 'cage'].map((name) => join(assets.photosDir, `${name}.jpg`));
let sandbox: RunningSandbox;
let service: { readonly url: string; readonly close: () => void };
let folder = '';
let deployment = '';
const acme = () => [deployment, '--service-url', service.url];

beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    rps: 60,
    apiKeys: [secrets.iliveApiKey],
    webhookSecret: secrets.iliveWebhookSecret,
  });
  service = await startStandInService();
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  deployment = join(folder, 'acme.json');
  const isSecret = ([name]: readonly [string, unknown]) => SECRET_SETTINGS.some((secret) => secret === name);
  const given = Object.entries(settingsOf(secrets, { serviceUrl: service.url, sandboxUrl: sandbox.url }));
  const { PUBLIC_URL: _, ...vars } = Object.fromEntries(given.filter((setting) => !isSecret(setting)));
  await writeFile(deployment, JSON.stringify({ name: 'acme', vars }));
  const secretSettings = Object.fromEntries(given.filter(isSecret));
  await writeFile(join(folder, 'acme.secrets.json'), JSON.stringify(secretSettings), { mode: 0o600 });
});

afterAll(async () => {
  service.close();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** A service that answers as a healthy one does. */
async function startStandInService() {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok', version: '0.9.0', schema: '0001_schema.sql' }));
  app.post('/webhooks/ilive', (c) => c.json({ code: 'invalid_signature_headers' }, 400));
  app.get('/review', (c) => c.redirect(`${sandbox.url}/cdn-cgi/access/login`));
  app.get('/status', (c) =>
    c.req.header('authorization') === `Bearer ${OPERATE_KEY}`
      ? c.json({ d1: { ok: true }, cron: { minute: { last_run_at: new Date().toISOString() } } })
      : c.json({}, 401),
  );
  return new Promise<typeof service>((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}`, close: () => server.close() }),
    );
  });
}

type Running = { readonly child: ChildProcess; readonly ended: Promise<number | null>; out: string };

function start(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, ['scripts/doctor.ts', ...args], {
    env: { ...process.env, ILIVE_API_KEY: '', ILIVE_WEBHOOK_SECRET: '', KYC_OPERATE_KEY: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const running: Running = { child, ended: once(child, 'close').then(([code]) => code), out: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      running.out += text;
    });
  return running;
}

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const running = start(args, env);
  return { code: await running.ended, out: running.out };
}

/** Waits for something that the process prints. */
async function printed(running: Running, pattern: RegExp): Promise<string> {
  for (;;) {
    const found = running.out.match(pattern)?.[0];
    if (found) return found;
    if (running.child.exitCode !== null) throw new Error(running.out);
    await once(running.child.stdout ?? running.child, 'data');
  }
}

describe('npm run doctor', () => {
  it('without photos and sessions: says what it did not try, and ends with 0', async () => {
    const { code, out } = await run(acme());
    expect(code).toBe(0);
    expect(out).toMatch(/not tried +A face_id consists.* needs --photos/);
    expect(out).toMatch(/not tried +A session is made.* no session was spent/);
    expect(out).toContain('No session is spent');
    expect(sandbox.sandbox.memory.sessions.size).toBe(0);
  });

  it('with all: every inference fits, no secret is printed, and nothing is left', async () => {
    const args = [...acme(), '--photos', ...photos, '--burst', '--live', '--port', '0', '--yes'];
    const running = start(args, { KYC_OPERATE_KEY: OPERATE_KEY });
    const page = await printed(running, /http:\S+\/session\/\S+(?=\n)/);
    const form = new FormData();
    form.set('image', new File([await readFile(photos[0] ?? '')], 'a.jpg'));
    const captured = await fetch(page.replace('/session/', '/capture/'), { method: 'POST', body: form });
    const { redirect_url } = (await captured.json()) as { redirect_url: string };
    await fetch(redirect_url);
    const code = await running.ended;
    expect(running.out).toContain('0 differ, 0 were not tried.');
    expect(running.out).toMatch(/right +d1/);
    expect(running.out).not.toMatch(/\nwrong /);
    expect(code).toBe(0);
    const tokens = [...sandbox.sandbox.memory.sessions.values()].map(({ token }) => token);
    for (const secret of [...Object.values(secrets.keys), secrets.iliveApiKey, ...tokens, OPERATE_KEY])
      expect(running.out).not.toContain(secret);
    for (const secret of [secrets.iliveWebhookSecret, secrets.dataKey, secrets.linkSecret])
      expect(running.out).not.toContain(secret);
    expect(sandbox.sandbox.memory.collections.size).toBe(0);
  });

  it('ended in the middle: deletes its collection all the same', async () => {
    const running = start([...acme(), '--photos', ...photos]);
    const { collections } = sandbox.sandbox.memory;
    await vi.waitUntil(() => collections.size > 0, { timeout: 60_000, interval: 5 });
    running.child.kill('SIGINT');
    expect(await running.ended).toBe(130);
    expect(sandbox.sandbox.memory.collections.size).toBe(0);
  });

  it('with a key that iLive does not know: says so, 2', async () => {
    const { code, out } = await run(acme(), { ILIVE_API_KEY: 'iksk_unknown_key_of_the_test' });
    expect([code, out]).toEqual([2, expect.stringContaining('iLive refuses ILIVE_API_KEY with 401')]);
  });

  it('says where iLive should have been, and what to look at, when there is no answer', async () => {
    // Nothing listens on port 1.
    const { code, out } = await run(['--base-url', 'http://127.0.0.1:1'], {
      ILIVE_API_KEY: secrets.iliveApiKey,
    });
    expect([code, out]).toEqual([2, expect.stringContaining('iLive at http://127.0.0.1:1 cannot be asked')]);
    expect(out).toContain('ILIVE_BASE_URL or --base-url');
  });

  it('sends the key to no address in clear text: says so, 2, and asks nobody', async () => {
    const file = join(folder, 'clear.json');
    await writeFile(
      file,
      JSON.stringify({ name: 'clear', vars: { ILIVE_BASE_URL: 'http://ilive.example.com' } }),
    );
    const { code, out } = await run([file], { ILIVE_API_KEY: secrets.iliveApiKey });
    expect([code, out]).toEqual([2, expect.stringContaining('ILIVE_BASE_URL must be an https origin')]);
    expect(out).not.toContain('no answer');
  });

  it('without iLive: says so, 2', async () => {
    const { code, out } = await run([...acme(), '--base-url', 'http://127.0.0.1:1']);
    expect([code, out]).toEqual([2, expect.stringContaining('no answer')]);
  });

  it('without a deployment that answers: 1, and iLive is tried all the same', async () => {
    const { code, out } = await run([...acme(), '--service-url', 'http://127.0.0.1:1']);
    expect(code).toBe(1);
    expect(out).toMatch(/wrong +health +no answer/);
    expect(out).toContain('0 differ');
  });

  it('of iLive alone, by an address and the key in the environment', async () => {
    const { code, out } = await run(['--base-url', sandbox.url], { ILIVE_API_KEY: secrets.iliveApiKey });
    expect([code, out]).toEqual([0, expect.stringContaining('0 differ')]);
  });

  it.each([
    [['--quick'], '--quick is no option'],
    [['missing.json'], 'missing.json cannot be read'],
    [['--base-url', 'https://ilive.example.com', '--live', '--yes'], 'set ILIVE_API_KEY'],
  ])('called with %j: says what is wrong, 2', async (args, text) => {
    const { code, out } = await run(args);
    expect([code, out]).toEqual([2, expect.stringContaining(text)]);
  });

  it('live with an iLive elsewhere and no tunnel: says what to start, 2', async () => {
    const args = ['--base-url', 'https://ilive.example.com', '--live', '--port', '0', '--yes'];
    const { code, out } = await run(args, { ILIVE_API_KEY: secrets.iliveApiKey });
    expect([code, out]).toEqual([2, expect.stringContaining('--webhook-url')]);
  });
});
