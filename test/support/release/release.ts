/** A release as it is deployed: its Worker's bundle, what the Worker must be given, and its migrations. */
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { unstable_splitSqlQuery, unstable_getMiniflareWorkerOptions as workerOptionsOf } from 'wrangler';
import { bundle } from '../../../bench/support/bundle.ts';
import { ROOT } from '../../../scripts/local-setup.ts';
import { presentVersion } from '../../../scripts/version.ts';
import { GOLDEN, hashesOf, type ReleaseFile, releaseFileOf, workerSchema } from './golden-files.ts';

/** A migration, statement by statement. */
export type Migration = { readonly name: string; readonly statements: readonly string[] };

/** A release that can be started. */
export type Release = {
  readonly version: string;
  readonly script: string;
  readonly worker: ReleaseFile['worker'];
  readonly migrations: readonly Migration[];
};

/** A text in a source file, and what stands there instead. */
export type Edit = { readonly file: string; readonly text: string; readonly becomes: string };

/** Builds what is checked out. */
export async function presentRelease(): Promise<Release> {
  return build(await presentVersion(), join(ROOT, 'wrangler.toml'), join(ROOT, 'migrations'));
}

/**
 * Builds a later release: what is checked out, with some texts changed.
 * @param migration one more migration
 * @throws when a text to be changed does not stand in its file exactly once
 */
export async function laterRelease(
  version: string,
  edits: readonly Edit[],
  migration?: { readonly name: string; readonly sql: string },
): Promise<Release> {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-later-'));
  try {
    for (const name of ['src', 'migrations', 'package.json', 'tsconfig.json', 'tsconfig.base.json'])
      await cp(join(ROOT, name), join(folder, name), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const toml = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
    // The pages' files are not served here.
    await writeFile(join(folder, 'wrangler.toml'), toml.replace(/^\[(?:build|assets)\]\n(?:.+\n)*/gm, ''));
    for (const { file, text, becomes } of edits) {
      const source = await readFile(join(folder, file), 'utf8');
      if (source.split(text).length !== 2) throw new Error(`${file} does not have this once: ${text}`);
      await writeFile(
        join(folder, file),
        source.replace(text, () => becomes),
      );
    }
    if (migration) await writeFile(join(folder, 'migrations', migration.name), migration.sql);
    return await build(version, join(folder, 'wrangler.toml'), join(folder, 'migrations'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function build(version: string, config: string, migrations: string): Promise<Release> {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-release-'));
  try {
    const { script } = await bundle(folder, config);
    const { compatibilityDate, compatibilityFlags, durableObjects } = workerOptionsOf(config).workerOptions;
    const objects = Object.entries(durableObjects ?? {}).map(([binding, object]) => {
      if (typeof object === 'string' || !object.className) throw new Error(`${binding} names no class`);
      return [binding, object.className] as const;
    });
    const worker = workerSchema.parse({
      compatibilityDate,
      compatibilityFlags,
      objects: Object.fromEntries(objects),
    });
    return {
      version,
      script: await readFile(script, 'utf8'),
      worker,
      migrations: await migrationsIn(migrations),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads a stored release. @throws when one of its migrations is not here any more as it was */
export async function goldenRelease(version: string): Promise<Release> {
  const { worker, migrations } = await releaseFileOf(version);
  const script = brotliDecompressSync(await readFile(join(GOLDEN, version, 'worker.js.br'))).toString();
  const here = await hashesOf(join(ROOT, 'migrations'));
  for (const { name, sha256 } of migrations) {
    if (here.get(name) !== sha256) throw new Error(`${name} is not the migration of ${version} any more`);
  }
  const known = await migrationsIn(join(ROOT, 'migrations'));
  const names = migrations.map(({ name }) => name);
  return { version, script, worker, migrations: known.filter(({ name }) => names.includes(name)) };
}

async function migrationsIn(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { name, statements: unstable_splitSqlQuery(text) };
    }),
  );
}
