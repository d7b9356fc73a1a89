/** The real service under `wrangler dev` in a folder of its own, to be killed and started again. */
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createCustomer } from '../../scripts/customer.ts';
import { migrateLocal, newSecrets, ROOT, writeSettings } from '../../scripts/local-setup.ts';
import { type RunningService, startService } from '../../scripts/service.ts';

/** The service with its folder, keys and customer. */
export type LocalService = Awaited<ReturnType<typeof createLocalService>>;

/** Where it and its iLive listen, and which settings differ from the defaults. */
export type LocalServiceOptions = {
  readonly port: number;
  readonly ilivePort: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** The Worker to serve in place of `src/index.ts`; a path from the project's folder. */
  readonly entry?: string;
};

/** Makes the folder, the database and the secrets; starts nothing yet. */
export async function createLocalService({ port, ilivePort, settings = {}, entry }: LocalServiceOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-process-'));
  const inFolder = (name: string) => relative(ROOT, join(folder, name));
  const secrets = newSecrets();
  const addresses = {
    serviceUrl: `http://127.0.0.1:${port}`,
    sandboxUrl: `http://127.0.0.1:${ilivePort}`,
  };
  await writeSettings(inFolder('dev.env'), secrets, addresses);
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'\n`);
  await appendFile(join(folder, 'dev.env'), lines.join(''));
  const persistTo = join(folder, 'state');
  await migrateLocal(persistTo);
  const config = await copySource(folder, entry);
  let running: RunningService | null = null;

  return {
    ...addresses,
    /** Holds its settings, `state` and `service.log`. */
    folder,
    secrets,
    customer: createCustomer(addresses, secrets),
    async start(): Promise<void> {
      const files = { envFile: join(folder, 'dev.env'), logFile: inFolder('service.log'), persistTo };
      running = await startService({ port, config, ...files });
    },
    /** SIGKILL to all of it, from outside. */
    async kill(): Promise<void> {
      await running?.kill();
      running = null;
    },
    /** All that it has said so far, over all starts. */
    log: () => readFile(join(folder, 'service.log'), 'utf8'),
    async remove(): Promise<void> {
      await running?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `wrangler dev` starts anew whenever a source file is saved; nobody saves in this copy. Gives its `wrangler.toml`. */
async function copySource(folder: string, main = 'src/index.ts'): Promise<string> {
  for (const path of ['src', main, 'package.json', 'tsconfig.json', 'tsconfig.base.json']) {
    await cp(join(ROOT, path), join(folder, path), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const toml = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
  const config = join(folder, 'wrangler.toml');
  const assets = join(ROOT, 'dist/assets');
  const moved = toml
    // One caller is all callers here.
    .replace(/^\[\[ratelimits\]\]\n(?:.+\n)*/gm, '')
    // The tests before which it was filled share the folder with this one.
    .replace(/^\[build\]\n(?:.+\n)*/m, '')
    .replace(/^main = .*$/m, `main = "${main}"`)
    .replace(/^directory = .*$/m, `directory = "${assets}"`);
  await writeFile(config, moved);
  return config;
}
