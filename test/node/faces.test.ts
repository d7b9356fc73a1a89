import { describe, expect, it } from 'vitest';
import { INDEX_LANDING_MS } from '../../src/core/policy.ts';
import { nextStep, stepKey } from '../../src/core/steps.ts';
import {
  type Act,
  compares,
  deletesFace,
  erases,
  failsForGood,
  given,
  hit,
  indexes,
  opens,
  reconciles,
  reports,
  reviewer,
  START,
  searches,
  uploads,
  waits,
} from '../support/given-when-then.ts';
import { APPROVED, INDEXED, MATCHED, matched } from '../support/onboarding-stages.ts';

const REJECTED = [...INDEXED, searches([hit(0.9)]), reviewer('reject')];
const stepAfter = (...story: readonly Act[]) => nextStep(given(...story).applicant);

describe('a face that must not stay is deleted', () => {
  it("the rejected applicant's", () => {
    expect(stepAfter(...REJECTED)).toMatchObject({ type: 'delete_face', faceId: 'f1', collection: 'users' });
    given(...REJECTED)
      .when(deletesFace('f1'))
      .then({ status: 'rejected', next: null, events: ['face_deleted'] });
  });

  it('one that was indexed after the rejection', () => {
    const late = [...MATCHED, reports('fail'), reviewer('reject'), indexes('f1')];
    given(...late).then({ status: 'rejected', next: 'delete_face', state: { face: null } });
  });

  it('one that was indexed for an older session', () => {
    const late = [...MATCHED, reports('fail'), reviewer('retry_liveness'), opens('s2'), indexes('f1')];
    given(...late).then({ status: 'awaiting_liveness', next: 'delete_face', state: { face: null } });
  });

  it('a second one, indexed after approval', () => {
    given(...APPROVED, indexes('f2')).then({ status: 'approved', state: { face: { faceId: 'f1' } } });
    expect(stepAfter(...APPROVED, indexes('f2'))).toMatchObject({ type: 'delete_face', faceId: 'f2' });
  });

  it('the older one, once a newer is there and searched', () => {
    const again = [...INDEXED, searches([hit(0.9)]), reviewer('retry_liveness'), ...matched('s2')];
    given(...again).then({ next: 'index', state: { face: { faceId: 'f1' }, staleFaces: [] } });
    given(...again, indexes('f2', 's2')).then({ next: 'search' });
    expect(stepAfter(...again, indexes('f2', 's2'), searches([], 'f2'))).toMatchObject({
      type: 'delete_face',
      faceId: 'f1',
    });
  });

  it('once: an answer about a face that is not to be deleted changes nothing', () => {
    given(...REJECTED, deletesFace('f1'))
      .when(deletesFace('f1'))
      .then({ events: [] });
    given(...APPROVED)
      .when(deletesFace('f1'))
      .then({ events: [], state: { face: { faceId: 'f1' } } });
  });

  it('and never given up', () => {
    given(...REJECTED)
      .when(failsForGood)
      .then({ status: 'rejected', next: 'delete_face', events: [] });
  });

  it('the same face indexed twice is one', () => {
    given(...INDEXED)
      .when(indexes())
      .then({ events: [] });
  });
});

describe('an index call of unknown outcome', () => {
  const UNSURE = [...MATCHED, indexes('f1', 's1', true)];

  it('is looked after, once it can have landed, and the search comes first', () => {
    given(...UNSURE).then({ next: 'search' });
    expect(stepAfter(...UNSURE, searches())).toEqual({
      type: 'reconcile_faces',
      sessionId: 's1',
      keep: 'f1',
      last: true,
      notBefore: START + INDEX_LANDING_MS,
    });
    given(...UNSURE, searches())
      .when(reconciles('s1', ['f9']))
      .then({
        status: 'approved',
        next: null,
        events: [{ type: 'faces_reconciled', data: { deleted: ['f9'] } }],
      });
  });

  it('a certain one is not', () => {
    given(...APPROVED).then({ next: null });
  });

  it('can still land a minute after the last call, whenever the first was made', () => {
    const hour = 3_600_000;
    const story = [...MATCHED, failsForGood, reviewer('new_id_photo'), waits(hour), uploads(2)];
    const step = stepAfter(...story, compares(0.9, 's1', 'id-2'), indexes('f1', 's1', true), searches());
    expect(step).toMatchObject({ type: 'reconcile_faces', notBefore: START + hour + INDEX_LANDING_MS });
  });

  const LATER = {
    type: 'reconcile_faces',
    sessionId: 's1',
    keep: null,
    last: true,
    notBefore: START + INDEX_LANDING_MS,
  };

  it('leaves nothing behind after a new session was asked for', () => {
    expect(stepAfter(...MATCHED, failsForGood, reviewer('retry_liveness'))).toEqual(LATER);
  });

  it.each([
    ['a rejection', [...MATCHED, failsForGood, reviewer('reject')]],
    ['an erasure', [...MATCHED, erases]],
  ])('after %s what landed goes at once, and what lands late goes then', (_name, story) => {
    expect(stepAfter(...story)).toEqual({ ...LATER, last: false, notBefore: 0 });
    expect(stepAfter(...story, reconciles('s1', ['f9'], false))).toEqual(LATER);
    expect(stepAfter(...story, reconciles('s1', [], false), reconciles('s1', ['f8']))).toBeNull();
  });

  it('of each of two sessions is looked after, early and last, each look with tries of its own', () => {
    const twice = [...MATCHED, failsForGood, reviewer('retry_liveness'), ...matched('s2'), failsForGood];
    const story: Act[] = [...twice, reviewer('reject')];
    const keys: string[] = [];
    for (const last of [false, true]) {
      for (const session of ['s1', 's2']) {
        const step = stepAfter(...story);
        expect(step).toMatchObject({ type: 'reconcile_faces', sessionId: session, last });
        if (step) keys.push(stepKey(step));
        story.push(reconciles(session, [], last));
      }
    }
    expect(stepAfter(...story)).toBeNull();
    expect(new Set(keys).size).toBe(4);
  });

  it('is asked about before the next call, when a new ID photo came between', () => {
    const story = [...MATCHED, failsForGood, reviewer('new_id_photo'), uploads(2)];
    expect(stepAfter(...story, compares(0.9, 's1', 'id-2'))).toMatchObject({
      type: 'index',
      listFirst: true,
    });
    expect(stepAfter(...MATCHED)).toMatchObject({ type: 'index', listFirst: false, ownFaceIds: [] });
  });

  it('is never given up', () => {
    given(...MATCHED, failsForGood, reviewer('reject'))
      .when(failsForGood)
      .then({ next: 'reconcile_faces', events: [] });
  });

  it('was not made where the failed step was another', () => {
    given(...INDEXED, failsForGood, reviewer('retry_liveness')).then({ next: null });
  });

  it('an answer about faces that are tidy changes nothing', () => {
    given(...APPROVED)
      .when(reconciles())
      .then({ events: [] });
  });
});
