/** Runs of wrangler, with the configuration of the deployment. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { ROOT, WRANGLER_ENV } from '../local-setup.ts';

/** How a run ended, and all that it said. */
export type WranglerRun = { readonly ok: boolean; readonly output: string };

/** The account and the token of a run. */
export type Credentials = { readonly accountId: string; readonly token: string };

/** What the runs of one deployment share: wrangler's environment, and the configuration that was generated for it. */
export type WranglerSetup = { readonly env: NodeJS.ProcessEnv; readonly configFile: string };

/** Runs wrangler. */
export function runWrangler(args: readonly string[], env: NodeJS.ProcessEnv): Promise<WranglerRun> {
  return new Promise((resolve) => {
    const child = spawn('wrangler', [...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ ok: false, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ ok: code === 0, output: stripVTControlCharacters(output) }));
  });
}

/** Makes the environment of a run: nothing asks, and nothing is sent but to Cloudflare's API. */
export function wranglerEnv({ accountId, token }: Credentials): NodeJS.ProcessEnv {
  return {
    ...WRANGLER_ENV,
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    CLOUDFLARE_ACCOUNT_ID: accountId,
    CLOUDFLARE_API_TOKEN: token,
  };
}

/**
 * The configuration, and no environment of wrangler's: with `CLOUDFLARE_ENV` in the shell it would upload the same
 * configuration as another Worker, with empty objects, over the domain and the data of this one.
 */
function configured(configFile: string): readonly string[] {
  return ['--config', configFile, '--env='];
}

/** Builds the Worker into a folder, and sends nothing. */
export function buildWorker(folder: string, { env, configFile }: WranglerSetup): Promise<WranglerRun> {
  return runWrangler(['deploy', '--dry-run', '--outdir', folder, ...configured(configFile)], env);
}

/** Applies the migrations that D1 lacks. */
export function migrate({ env, configFile }: WranglerSetup): Promise<WranglerRun> {
  return runWrangler(['d1', 'migrations', 'apply', 'DB', '--remote', ...configured(configFile)], env);
}

const deployedSchema = z.object({ type: z.literal('deploy'), version_id: z.string() });

/** Uploads code and secrets at once, and puts them into service. @returns the new version too, null when there is none */
export async function uploadWorker(
  { tag, secretsFile }: { readonly tag: string; readonly secretsFile: string | null },
  { env, configFile }: WranglerSetup,
): Promise<WranglerRun & { readonly versionId: string | null }> {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-deploy-'));
  const report = join(folder, 'report.ndjson');
  try {
    const secrets = secretsFile === null ? [] : ['--secrets-file', secretsFile];
    const args = ['deploy', ...configured(configFile), '--tag', tag, ...secrets];
    const run = await runWrangler(args, { ...env, WRANGLER_OUTPUT_FILE_PATH: report });
    const lines = (await readFile(report, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
    const deployed = lines.flatMap((line) => deployedSchema.safeParse(JSON.parse(line)).data ?? []);
    return { ...run, versionId: deployed.at(-1)?.version_id ?? null };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts an earlier version into service again. */
export function rollBack(
  name: string,
  versionId: string,
  { env, configFile }: WranglerSetup,
): Promise<WranglerRun> {
  const message = 'The new version did not become healthy';
  return runWrangler(
    ['rollback', versionId, '--name', name, '--message', message, '--yes', ...configured(configFile)],
    env,
  );
}

/** Returns the token of `wrangler login`, null without one. */
export async function loginToken(): Promise<string | null> {
  const { ok, output } = await runWrangler(['auth', 'token', '--json'], {
    ...WRANGLER_ENV,
    WRANGLER_HIDE_BANNER: 'true',
  });
  const json = /\{[\s\S]*\}/.exec(output)?.[0];
  if (!ok || json === undefined) return null;
  return z.object({ token: z.string() }).safeParse(JSON.parse(json)).data?.token ?? null;
}
