import { describe, expect, it } from 'vitest';
import { readWishes } from '../../sandbox/ilive/faults.ts';
import { chooseVerdict, confidenceFor } from '../../sandbox/ilive/session.ts';

describe('confidence', () => {
  it.each([
    ['pass', 0.7, 0.9999],
    ['retry', 0.45, 0.6998],
    ['fail', 0.01, 0.4498],
  ] as const)('of a %s is %d to %d', (verdict, lowest, highest) => {
    expect(confidenceFor(verdict, '00000000')).toBe(lowest);
    expect(confidenceFor(verdict, 'ffffffff')).toBe(highest);
  });
});

describe('the verdict', () => {
  it.each([
    { asked: 'auto', reference: 'user-1', face: true, verdict: 'pass' },
    { asked: 'auto', reference: 'user-1', face: false, verdict: 'retry' },
    { asked: 'auto', reference: null, face: true, verdict: 'pass' },
    { asked: 'auto', reference: 'fail-1', face: true, verdict: 'fail' },
    { asked: 'auto', reference: 'fail-1', face: false, verdict: 'fail' },
    { asked: 'auto', reference: 'pass-1', face: false, verdict: 'retry' },
    { asked: 'pass', reference: 'fail-1', face: true, verdict: 'pass' },
    { asked: 'pass', reference: 'pass-1', face: false, verdict: 'retry' },
    { asked: 'fail', reference: 'pass-1', face: true, verdict: 'fail' },
  ] as const)('asked $asked, reference $reference, face $face: $verdict', ({
    asked,
    reference,
    face,
    verdict,
  }) => {
    expect(chooseVerdict(asked, reference, face)).toBe(verdict);
  });
});

describe('a reference', () => {
  it.each([
    ['user-1', null, []],
    [null, null, []],
    ['user-pass-1', null, []],
    ['passport-1', null, []],
    ['retry-1', 'retry', []],
    ['slow-1', null, ['slow-']],
    ['slow-fail-twice-1', 'fail', ['slow-', 'twice-']],
    ['fail-pass-1', 'fail', []],
  ] as const)('%s asks for the verdict %s and the faults %j', (reference, verdict, faults) => {
    const wishes = readWishes(reference);
    expect([wishes.verdict, [...wishes.faults]]).toEqual([verdict, faults]);
  });
});
