/** The words by which the console says why a case is there, and what a decision contradicts. */
import { describe, expect, it } from 'vitest';
import type { Ground } from '../../src/core/grounds.ts';
import type { Decision, Reason } from '../../src/core/reasons.ts';
import { reasonSchema } from '../../src/core/reasons.ts';
import {
  type Contradiction,
  contradictionOf,
  type MeasuredScores,
} from '../../src/core/review/contradiction.ts';
import { livenessBand } from '../../src/core/review/liveness-band.ts';
import { type WhyInput, whyHere, whyShort } from '../../src/pages/review/case/why.ts';
import { urgencyOf } from '../../src/pages/review/time.tsx';

const NOW = Date.parse('2026-11-05T12:00:00.000Z');
const liveness = (verdict: string, confidence: number | null, quality: number | null = null) => ({
  liveness: { session_id: 's-2', verdict, confidence, photo_quality_score: quality },
});
const match = { match: { similarity: 0.614, threshold: 0.65, outcome: 'below_threshold' } };
const other = (
  name: string,
  similarity: number | null,
  decided_at: string | null = '2026-11-03T11:00:00.000Z',
) => ({
  name,
  similarity,
  applicant: { status: 'approved' as const, decided_at },
});
const verdict = (type: string, session_id: string, said: string) => ({
  type,
  data: JSON.stringify(
    type === 'verdict_received'
      ? { session_id, verdict: said, confidence: 0.5, webhook_id: null, effect: 'mismatch' }
      : {
          session_id,
          verdict: said,
          confidence: 0.5,
          photo_quality_score: null,
          next: 'continue',
          reason: null,
          policy: 'p-1',
        },
  ),
});
const failed = (step: string, code: string) => ({
  type: 'verification_failed',
  data: JSON.stringify({ step, code }),
});

function why(reasons: readonly Reason[], evidence: object = {}, more: Partial<WhyInput> = {}): string {
  const applicant = {
    liveness: null,
    match: null,
    dedupe: null,
    ...evidence,
    reasons,
  } as unknown as WhyInput['applicant'];
  return whyHere({ applicant, events: [], others: [], qualityMin: 0.6, now: NOW, ...more });
}

describe('why a case is here', () => {
  it.each<[string, string]>([
    [
      why(['similarity_low'], match),
      'The face on the ID photo and the live face have a similarity of 0.61; above 0.65 is needed.',
    ],
    [
      why(['possible_duplicate'], {}, { others: [other('ada-592', 0.991)] }),
      'This face matches that of ada-592 (similarity 0.99), approved 2 d 1 h ago.',
    ],
    [
      why(['possible_duplicate'], {}, { others: [other('a', 0.9), other('b', 0.8)] }),
      'This face matches that of a (similarity 0.90), approved 2 d 1 h ago, and one more.',
    ],
    [
      why(['possible_duplicate'], {}, { others: [other('a', null), other('b', 0.8), other('c', 0.7)] }),
      'This face may match that of a, approved 2 d 1 h ago, and 2 more.',
    ],
    [
      why(['possible_duplicate'], {}, { others: [{ name: 'face f-1', similarity: 0.7, applicant: null }] }),
      'This face matches that of face f-1 (similarity 0.70).',
    ],
    [why(['possible_duplicate']), 'This face matches that of another person.'],
    [
      why(['liveness_failed'], liveness('fail', 0.13)),
      'Liveness failed with a score of 0.13 (below 0.45): it may be no live person.',
    ],
    [
      why(['liveness_failed'], liveness('fail', 0.45)),
      'Liveness failed, though the score of 0.45 alone would not say so.',
    ],
    [why(['liveness_failed'], liveness('fail', null)), 'Liveness failed: iLive gave no score.'],
    [
      why(['liveness_failed'], liveness('maybe', 0.9)),
      'iLive’s verdict “maybe” is none of the known ones, so it counts as failed.',
    ],
    [
      why(['liveness_inconclusive'], liveness('retry', 0.5)),
      'Liveness stayed unclear (score 0.50), and no attempt is left.',
    ],
    [
      why(
        ['verdict_mismatch'],
        {},
        {
          events: [verdict('verdict_received', 's-2', 'fail'), verdict('liveness_confirmed', 's-2', 'pass')],
        },
      ),
      'iLive’s webhook said “fail”, its result said “pass”.',
    ],
    [
      why(
        ['verdict_mismatch'],
        {},
        {
          events: [verdict('liveness_confirmed', 's-2', 'pass'), verdict('verdict_received', 's-1', 'fail')],
        },
      ),
      'iLive’s webhook said “fail” for an earlier session, its result said “pass”.',
    ],
    [why(['verdict_mismatch']), 'iLive’s verdicts contradict each other.'],
    [
      why(['photo_quality_low'], liveness('pass', 0.9, 0.31)),
      'The liveness photo is too poor to compare: quality 0.31, at least 0.60 is needed.',
    ],
    [why(['photo_quality_low'], liveness('pass', 0.9, 0.6)), 'No face could be found on the liveness photo.'],
    [
      why(['verification_unavailable'], {}, { events: [failed('search', 'http_500')] }),
      'The search for duplicates could not be done: iLive answered “http 500”.',
    ],
    [why(['verification_unavailable']), 'A check could not be done at iLive.'],
    [
      why(['similarity_low', 'session_limit_reached'], match),
      'The face on the ID photo and the live face have a similarity of 0.61; above 0.65 is needed. ' +
        'More liveness sessions were asked for than one applicant may have.',
    ],
  ])('%s', (said, expected) => expect(said).toBe(expected));

  it.each(reasonSchema.options)('has a sentence and a label for %s without any evidence', (reason) => {
    expect(why([reason])).toMatch(/^[A-Zi].+\.$/);
    const nothing = { liveness: null, match: null, dedupe: null } as unknown as WhyInput['applicant'];
    expect(whyShort(reason, nothing)).not.toBe('');
  });

  it('names the score in a row of the queue, and not that of the own face', () => {
    const hit = (similarity: number, self: boolean) => ({ similarity, self });
    const dedupe = { hits: [hit(1, true), hit(0.92, false)], near: [0.4] };
    const applicant = { ...match, ...liveness('fail', 0.2), dedupe } as unknown as WhyInput['applicant'];
    expect(whyShort('similarity_low', applicant)).toBe('Similarity 0.61, above 0.65 needed');
    expect(whyShort('possible_duplicate', applicant)).toBe('Matches another face (similarity 0.92)');
    expect(whyShort('liveness_failed', applicant)).toBe('Liveness failed (score 0.20)');
  });
});

it.each([
  [1, 'pass'],
  [0.7, 'pass'],
  [0.6999, 'retry'],
  [0.45, 'retry'],
  [0.4499, 'fail'],
  [0, 'fail'],
] as const)('a liveness score of %d is a %s', (score, band) => expect(livenessBand(score)).toBe(band));

describe('a decision that contradicts a score by a wide margin', () => {
  const scores = (some: Partial<MeasuredScores>): MeasuredScores => ({
    similarity: null,
    matchThreshold: 0.65,
    bestHit: null,
    duplicateThreshold: 0.5,
    liveness: null,
    ...some,
  });
  it.each<[Decision, Ground, Partial<MeasuredScores>, Contradiction | null]>([
    ['approve', 'same_person', { similarity: 0.4 }, 'faces_unlike'],
    ['approve', 'same_person', { similarity: 0.41 }, null],
    ['approve', 'other', { similarity: 0.02 }, 'faces_unlike'],
    ['approve', 'not_a_duplicate', { similarity: 0.9, bestHit: 0.75 }, 'other_face_alike'],
    ['approve', 'not_a_duplicate', { similarity: 0.9, bestHit: 0.74 }, null],
    ['approve', 'known_customer', { similarity: 0.9, bestHit: 0.99 }, null],
    ['reject', 'different_person', { similarity: 0.9 }, 'faces_alike'],
    ['reject', 'impersonation', { similarity: 0.9 }, 'faces_alike'],
    ['reject', 'different_person', { similarity: 0.89 }, null],
    ['reject', 'different_person', {}, null],
    ['reject', 'duplicate_identity', {}, 'no_other_face'],
    ['reject', 'duplicate_identity', { bestHit: 0.25 }, 'no_other_face'],
    ['reject', 'duplicate_identity', { bestHit: 0.26 }, null],
    ['reject', 'spoof', { liveness: 0.95 }, 'liveness_passed'],
    ['reject', 'spoof', { liveness: 0.94 }, null],
    ['reject', 'spoof', {}, null],
    ['reject', 'customer_withdrew', { similarity: 0.99, liveness: 1 }, null],
    ['retry_liveness', 'another_attempt', { similarity: 0.02, bestHit: 0.99 }, null],
    ['escalate', 'second_opinion', { similarity: 0.02, bestHit: 0.99 }, null],
  ])('%s for %s on %j: %s', (decision, ground, some, expected) => {
    expect(contradictionOf(decision, ground, scores(some))).toBe(expected);
  });
});

it.each([
  [0, 'in_time'],
  [5.99, 'in_time'],
  [6, 'due_soon'],
  [7.99, 'due_soon'],
  [8, 'overdue'],
] as const)('a case that is due after eight hours is %d hours later: %s', (hours, expected) => {
  const opened = '2026-11-05T12:00:00.000Z';
  const now = NOW + hours * 3_600_000;
  expect(urgencyOf(opened, '2026-11-05T20:00:00.000Z', now)).toBe(expected);
  expect(urgencyOf(opened, null, now)).toBe('in_time');
});
