/** CHANGELOG.md, in the form of Keep a Changelog: its versions, and the next one. */

/** `X.Y.Z`, without leading zeros. */
const VERSION = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/;
const UNRELEASED = '## [Unreleased]\n';
const RELEASED = /^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$/gm;

/** The changelog with the release, or why there is none. */
export type Changed =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string };

/** Gives the versions in a changelog, newest first as they stand there. */
export function versionsIn(changelog: string): readonly string[] {
  return [...changelog.matchAll(RELEASED)].map(([, version = '']) => version);
}

/** Compares two versions, for a sort from the oldest on. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const differing = (left ?? []).findIndex((part, index) => part !== right?.[index]);
  return differing < 0 ? 0 : (left?.[differing] ?? 0) - (right?.[differing] ?? 0);
}

/** Moves what stands under "Unreleased" under the version. @param day YYYY-MM-DD */
export function withRelease(changelog: string, version: string, day: string): Changed {
  if (!VERSION.test(version)) return no(`${version} is no version: X.Y.Z, such as 1.4.0`);
  const [newest] = versionsIn(changelog);
  if (newest !== undefined && compareVersions(version, newest) <= 0)
    return no(`${version} does not come after ${newest}, the newest in CHANGELOG.md`);
  const start = changelog.indexOf(UNRELEASED);
  if (start < 0) return no('CHANGELOG.md has no "## [Unreleased]"');
  const from = start + UNRELEASED.length;
  const next = changelog.indexOf('\n## [', from - 1);
  const changes = changelog.slice(from, next < 0 ? undefined : next).trim();
  if (!/^- \S/m.test(changes)) return no('CHANGELOG.md has nothing under "Unreleased"');
  const rest = next < 0 ? '' : `\n${changelog.slice(next).trimStart()}`;
  return {
    ok: true,
    text: `${changelog.slice(0, from)}\n## [${version}] - ${day}\n\n${changes}\n${rest}`,
  };
}

function no(why: string): Changed {
  return { ok: false, why };
}
