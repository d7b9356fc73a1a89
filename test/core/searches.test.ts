import { describe, expect, it } from 'vitest';
import { nextStep } from '../../src/core/machine.ts';
import { type Act, failsForGood, given, hit, indexes, records, reviewer, searches } from '../support/core.ts';
import { INDEXED, MATCHED, matched } from '../support/stories.ts';

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
      faceId: 'f2',
      collection: 'users',
      ownFaceIds: ['f1', 'f2'],
    });
  });

  it('of a face that is not due brings nothing', () => {
    given(...INDEXED)
      .when(searches([], 'f9'))
      .then({ events: [] });
  });
});

describe('a missing collection', () => {
  const missing = records({ type: 'collection_missing', collection: 'users' });
  const ensured = records({ type: 'collection_ensured', collection: 'users' });

  it('is made, then the index is tried again', () => {
    given(...MATCHED, missing).then({ status: 'verifying', next: 'ensure_collection' });
    given(...MATCHED, missing)
      .when(missing, ensured)
      .then({ next: 'index', events: ['collection_ensured'] });
  });

  it('is known to be made until the face is in it or the step is given up', () => {
    const stepAfter = (...more: readonly Act[]) => nextStep(given(...MATCHED, ...more).applicant);
    expect(stepAfter()).toMatchObject({ type: 'index', ensured: false });
    expect(stepAfter(missing, ensured)).toMatchObject({ type: 'index', ensured: true });
    expect(stepAfter(missing, ensured, failsForGood, reviewer('resume'))).toMatchObject({ ensured: false });
    const { applicant } = given(...MATCHED, missing, ensured, indexes());
    expect(applicant.collectionEnsured).toBe(false);
  });

  it('another collection being there says nothing', () => {
    given(...MATCHED, missing)
      .when(records({ type: 'collection_ensured', collection: 'others' }))
      .then({ events: [], next: 'ensure_collection' });
  });
});
