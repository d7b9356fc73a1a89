/**
 * `npm run release -- X.Y.Z`: cuts a release. Moves what CHANGELOG.md has under "Unreleased" under the version, sets the
 * version everywhere, stores the release for the tests of later ones, commits and tags. Pushes nothing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withRelease } from './changelog.ts';
import { ROOT } from './local-setup.ts';

try {
  release(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function release([version, ...more]: readonly string[]): void {
  if (version === undefined || more.length > 0) throw new Error('npm run release -- X.Y.Z');
  if (git('status', '--porcelain') !== '')
    throw new Error('Some files are not committed: git status. Commit or remove them first.');
  if (git('tag', '--list', `v${version}`) !== '') throw new Error(`The tag v${version} exists already.`);
  const today = new Date().toISOString().slice(0, 10);
  const changelog = withRelease(read('CHANGELOG.md'), version, today);
  if (!changelog.ok) throw new Error(changelog.why);
  try {
    writeFileSync(join(ROOT, 'CHANGELOG.md'), changelog.text);
    setVersion('package.json', version);
    setVersion('package-lock.json', version);
    for (const script of ['openapi', 'assets', 'golden']) run('npm', 'run', '--silent', script);
    git('add', '--all');
    git('commit', '--quiet', '--message', `Release ${version}`);
    git('tag', '--annotate', `v${version}`, '--message', `Release ${version}`);
  } catch (error) {
    undo(version);
    throw error;
  }
  console.log(`Released ${version}. Test it with npm run test:full, then: git push --follow-tags`);
}

/** The tree was clean, so all that has changed is of this run. */
function undo(version: string): void {
  git('reset', '--quiet');
  git('checkout', '--quiet', '--', '.');
  git('clean', '--quiet', '--force', '-d', '--', `test/golden/${version}`);
  console.error('Nothing was released; the files are as they were.');
}

function setVersion(name: string, version: string): void {
  const file = JSON.parse(read(name));
  file.version = version;
  // The lockfile names it twice.
  if (file.packages?.['']) file.packages[''].version = version;
  writeFileSync(join(ROOT, name), `${JSON.stringify(file, null, 2)}\n`);
}

function read(name: string): string {
  if (!existsSync(join(ROOT, name))) throw new Error(`${name} is not there`);
  return readFileSync(join(ROOT, name), 'utf8');
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

function run(command: string, ...args: readonly string[]): void {
  execFileSync(command, args, { cwd: ROOT, stdio: 'inherit' });
}
