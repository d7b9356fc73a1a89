/** What a version of the Worker was made of, as its tag. A second run finds by it that there is nothing to upload. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { VERSION } from '../../src/config/release.ts';
import { hashCanonical } from '../../src/platform/canonical-json.ts';
import type { Secrets } from './secrets-file.ts';

/** Hex digits of a hash in a tag, which may have 100 characters. */
const DIGITS = 16;

/**
 * Hashes code, static files and settings.
 * @param bundle the folder that wrangler has built into @param assets that of the static files
 */
export async function hashCode(bundle: string, assets: string, config: object): Promise<string> {
  const code = {
    config,
    bundle: await hashesOf(bundle, /\.(js|mjs|wasm)$/),
    assets: await hashesOf(assets, /./),
  };
  return hashCanonical(code).slice(0, DIGITS);
}

/**
 * Hashes the secrets. Everyone who may look at the Worker can read its tag, so this is done only where `DATA_KEY`, which
 * cannot be guessed, is among them.
 * @returns null when they cannot be compared with others
 */
export function hashSecrets(secrets: Secrets): string | null {
  return 'DATA_KEY' in secrets ? hashCanonical(secrets).slice(0, DIGITS) : null;
}

/** What is to be uploaded. `secrets`: null when none are given, so that those that are set are kept. */
export type Content = { readonly code: string; readonly secrets: Secrets | null };

/** Makes the tag of a version. @param before the tag of the version that serves */
export function tagOf({ code, secrets }: Content, before: string | null): string {
  const kept = before?.split('-').at(-1) ?? 'kept';
  return `${VERSION}-${code}-${secrets === null ? kept : (hashSecrets(secrets) ?? 'other')}`;
}

/** Tells whether the version with that tag has this content. */
export function isContentOf(tag: string | null, { code, secrets }: Content): boolean {
  if (tag === null || !tag.startsWith(`${VERSION}-${code}-`)) return false;
  if (secrets === null) return true;
  const hash = hashSecrets(secrets);
  return hash !== null && tag.endsWith(`-${hash}`);
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
