/** The version of the project, which `package.json` has. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './local-setup.ts';

/** Reads it. @param folder of the checkout */
export async function presentVersion(folder = ROOT): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return version;
}
