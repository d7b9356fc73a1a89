/** `npm run deploy` against the stand-in, as an operator would run it. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NewDeployment, newDeployment } from '../../../scripts/deploy/new-deployment.ts';
import { ROOT } from '../../../scripts/local-setup.ts';
import { type CloudflareStandIn, startCloudflare } from './stand-in.ts';

/** How a run ended, and all that it printed. */
export type DeployRun = { readonly code: number | null; readonly output: string };

/** An operator's machine: an account at the stand-in, and a folder with deployment files. */
export type Operator = Awaited<ReturnType<typeof startOperator>>;

/** Starts the stand-in. @param subdomain of workers.dev, null for an account without one */
export async function startOperator(subdomain: string | null = 'acme') {
  const cloudflare = await startCloudflare(subdomain);
  const folder = await mkdtemp(join(tmpdir(), 'kyc-operator-'));
  const internet = await startInternet();

  async function run(args: readonly string[], input = ''): Promise<DeployRun> {
    const child = spawn('npm', ['run', '--silent', 'deploy', '--', ...args], {
      cwd: ROOT,
      env: {
        // In many a shell; it must not choose another Worker.
        CLOUDFLARE_ENV: 'staging',
        ...process.env,
        CLOUDFLARE_API_BASE_URL: cloudflare.apiUrl,
        CLOUDFLARE_API_TOKEN: 'token',
        CLOUDFLARE_ACCOUNT_ID: cloudflare.account.id,
        HTTPS_PROXY: internet.url,
        NO_PROXY: '127.0.0.1',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        output += text;
      });
    }
    child.stdin.end(input);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, output };
  }

  return {
    cloudflare,
    folder,
    run,
    /** The hosts that somebody tried to reach beyond this machine. */
    reached: internet.reached,

    /** Writes the two files of a deployment. @returns the API keys too */
    async writeFiles(name: string, more: object = {}): Promise<NewDeployment> {
      const made = newDeployment({
        name,
        publicUrl: '',
        jurisdiction: '',
        iliveApiKey: `iksk_${crypto.randomUUID()}`,
        iliveWebhookSecret: crypto.randomUUID(),
      });
      await this.writeChoices(name, more);
      await this.writeSecrets(name, made.secrets);
      return made;
    },
    writeChoices: (name: string, more: object) =>
      writeFile(join(folder, `${name}.json`), JSON.stringify({ name, ...more })),
    writeSecrets: (name: string, secrets: object) =>
      writeFile(join(folder, `${name}.secrets.json`), JSON.stringify(secrets), { mode: 0o600 }),

    /** Deploys it, and asks the Worker at the stand-in for its health. */
    deploy: (name: string, ...more: readonly string[]) =>
      run([join(folder, `${name}.json`), '--health-url', cloudflare.urlOf(name), ...more]),

    async stop(): Promise<void> {
      await cloudflare.stop();
      await internet.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A proxy that lets nothing through and remembers what was asked for. */
async function startInternet() {
  const reached: string[] = [];
  const server = createServer((request, response) => {
    reached.push(String(request.url));
    response.writeHead(502).end();
  });
  server.on('connect', (request, socket) => {
    reached.push(String(request.url));
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    reached,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Asks a deployed Worker. @returns status and body */
export async function ask(
  cloudflare: CloudflareStandIn,
  name: string,
  path: string,
  {
    key,
    json,
    method = json === undefined ? 'GET' : 'POST',
  }: { key?: string | undefined; json?: unknown; method?: string } = {},
): Promise<{ status: number; body: any }> {
  const response = await fetch(`${cloudflare.urlOf(name)}${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: json === undefined ? null : JSON.stringify(json),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
  };
}
