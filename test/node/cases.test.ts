import { describe, expect, it } from 'vitest';
import {
  compares,
  given,
  hit,
  indexes,
  reports,
  reviewer,
  START,
  searches,
  waits,
} from '../support/given-when-then.ts';
import { PHOTO } from '../support/onboarding-stages.ts';

const HOUR = 3_600_000;
const LOW = [...PHOTO, compares(0.1)];
const openedAt = (ms: number) => new Date(START + ms).toISOString();

describe("a reviewer's case", () => {
  it('is none before anybody is needed', () => {
    expect(given(...LOW.slice(0, -1)).applicant.review).toBeNull();
  });

  it('waits since it was opened, whatever comes on top', () => {
    given(...LOW, waits(HOUR), reports('fail')).then({
      reasons: ['similarity_low', 'verdict_mismatch'],
      state: { review: { openedAt: openedAt(0), decided: null } },
    });
  });

  it('keeps who decided what, and when', () => {
    const { applicant } = given(...LOW, waits(HOUR), reviewer('approve'));
    expect(applicant.review).toMatchObject({
      openedAt: openedAt(0),
      decided: {
        ...{ decision: 'approve', ground: 'same_person', reviewer: 'r', decidedBy: 'test' },
        ...{ at: openedAt(HOUR), seq: applicant.seq },
      },
    });
  });

  it('gives way to the next one', () => {
    given(...LOW, reviewer('approve'), indexes(), waits(HOUR), searches([hit(0.9)])).then({
      reasons: ['possible_duplicate'],
      state: { review: { openedAt: openedAt(HOUR), decided: null } },
    });
  });
});
