/** Sealed texts, up to the longest that iLive may give. */
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../src/platform/seal.ts';

const seal = createSeal([crypto.getRandomValues(new Uint8Array(32))]);

describe('a sealed text', () => {
  it.each([
    ['of no characters', ''],
    ['of 3,044 bytes', 'x'.repeat(3_044)],
    ['of 3,045 bytes', 'x'.repeat(3_045)],
    ['as long as a token may be', 'x'.repeat(4_096)],
    ['as long as a token may be, of three bytes each', '\u20ac'.repeat(4_096)],
  ])('%s opens again, for its purpose alone', async (_, text) => {
    const sealed = await seal.seal(text, 'a');
    expect(await seal.open(sealed, 'a')).toBe(text);
    expect(await seal.open(sealed, 'b')).toBeNull();
    expect(await seal.open(`${sealed}AAAA`, 'a')).toBeNull();
  });
});
