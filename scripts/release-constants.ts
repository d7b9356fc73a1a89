/** The constants of `src/config/release.ts`: the Worker must name its version without containing `package.json`. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the text of the file. @param root the project's folder */
export async function releaseConstants(root: string): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const migrations = (await readdir(join(root, 'migrations'))).filter((name) => name.endsWith('.sql'));
  const schema = migrations.toSorted().at(-1) ?? '';
  return `/** Written by \`npm run assets\`, which each build and test runs first: what this version of the service is. */

/** The version in \`package.json\`. */
export const VERSION = '${version}';
/** The newest file in \`migrations/\`. */
export const SCHEMA = '${schema}';
`;
}
