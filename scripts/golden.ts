/**
 * `npm run golden [-- FOLDER]`: stores what is checked out as a release, in `test/golden/<version>/`, for the tests of
 * later releases. `npm run release` does it; by hand only while the version has not been released.
 */
import { execFileSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { makeGolden } from '../test/support/release/golden.ts';
import { GOLDEN } from '../test/support/release/golden-files.ts';
import { ROOT } from './local-setup.ts';
import { presentVersion } from './version.ts';

const [given] = process.argv.slice(2);
const version = await presentVersion();
const tag = `v${version}`;
if (given === undefined && execFileSync('git', ['tag', '--list', tag], { cwd: ROOT }).length > 0) {
  console.error(
    `${version} was released: what is stored of it never changes. Give a folder to try it elsewhere.`,
  );
  process.exit(1);
}
const folder = given ?? join(GOLDEN, version);
await makeGolden(folder);
let bytes = 0;
for (const name of await readdir(folder)) {
  const { size } = await stat(join(folder, name));
  console.log(`${relative(ROOT, join(folder, name))}: ${size} bytes`);
  bytes += size;
}
console.log(`${Math.ceil(bytes / 1_000)} kB in all`);
