import { describe, expect, it } from 'vitest';
import { viewOf } from '../../src/applicant/views/applicant-view.ts';
import { rowOf } from '../../src/d1/row.ts';
import { compares, given, hit, indexes, POLICY, searches } from '../support/given-when-then.ts';
import { PHOTO } from '../support/onboarding-stages.ts';

describe('the row in D1', () => {
  it('is the same however the keys of the evidence are ordered in memory', () => {
    const { applicant, now } = given(...PHOTO, compares(0.9), indexes(), searches([hit(0.9)]));
    const view = viewOf(applicant, POLICY, { metadata: { b: 1, a: 2 }, sessionUrl: null, note: null }, now);
    expect(view.dedupe?.hits).toHaveLength(1);
    expect(rowOf(applicant, reversed(view) as typeof view, 'hash')).toEqual(rowOf(applicant, view, 'hash'));
  });
});

/** The same value with the keys of all its objects the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reversed(entry)]),
  );
}
