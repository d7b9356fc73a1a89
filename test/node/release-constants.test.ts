import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { releaseConstants } from '../../scripts/release-constants.ts';

const ROOT = join(import.meta.dirname, '../..');

it('are those of package.json and migrations/: `npm run assets` writes them', async () => {
  expect(await readFile(join(ROOT, 'src/config/release.ts'), 'utf8')).toBe(await releaseConstants(ROOT));
});

it('follow a new version and a new migration', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-release-'));
  await cp(join(ROOT, 'migrations'), join(folder, 'migrations'), { recursive: true });
  await mkdir(join(folder, 'migrations'), { recursive: true });
  await writeFile(join(folder, 'migrations/0999_more.sql'), '');
  await writeFile(join(folder, 'migrations/note.md'), '');
  await writeFile(join(folder, 'package.json'), '{ "version": "9.8.7" }');
  const text = await releaseConstants(folder);
  await rm(folder, { recursive: true });
  expect(text).toContain("VERSION = '9.8.7'");
  expect(text).toContain("SCHEMA = '0999_more.sql'");
});
