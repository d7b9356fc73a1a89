import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compareVersions, versionsIn, withRelease } from '../../scripts/changelog.ts';
import { presentVersion } from '../../scripts/version.ts';
import { VERSION } from '../../src/config/release.ts';
import { goldenVersions, releaseFileOf } from '../support/release/golden-files.ts';

const HEAD = '# Changelog\n\nAll of it.\n\n## [Unreleased]\n';
const FIRST = `${HEAD}\n### Added\n\n- This.\n`;
const SECOND = `${HEAD}\n### Fixed\n\n- That.\n\n## [0.9.0] - 2026-01-01\n\n### Added\n\n- This.\n`;

describe('a release in the changelog', () => {
  it('gets all that was unreleased, and leaves the heading', () => {
    expect(withRelease(FIRST, '0.9.0', '2026-01-01')).toEqual({
      ok: true,
      text: `${HEAD}\n## [0.9.0] - 2026-01-01\n\n### Added\n\n- This.\n`,
    });
  });

  it('stands above the one before', () => {
    const released = withRelease(SECOND, '1.0.0', '2026-02-01');
    expect(released).toEqual({
      ok: true,
      text: `${HEAD}\n## [1.0.0] - 2026-02-01\n\n### Fixed\n\n- That.\n\n## [0.9.0] - 2026-01-01\n\n### Added\n\n- This.\n`,
    });
    expect(versionsIn(released.ok ? released.text : '')).toEqual(['1.0.0', '0.9.0']);
  });

  it.each([
    ['an older version', SECOND, '0.8.9', 'does not come after'],
    ['the same version', SECOND, '0.9.0', 'does not come after'],
    [
      'nothing to release',
      '# Changelog\n\n## [Unreleased]\n\n## [0.9.0] - 2026-01-01\n\n- This.\n',
      '1.0.0',
      'nothing',
    ],
    ['only a heading', `${HEAD}\n### Added\n`, '1.0.0', 'nothing'],
    ['no heading', '# Changelog\n\n- This.\n', '1.0.0', 'Unreleased'],
  ])('is refused with %s', (_, text, version, why) => {
    expect(withRelease(text, version, '2026-02-01')).toMatchObject({
      ok: false,
      why: expect.stringContaining(why),
    });
  });

  it.each([
    '',
    '1',
    '1.0',
    'v1.0.0',
    '1.0.0-rc.1',
    '01.0.0',
    '1.0.0 ',
    '1.0.x',
    '../1.0.0',
  ])('is refused as %j', (version) => {
    expect(withRelease(FIRST, version, '2026-02-01')).toMatchObject({ ok: false });
  });

  it('versions are compared by number', () => {
    const versions = ['0.10.0', '0.9.10', '1.0.0', '0.9.9', '0.9.9'];
    expect(versions.sort(compareVersions)).toEqual(['0.9.9', '0.9.9', '0.9.10', '0.10.0', '1.0.0']);
  });
});

describe('the versions agree', () => {
  it('package.json, the lockfile, the description, /healthz, and the newest in CHANGELOG.md', async () => {
    const version = await presentVersion();
    const lock = JSON.parse(await readFile('package-lock.json', 'utf8'));
    const { info } = JSON.parse(await readFile('docs/openapi.json', 'utf8'));
    const named = [lock.version, lock.packages[''].version, info.version, VERSION];
    expect(named).toEqual(named.map(() => version));
    const [newest = version] = versionsIn(await readFile('CHANGELOG.md', 'utf8'));
    expect(newest).toBe(version);
  });

  it('each release from 0.9.0 on is stored, and no other', async () => {
    const released = versionsIn(await readFile('CHANGELOG.md', 'utf8'));
    // Before the first release its version is stored already, so that there is something to test with.
    const wanted = released.length > 0 ? released : [await presentVersion()];
    const stored = await goldenVersions();
    expect(stored).toEqual([...wanted].sort(compareVersions));
    for (const version of stored) expect((await releaseFileOf(version)).version).toBe(version);
  });
});
