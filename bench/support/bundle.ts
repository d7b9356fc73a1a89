/** Wrangler's bundle of a Worker, as `wrangler deploy` would send it. */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, WRANGLER_ENV } from '../../scripts/local-setup.ts';

const run = promisify(execFile);

/** The goal for its size: bytes, zipped by `gzip -9`. */
export const MOST_GZIPPED = 280_000;

/** The script and esbuild's account of it. */
export type Bundle = { readonly script: string; readonly metafile: string };

/** Builds it into that folder. */
export async function bundle(folder: string, config = 'wrangler.toml', entry?: string): Promise<Bundle> {
  const metafile = join(folder, 'meta.json');
  const out = ['--dry-run', '--outdir', folder, '--metafile', metafile, '--config', config];
  await run('wrangler', ['deploy', ...(entry === undefined ? [] : [entry]), ...out], {
    cwd: ROOT,
    env: WRANGLER_ENV,
  });
  const script = (await readdir(folder)).find((name) => name.endsWith('.js'));
  if (script === undefined) throw new Error('wrangler wrote no script');
  return { script: join(folder, script), metafile };
}
