import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';

const REQUIRED = {
  ILIVE_API_KEY: 'iksk_0123456789',
  ILIVE_WEBHOOK_SECRET: 'whsec-0123456789',
  API_KEYS: JSON.stringify({ backend: { sha256: '0'.repeat(64), scopes: ['applicants'] } }),
  DATA_KEY: createHash('sha256').update('of this test').digest('base64'),
  PUBLIC_URL: 'https://kyc.example',
};

describe('SEARCH_FLOOR', () => {
  it.each([
    [undefined, undefined, 0.3],
    ['', undefined, 0.3],
    [undefined, '0.31', 0.3],
    [undefined, '0.3', 0.3],
    [undefined, '0.29', 0.29],
    ['0.2', undefined, 0.2],
    ['0', undefined, 0],
    ['0.5', undefined, 0.5],
    ['0.29', '0.3', 0.29],
    ['0.3', '0.3', 0.3],
  ])('%s beside a duplicate threshold of %s: the search is asked from %d on', (floor, duplicate, searchFloor) => {
    const parsed = parseConfig({ ...REQUIRED, SEARCH_FLOOR: floor, DUPLICATE_THRESHOLD: duplicate });
    expect(parsed).toMatchObject({ ok: true, value: { searchFloor } });
  });

  it.each([
    ['0.51', undefined],
    ['0.31', '0.3'],
    ['1', undefined],
    ['1.5', undefined],
    ['-0.1', undefined],
    ['low', undefined],
  ])('%s beside a duplicate threshold of %s is a wrong setting', (floor, duplicate) => {
    const parsed = parseConfig({ ...REQUIRED, SEARCH_FLOOR: floor, DUPLICATE_THRESHOLD: duplicate });
    const wrong = parsed.ok ? [] : parsed.refusal.map(({ setting }) => setting);
    expect(new Set(wrong)).toEqual(new Set(['SEARCH_FLOOR']));
  });
});
