import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { thirdParty } from '../../scripts/third-party.ts';

it('docs/third-party.md names the packages that are installed', async () => {
  const committed = await readFile('docs/third-party.md', 'utf8').catch(() => '');
  expect(committed === (await thirdParty()), 'run: npm run third-party').toBe(true);
});

it('the licence is the same in LICENSE, package.json and the description of the API', async () => {
  expect(await readFile('LICENSE', 'utf8')).toMatch(/^\s*Apache License\s+Version 2\.0, January 2004/);
  expect(JSON.parse(await readFile('package.json', 'utf8')).license).toBe('Apache-2.0');
  expect(JSON.parse(await readFile('docs/openapi.json', 'utf8')).info.license.identifier).toBe('Apache-2.0');
});
