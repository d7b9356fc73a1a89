/** The files of the stored releases, `test/golden/<version>/`: what each says of itself, and what it has stored. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../../scripts/local-setup.ts';

/** The folder of the stored releases, one folder for each version. */
export const GOLDEN = join(ROOT, 'test/golden');

/** What a Worker must be given: the platform's date and flags, and the classes of its objects. */
export const workerSchema = z.object({
  compatibilityDate: z.string(),
  compatibilityFlags: z.array(z.string()),
  /** The class of each namespace of objects, by its binding. */
  objects: z.record(z.string(), z.string()),
});

const releaseFileSchema = z.object({
  version: z.string(),
  worker: workerSchema,
  /** The migrations that the release brings, with the SHA-256 of each: none of them may ever change. */
  migrations: z.array(z.object({ name: z.string(), sha256: z.string() })),
});

/** What a stored release says of itself. */
export type ReleaseFile = z.infer<typeof releaseFileSchema>;

const values = z.record(z.string(), z.json());

/** The shape of `storage.json`. */
export const storedSchema = z.object({
  /** What the objects hold, by the name of their class. */
  objects: z.record(z.string(), z.array(z.object({ id: z.string(), alarm: z.number().nullable(), values }))),
  /** The rows of each table. */
  d1: z.record(z.string(), z.array(values)),
  /** The bytes in base64. */
  r2: z.record(z.string(), z.object({ content_type: z.string().nullable(), base64: z.string() })),
});

/** All that is stored. */
export type Stored = z.infer<typeof storedSchema>;

/** The versions of the stored releases, oldest first. */
export async function goldenVersions(): Promise<readonly string[]> {
  const entries = await readdir(GOLDEN, { withFileTypes: true });
  const versions = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Reads what a stored release says of itself. */
export async function releaseFileOf(version: string): Promise<ReleaseFile> {
  return releaseFileSchema.parse(JSON.parse(await readFile(join(GOLDEN, version, 'release.json'), 'utf8')));
}

/** Reads what a stored release has stored. */
export async function storedOf(version: string): Promise<Stored> {
  return storedSchema.parse(JSON.parse(await readFile(join(GOLDEN, version, 'storage.json'), 'utf8')));
}

/** Gives the SHA-256 of each migration in a folder, by its name. */
export async function hashesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const hash = async (name: string) =>
    createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
  return new Map(await Promise.all(names.map(async (name) => [name, await hash(name)] as const)));
}
