/** `npm run release` in a copy of the project that has a history of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/local-setup.ts';

const VERSION = '99.1.0';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kyc-cut-'));
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean);
  // One that was deleted and not committed yet is listed, and not there.
  for (const name of files) await cp(join(ROOT, name), join(folder, name)).catch(() => {});
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  git('init', '--quiet');
  commit('As it is');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const WHO = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com', '-c', 'commit.gpgsign=false'];
function git(...args: readonly string[]): string {
  return execFileSync('git', [...WHO, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}
function commit(message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', message);
}

/** Where the history stands, and whether all is committed. */
const position = () => [git('rev-parse', 'HEAD'), git('tag', '--list'), git('status', '--porcelain')];

function release(...args: readonly string[]) {
  const env = {
    ...process.env,
    GIT_AUTHOR_NAME: 'Tester',
    GIT_AUTHOR_EMAIL: 'tester@example.com',
    GIT_COMMITTER_NAME: 'Tester',
    GIT_COMMITTER_EMAIL: 'tester@example.com',
  };
  const options = { cwd: folder, encoding: 'utf8', env } as const;
  const { status, stderr, stdout } = spawnSync('npm', ['run', '--silent', 'release', '--', ...args], options);
  return { status, stderr, stdout };
}

describe('npm run release', () => {
  it.each([
    [[], 'X.Y.Z'],
    [['1.0'], 'no version'],
    [['0.1.0', '0.2.0'], 'X.Y.Z'],
  ])('refuses %j and changes nothing', (args, why) => {
    const before = position();
    expect(release(...args)).toMatchObject({ status: 1, stderr: expect.stringContaining(why) });
    expect(position()).toEqual(before);
  });

  it('refuses files that are not committed', async () => {
    await writeFile(join(folder, 'draft.txt'), 'not yet');
    expect(release(VERSION)).toMatchObject({ status: 1, stderr: expect.stringContaining('not committed') });
    await rm(join(folder, 'draft.txt'));
  });

  it('leaves all as it was when the release cannot be built', async () => {
    const config = join(folder, 'wrangler.toml');
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace('src/index.ts', 'src/none.ts'));
    commit('Broken');
    const before = position();
    expect(release(VERSION)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Nothing was released'),
    });
    expect(position()).toEqual(before);
    await writeFile(config, text);
    commit('Mended');
  });

  it('sets the version everywhere, stores the release, commits and tags', async () => {
    const changes = (await readFile(join(folder, 'CHANGELOG.md'), 'utf8')).split('## [Unreleased]\n')[1];
    const { status, stdout, stderr } = release(VERSION);
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('Nothing was released')]);
    expect(stdout).toContain(`Released ${VERSION}`);
    expect(git('status', '--porcelain')).toBe('');
    expect(git('log', '-1', '--format=%s')).toBe(`Release ${VERSION}`);
    expect(git('rev-parse', `v${VERSION}^{commit}`)).toBe(git('rev-parse', 'HEAD'));

    const json = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));
    expect((await json('package.json')).version).toBe(VERSION);
    expect((await json('package-lock.json')).packages[''].version).toBe(VERSION);
    expect((await json('docs/openapi.json')).info.version).toBe(VERSION);
    expect((await json(`test/golden/${VERSION}/release.json`)).version).toBe(VERSION);
    expect(await readdir(join(folder, 'test/golden', VERSION))).toEqual([
      'ilive.json',
      'release.json',
      'storage.json',
      'worker.js.br',
    ]);
    const today = new Date().toISOString().slice(0, 10);
    const [, unreleased, released] = (await readFile(join(folder, 'CHANGELOG.md'), 'utf8')).split('\n## [');
    expect(unreleased).toBe('Unreleased]\n');
    expect(released).toContain(`${VERSION}] - ${today}\n`);
    expect(released).toContain(changes?.split('\n## [')[0]?.trim());
    // What else is in the lockfile stays as it is.
    expect(git('diff', '--stat', 'HEAD~1', '--', 'package-lock.json')).toContain(
      '2 insertions(+), 2 deletions(-)',
    );
  });

  it('what is stored of it cannot be made anew', () => {
    const golden = spawnSync('npm', ['run', '--silent', 'golden'], { cwd: folder, encoding: 'utf8' });
    expect(golden).toMatchObject({ status: 1, stderr: expect.stringContaining('was released') });
    expect(git('status', '--porcelain')).toBe('');
  });

  it('refuses the same version again', () => {
    const before = position();
    expect(release(VERSION)).toMatchObject({ status: 1, stderr: expect.stringContaining(VERSION) });
    expect(position()).toEqual(before);
  });
});
