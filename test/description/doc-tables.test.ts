import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { withTables } from '../../scripts/doc-tables.ts';

it.each(await withTables())('the tables in $path are those of the code', async ({ path, text }) => {
  expect((await readFile(path, 'utf8')) === text, 'run: npm run doc-tables').toBe(true);
});

it('each table is in some document', async () => {
  const all = (await withTables()).map(({ text }) => text).join('\n');
  const tables = [...all.matchAll(/<!-- generated: ([\w-]+) -->/g)].map(([, table]) => table);
  expect(tables.sort()).toEqual(['problems', 'reasons', 'routes', 'settings']);
});
