import { describe, expect, it } from 'vitest';
import { INDEX_LANDING_MS } from '../../src/core/policy.ts';
import { nextStep, stepKey } from '../../src/core/steps.ts';
import {
  type Act,
  compares,
  deletesFace,
  disowns,
  erases,
  failsForGood,
  given,
  hit,
  indexes,
  movesTo,
  opens,
  reconciles,
  records,
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

  it('the same id in another collection is another face', () => {
    const both = [...REJECTED, indexes('f1', 's1', false, 'others')];
    expect(stepAfter(...both)).toMatchObject({ type: 'delete_face', faceId: 'f1', collection: 'users' });
    const one = [...both, deletesFace('f1')];
    expect(stepAfter(...one)).toMatchObject({ type: 'delete_face', faceId: 'f1', collection: 'others' });
    given(...both)
      .when(deletesFace('f1', 'a third'))
      .then({ events: [] });
    given(...one, deletesFace('f1', 'others')).then({ next: null });
  });
});

describe('an index call of unknown outcome', () => {
  const UNSURE = [...MATCHED, indexes('f1', 's1', true)];

  it('is looked after, once it can have landed, and the search comes first', () => {
    given(...UNSURE).then({ next: 'search' });
    expect(stepAfter(...UNSURE, searches())).toEqual({
      type: 'reconcile_faces',
      sessionId: 's1',
      collection: 'users',
      ownFaceIds: ['f1'],
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
    collection: 'users',
    ownFaceIds: [],
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

describe('the id of an earlier face, given for a newer session', () => {
  const AGAIN = [...INDEXED, searches([hit(0.9)]), reviewer('retry_liveness'), ...matched('s2')];

  it('makes it the face of that session, and nothing is deleted', () => {
    given(...AGAIN, indexes('f1', 's2', true)).then({
      next: 'search',
      state: { face: { faceId: 'f1', sessionId: 's2' }, staleFaces: [], ownFaces: [{ faceId: 'f1' }] },
    });
  });

  it('is not taken while that face is to be deleted', () => {
    given(...AGAIN, indexes('f2', 's2'))
      .when(indexes('f1', 's2', true))
      .then({ events: [] });
  });

  it('changes nothing when it comes for an older session than the one it is in use for', () => {
    given(...AGAIN, indexes('f2', 's2'), searches([], 'f2'))
      .when(indexes('f2', 's1', true))
      .then({ events: [], status: 'approved', state: { face: { sessionId: 's2' } } });
  });

  it('is on record to be deleted when it comes after a rejection and the face was gone', () => {
    given(...REJECTED, deletesFace('f1'), indexes('f1', 's1', true)).then({ next: 'delete_face' });
  });
});

describe('another collection than the one that the log names', () => {
  it('is called, and the former one is looked through once a call can have landed there', () => {
    expect(stepAfter(...MATCHED, movesTo('others'))).toMatchObject({
      type: 'index',
      collection: 'others',
      listFirst: false,
    });
    const moved = [
      ...MATCHED,
      movesTo('others'),
      indexes('f1', 's1', false, 'others'),
      searches([], 'f1', 5, 'others'),
    ];
    expect(stepAfter(...moved)).toMatchObject({
      ...{ type: 'reconcile_faces', sessionId: 's1', collection: 'users', keep: null, last: true },
    });
    given(...moved)
      .when(reconciles('s1', [], true, 'others'))
      .then({ events: [] });
    given(...moved, reconciles('s1', ['f9'])).then({ status: 'approved', next: null });
  });

  it('leaves the former one alone where no call can have been made', () => {
    const moved = [
      ...MATCHED,
      movesTo('others', false),
      indexes('f1', 's1', false, 'others'),
      searches([], 'f1', 5, 'others'),
    ];
    given(...moved).then({ status: 'approved', next: null });
  });

  it('and back: the faces there are listed first', () => {
    expect(stepAfter(...MATCHED, movesTo('others'), movesTo('users'))).toMatchObject({
      type: 'index',
      collection: 'users',
      listFirst: true,
    });
  });

  it.each<[string, Act]>([
    ['rejection', reviewer('reject')],
    ['erasure', erases],
  ])('both are cleared after a %s', (_what, ends) => {
    const story: Act[] = [...MATCHED, movesTo('others'), failsForGood, ends];
    const looked: unknown[] = [];
    for (let step = stepAfter(...story); step?.type === 'reconcile_faces'; step = stepAfter(...story)) {
      looked.push([step.collection, step.last]);
      story.push(reconciles('s1', [], step.last, step.collection));
    }
    expect(looked).toEqual([
      ['users', false],
      ['others', false],
      ['users', true],
      ['others', true],
    ]);
  });

  it('is created if it is missing, whatever is known of the former one', () => {
    const missing = (collection: string) =>
      records({ type: 'collection_missing', collection, uncertain: false });
    const ensured = (collection: string) => records({ type: 'collection_ensured', collection });
    const moved = [...MATCHED, missing('users'), movesTo('others', false)];
    given(...moved).then({ next: 'index' });
    expect(stepAfter(...moved, missing('others'))).toMatchObject({ collection: 'others' });
    const both = [...MATCHED, missing('users'), ensured('users'), movesTo('others', false)];
    expect(stepAfter(...both)).toMatchObject({ type: 'index', collectionCreated: false });
    given(...both, missing('others'), ensured('others')).then({ next: 'index' });
  });

  it('a call of unknown outcome is remembered when the collection is missed', () => {
    const story = [...MATCHED, records({ type: 'collection_missing', collection: 'users', uncertain: true })];
    given(...story).then({ state: { uncertainIndexCalls: [{ sessionId: 's1', collection: 'users' }] } });
  });

  it('changes nothing once the face is on record', () => {
    given(...INDEXED)
      .when(movesTo('others'))
      .then({ events: [] });
  });
});

describe("another customer's face under the id that indexing gave", () => {
  const DISOWNED = [...INDEXED, disowns()];

  it('sends the case to a reviewer, is not deleted, and the real one is looked for', () => {
    given(...DISOWNED).then({
      ...{ status: 'in_review', reasons: ['verification_unavailable'] },
      state: { face: null, staleFaces: [], ownFaces: [] },
    });
    expect(stepAfter(...DISOWNED)).toMatchObject({ type: 'reconcile_faces', sessionId: 's1', keep: null });
    expect(stepAfter(...DISOWNED, reviewer('resume'))).toMatchObject({ type: 'index', listFirst: true });
  });

  it.each<[string, Act]>([
    ['rejection', reviewer('reject')],
    ['erasure', erases],
  ])('is not deleted after a %s', (_what, ends) => {
    expect(stepAfter(...DISOWNED, ends)).toMatchObject({ type: 'reconcile_faces', ownFaceIds: [] });
  });

  it('changes nothing once the search is done', () => {
    given(...APPROVED)
      .when(disowns())
      .then({ events: [], status: 'approved' });
  });
});
