import { describe, expect, it } from 'vitest';
import type { Hit } from '../../src/core/events.ts';
import { nextStep } from '../../src/core/machine.ts';
import {
  type Act,
  failsForGood,
  given,
  hit,
  indexes,
  records,
  reviewer,
  searches,
} from '../support/given-when-then.ts';
import { INDEXED, MATCHED, matched } from '../support/onboarding-stages.ts';

describe('a search', () => {
  it.each([
    ['the caller says it is our own', hit(1, true), 'approved'],
    ['our own without a name', { ...hit(1, true), external_face_id: null }, 'approved'],
    ['a stranger without a name', { ...hit(0.9), external_face_id: null }, 'in_review'],
  ] as const)('%s', (_name, found, status) => {
    given(...INDEXED)
      .when(searches([found]))
      .then({ status, state: { dedupe: { hits: [found] } } });
  });

  it('knows all faces that were ever ours', () => {
    const again = [...INDEXED, searches([hit(0.9)]), reviewer('retry_liveness'), ...matched('s2')];
    expect(nextStep(given(...again, indexes('f2', 's2')).applicant)).toEqual({
      type: 'search',
      sessionId: 's2',
      faceId: 'f2',
      collection: 'users',
      ownFaceIds: ['f1', 'f2'],
    });
  });

  const own = (similarity: number) => hit(similarity, true);
  it.each<[string, Hit[], number, { hits: number[]; near: number[] }]>([
    ['nobody', [], 5, { hits: [], near: [] }],
    ['strangers on both sides of the threshold', [hit(0.4), hit(0.6)], 5, { hits: [0.6], near: [0.4] }],
    ['a stranger exactly at it', [hit(0.5)], 5, { hits: [], near: [0.5] }],
    ['own faces, however unlike', [own(0.31), own(1)], 5, { hits: [1, 0.31], near: [] }],
    ['near ones in any order', [hit(0.31), hit(0.45), hit(0.4)], 5, { hits: [], near: [0.45, 0.4, 0.31] }],
    ['as many as asked for', [own(1), hit(0.4)], 2, { hits: [1], near: [0.4] }],
    ['more than asked for', [hit(0.32), hit(0.41), own(1), hit(0.6)], 3, { hits: [1, 0.6], near: [0.41] }],
    ['more of the own ones than asked for', [own(1), own(0.99), own(0.98)], 2, { hits: [1, 0.99], near: [] }],
    [
      'a duplicate behind too many of the own',
      [own(1), own(0.99), hit(0.6)],
      2,
      { hits: [1, 0.6], near: [] },
    ],
    ['a duplicate behind one of the own, and room for one', [own(1), hit(0.6)], 1, { hits: [0.6], near: [] }],
  ])('keeps own faces and duplicates, of other strangers the similarity: %s', (_name, found, most, kept) => {
    const reason = found.some(({ self, similarity }) => !self && similarity > 0.5)
      ? 'possible_duplicate'
      : null;
    const { events } = given(...INDEXED).when(searches(found, 'f1', most));
    const [searched] = events;
    if (searched?.type !== 'faces_searched') throw new Error('not searched');
    const { hits, near, max_results } = searched.data;
    expect({ hits: hits.map(({ similarity }) => similarity), near }).toEqual(kept);
    expect([max_results, searched.data.reason]).toEqual([most, reason]);
    expect(hits.length + near.length).toBeLessThanOrEqual(max_results);
  });

  it('names no stranger at or below the threshold, neither in the log nor in the state', () => {
    const near = { ...hit(0.5), external_face_id: 'bystander', face_id: 'bystander-face' };
    for (const others of [[near], [hit(0.9), near]]) {
      const { log, state } = given(...INDEXED, searches(others));
      expect(JSON.stringify([log, state])).not.toContain('bystander');
    }
  });

  it('in another collection says nothing of the face there, even one of the same id', () => {
    const doubted = [...INDEXED, searches([hit(0.9)])];
    const elsewhere = [...doubted, indexes('f1', 's1', false, 'others')];
    given(...elsewhere)
      .when(reviewer('approve'))
      .then({ status: 'verifying', next: 'search' });
    given(...INDEXED)
      .when(searches([], 'f1', 5, 'others'))
      .then({ events: [] });
  });

  it('of a face that is not due brings nothing', () => {
    given(...INDEXED)
      .when(searches([], 'f9'))
      .then({ events: [] });
  });
});

describe('a missing collection', () => {
  const missing = records({ type: 'collection_missing', collection: 'users', uncertain: false });
  const ensured = records({ type: 'collection_ensured', collection: 'users' });

  it('is made, then the index is tried again', () => {
    given(...MATCHED, missing).then({ status: 'verifying', next: 'ensure_collection' });
    given(...MATCHED, missing)
      .when(missing, ensured)
      .then({ next: 'index', events: ['collection_ensured'] });
  });

  it('is known to be made until the face is in it or the step is given up', () => {
    const stepAfter = (...more: readonly Act[]) => nextStep(given(...MATCHED, ...more).applicant);
    expect(stepAfter()).toMatchObject({ type: 'index', collectionCreated: false });
    expect(stepAfter(missing, ensured)).toMatchObject({ type: 'index', collectionCreated: true });
    expect(stepAfter(missing, ensured, failsForGood, reviewer('resume'))).toMatchObject({
      collectionCreated: false,
    });
    const { applicant } = given(...MATCHED, missing, ensured, indexes());
    expect(applicant.collectionEnsured).toBeNull();
  });

  it('another collection being there says nothing', () => {
    given(...MATCHED, missing)
      .when(records({ type: 'collection_ensured', collection: 'others' }))
      .then({ events: [], next: 'ensure_collection' });
  });
});
