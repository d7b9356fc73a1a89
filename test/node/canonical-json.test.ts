import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashCanonical } from '../../src/platform/canonical-json.ts';

describe('canonical JSON', () => {
  it('sorts keys and has no blanks', () => {
    expect(canonicalJson({ b: [1, 'é'], a: null })).toBe('{"a":null,"b":[1,"é"]}');
  });

  it.each([
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['no value', undefined],
    ['a function', () => 1],
    ['not a number', Number.NaN],
    ['an infinite number', Number.POSITIVE_INFINITY],
  ])('refuses %s rather than hash nothing', (_, value) => {
    expect(() => canonicalJson(value)).toThrow();
    expect(() => hashCanonical(value)).toThrow();
  });

  it('is hashed behind a prefix', () => {
    const expected = createHash('sha256').update('before{"a":1}').digest('hex');
    expect(hashCanonical({ a: 1 }, 'before')).toBe(expected);
  });
});
