import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NIGHTLY_CRON } from '../../../src/cron/run-nightly-audit.ts';

it('the cron of the daily heads is the one that wrangler.toml has beside that of the sweep', () => {
  const [, crons] = readFileSync('wrangler.toml', 'utf8').match(/^crons = (\[.*\])$/m)!;
  expect(JSON.parse(crons!)).toEqual(['* * * * *', NIGHTLY_CRON]);
});
