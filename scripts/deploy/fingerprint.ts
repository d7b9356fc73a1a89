/** What a version of the Worker was made of, as a short text. A second run finds by it that there is nothing to upload. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { VERSION } from '../../src/config/release.ts';
import { hashCanonical } from '../../src/platform/canonical-json.ts';
import type { Secrets } from './secrets-file.ts';

/** The parts of a version. */
export type Parts = {
  /** The folder that wrangler has built into. */
  readonly bundle: string;
  readonly assets: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly secrets: Secrets;
};

/**
 * Makes the tag of the version: the service's version and 16 hex digits. Null when a version with these parts could not be
 * recognised: the tag can be read by everyone who may see the Worker, and only with `DATA_KEY` among the secrets is
 * there enough chance in them that their hash gives nothing away.
 */
export async function fingerprint(
  parts: Parts,
): Promise<{ readonly tag: string; readonly isComparable: boolean }> {
  const { bundle, assets, config, secrets } = parts;
  const isComparable = Object.keys(secrets).length === 0 || 'DATA_KEY' in secrets;
  const hash = hashCanonical({
    config,
    bundle: await hashesOf(bundle, /\.(js|mjs|wasm)$/),
    assets: await hashesOf(assets, /./),
    secrets: isComparable ? secrets : {},
  });
  return { tag: `${VERSION}-${hash.slice(0, 16)}`, isComparable };
}

async function hashesOf(folder: string, kind: RegExp): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && kind.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const hashes = await Promise.all(
    files.map(async (file) => [relative(folder, file), hashOf(await readFile(file))] as const),
  );
  return Object.fromEntries(hashes);
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
