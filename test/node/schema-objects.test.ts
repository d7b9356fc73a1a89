/** The night compares D1 with a generated list. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SCHEMA_FILE, schemaFile } from '../../scripts/schema-objects.ts';

it('the list of what the migrations make is fresh: npm run schema-objects', () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaFile());
});
