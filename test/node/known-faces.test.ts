/** Customers from before: which status they have, what begins and ends it, and which pictures and faces go when. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureOfFace } from '../../src/applicant/views/photo-keys.ts';
import { abandonedAt, knownPhotoDueAt } from '../../src/core/erasure.ts';
import { knownPhotoToDelete } from '../../src/core/known/known-faces.ts';
import { openPairs } from '../../src/core/known/pairs.ts';
import { reasonsOf, type State } from '../../src/core/model.ts';
import { SESSION_GRACE_MS } from '../../src/core/policy.ts';
import { nextSteps, wakeAt } from '../../src/core/steps.ts';
import * as core from '../support/given-when-then.ts';
import { histories, runParameters } from '../support/histories.ts';

const { given, known, givesKnown, indexes, searches, hit } = core;
const DAY_MS = 86_400_000;
const KEPT = { photosMs: 30 * DAY_MS, abandonedMs: 60 * DAY_MS };
const PICTURE_REFUSED = {
  type: 'failed',
  stepKey: 'index:p1:users',
  step: 'index',
  code: 'no_face',
  isOfPicture: true,
} as const;
const indexed = () => [...known(), indexes('f1', 'p1')];
const searched = () => [...indexed(), searches()];
/** An onboarding of a customer from before, up to the comparison. */
const onboarded = () => [
  ...searched(),
  core.uploads(1),
  core.opens(),
  core.reports('pass'),
  core.confirms('pass'),
];
const compared = () => [...onboarded(), core.fetchesPhoto(), core.compares(0.9)];

/** A hit on an own face whose similarity cannot be read: it counts as 1, the worst for a stranger's. */
const unreadableHit = (face_id: string, similarity: number) => {
  return { ...hit(similarity, true), face_id, similarity_unreadable: true as const };
};

/** The search for the onboarding's face finds the known one. */
const findsKnown = () => searches([{ ...hit(0.95, true), face_id: 'f1' }], 'f2');

describe('a known face', () => {
  it('is indexed, then searched for, by the steps of everybody', () => {
    given(...known()).then({ status: 'known', next: 'index' });
    given(...indexed()).then({ status: 'known', next: 'search' });
    given(...searched()).then({ status: 'known', next: null });
  });

  it('has its collection made, and goes into another one that is in force now', () => {
    const missing = core.records({ type: 'collection_missing', collection: 'users', uncertain: false });
    given(...known(), missing).then({ next: 'ensure_collection' });
    given(...known())
      .when(core.movesTo('others'))
      .then({
        next: 'index',
        state: { knownFace: { collection: 'others' }, uncertainIndexCalls: [{ sessionId: 'p1' }] },
      });
  });

  it.each([0.5, 0.51, 1])('opens no case at a similarity of %d', (similarity) => {
    given(...indexed())
      .when(searches([hit(similarity), hit(0.99, true)]))
      .then({ status: 'known', reasons: [], next: null });
  });

  it.each([
    [0.49, 0],
    [0.5, 0],
    [0.51, 1],
  ])('has %d: a pair only above the threshold', (similarity, count) => {
    const { state } = given(...indexed()).when(searches([hit(similarity)]));
    expect(state && openPairs(state)).toHaveLength(count);
  });

  it('has a pair with each face of each other customer, since only they know which is in use', () => {
    const more = [hit(0.7), { ...hit(0.9), face_id: 'x2' }, { ...hit(0.8), external_face_id: null }];
    const { state } = given(...indexed()).when(searches(more));
    expect(state && openPairs(state).toSorted((a, b) => b.similarity - a.similarity)).toEqual([
      { otherUserId: 'user-2', otherFaceId: 'x2', similarity: 0.9 },
      { otherUserId: 'user-2', otherFaceId: 'x1', similarity: 0.7 },
    ]);
  });

  it.each([
    ['alone', [], ['unreadable']],
    ['beside one that can be read', [hit(0.6)], ['x1']],
  ])('has a pair with a face whose id cannot be read only where there is no other: %s', (_, others, faces) => {
    const unreadable = { ...hit(0.9), face_id: 'unreadable' };
    const { state } = given(...indexed()).when(searches([unreadable, ...others]));
    expect(state && openPairs(state).map(({ otherFaceId }) => otherFaceId)).toEqual(faces);
  });

  it('is never approved, whatever happens without an onboarding', () => {
    fc.assert(
      fc.property(histories, ({ moves }) => {
        for (const { before, after } of moves)
          if (before?.status.name === 'known') expect(after?.status.name).not.toBe('approved');
      }),
      runParameters(2_000),
    );
  });
});

describe('a picture', () => {
  it('that is on record in another collection is taken again, and its face goes from there', () => {
    const again = given(...searched()).when(givesKnown(1, { pictureId: 'p2', collection: 'others' }));
    again.then({ events: ['known_face_given'], next: 'index', state: { face: { faceId: 'f1' } } });
    given(
      ...[...searched(), givesKnown(1, { pictureId: 'p2', collection: 'others' })],
      indexes('f2', 'p2', false, 'others'),
    ).then({
      next: 'search',
      state: {
        face: { faceId: 'f2', collection: 'others' },
        staleFaces: [{ faceId: 'f1', collection: 'users' }],
      },
    });
  });

  it.each([
    ['waits to be indexed', known()],
    ['was refused', [...known(), core.records(PICTURE_REFUSED)]],
  ])('that %s changes nothing, whichever collection is in force: its face goes there', (_, acts) => {
    given(...acts)
      .when(givesKnown(1, { pictureId: 'p2', collection: 'others' }))
      .then({ events: [] });
  });

  it('that is on record changes nothing; another one keeps the face until its own is indexed', () => {
    given(...searched())
      .when(givesKnown(1))
      .then({ events: [] });
    given(...searched())
      .when(givesKnown(2))
      .then({
        events: ['known_face_given'],
        next: 'index',
        state: { face: { faceId: 'f1' }, staleFaces: [] },
      });
    given(...searched(), givesKnown(2), indexes('f2', 'p2')).then({
      next: 'search',
      state: { face: { faceId: 'f2' }, staleFaces: [{ faceId: 'f1' }] },
    });
  });

  it('that is replaced while its call is under way leaves no second face', () => {
    given(...known(), givesKnown(2)).then({ state: { uncertainIndexCalls: [{ sessionId: 'p1' }] } });
    given(...known(), givesKnown(2), indexes('f1', 'p1')).then({
      state: { face: null, staleFaces: [{ faceId: 'f1' }] },
      next: 'index',
    });
  });

  it('is refused to who is in an onboarding, decided or erased', () => {
    const wrong = (status: string) => ({ refusal: { code: 'wrong_status', status } as const, events: [] });
    given(...searched(), core.uploads(1))
      .when(givesKnown(2))
      .then(wrong('awaiting_liveness'));
    given(core.creates()).when(givesKnown(2)).then(wrong('awaiting_id_photo'));
    given(...searched(), core.erases)
      .when(givesKnown(2))
      .then(wrong('erased'));
    given(...compared(), indexes('f2', 's1'), findsKnown())
      .when(givesKnown(2))
      .then(wrong('approved'));
  });

  it('is taken twenty times a day, and the day after again', () => {
    const twenty = [core.createsKnown(), ...Array.from({ length: 20 }, (_, n) => givesKnown(n + 1))];
    const { refusal } = given(...twenty).when(givesKnown(21));
    expect(refusal).toMatchObject({ code: 'rate_limited', limited: 'known_face_given' });
    given(...twenty)
      .when(core.waits(DAY_MS), givesKnown(21))
      .then({ events: ['known_face_given'] });
  });

  it('after a failure is tried again, unless the failure was of the picture', () => {
    given(...known(), core.failsForGood)
      .when(givesKnown(1, { pictureId: 'p2' }))
      .then({ events: ['known_face_given'], next: 'index' });
    given(...known())
      .when(core.records(PICTURE_REFUSED), givesKnown(1))
      .then({
        status: 'known',
        next: null,
        events: ['known_face_failed'],
        state: { uncertainIndexCalls: [] },
      });
  });

  it('whose bytes were altered is not indexed, and opens no review', () => {
    given(...known())
      .when(core.findsAltered('known', 'known-1'))
      .then({ status: 'known', events: ['photo_altered'], next: 'reconcile_faces' });
    given(...searched())
      .when(core.looksAtAltered('known', 'known-1'))
      .then({ status: 'known' });
  });

  it.each([
    ['waits for its face', known(), null],
    ['is indexed', indexed(), 0],
    ['is kept', [...known({ keepPhoto: true }), indexes('f1', 'p1')], core.START + KEPT.photosMs],
    ['failed', [...known(), core.failsForGood], 0],
    ['was deleted', [...indexed(), core.deletesPhoto('known-1')], null],
    ['was replaced', [...known({ keepPhoto: true }), givesKnown(2)], 0],
    ['is kept and an onboarding begins', [...known({ keepPhoto: true }), core.uploads(1)], null],
    ['goes with all others', [...indexed(), core.erases], null],
  ] as const)('that %s goes when it is due', (_, acts, at) => {
    expect(knownPhotoDueAt(given(...acts).applicant, KEPT)).toBe(at);
  });
});

describe('an onboarding', () => {
  it('begins with an ID photo or a session, and no result of the known face counts for it', () => {
    given(...searched())
      .when(core.uploads(1))
      .then({ status: 'awaiting_liveness', state: { dedupe: null } });
    given(...searched())
      .when(core.starts, core.opens())
      .then({ status: 'awaiting_id_photo' });
    given(...compared()).then({ status: 'verifying', next: 'index', state: { face: { faceId: 'f1' } } });
  });

  it('begun by a session: its verdict is judged, and its photo fetched, before there is an ID photo', () => {
    const begun = [...searched(), core.opens()];
    given(...begun, core.reports('fail')).then({ status: 'awaiting_id_photo', next: 'confirm' });
    given(...begun, core.reports('fail'), core.confirms('fail')).then({
      status: 'in_review',
      reasons: ['liveness_failed'],
    });
    given(...begun, core.reports('pass'), core.confirms('pass')).then({ next: 'fetch_photo' });
    given(...begun, core.reports('pass'), core.confirms('pass'), core.fetchesPhoto(), core.uploads(1)).then({
      status: 'verifying',
      next: 'compare',
    });
    // Nothing is given up over a verdict that nobody has judged yet.
    given(...begun, core.reports('fail'))
      .when(core.abandons)
      .then({ status: 'awaiting_id_photo', events: [] });
  });

  describe('begun by a session whose verdict never came, before there is an ID photo', () => {
    const begun = () => [...searched(), core.opens()];
    const HOURS_2 = core.waits(2 * 3_600_000);

    it.each([
      ['the applicant came back', [core.returns()]],
      ['a webhook could not be read', [core.reportsUnreadably()]],
      ['its life is over', [HOURS_2, core.ticks]],
    ])('asks for it once %s, and judges it', (_, signs) => {
      const asked = given(...begun(), ...signs);
      asked.then({ status: 'awaiting_id_photo', next: 'confirm' });
      asked.when(core.confirms('pass')).then({ status: 'awaiting_id_photo', next: 'fetch_photo' });
      asked.when(core.confirms('fail')).then({ status: 'in_review', reasons: ['liveness_failed'] });
    });

    it('wakes at the end of its life, and is over if there is no verdict', () => {
      const { applicant } = given(...begun());
      expect(wakeAt(applicant, null)).toBe(core.START + core.POLICY.sessionTtlMs + SESSION_GRACE_MS);
      given(...begun())
        .when(HOURS_2, core.ticks)
        .then({ events: ['session_timed_out'], next: 'confirm' });
      given(...begun(), HOURS_2, core.ticks)
        .when(core.confirmsNothing())
        .then({ status: 'awaiting_id_photo', events: ['session_expired'], next: null });
    });

    it('is not given up before it was asked for: it may be a suspected spoof', () => {
      const late = given(...begun(), core.waits(KEPT.abandonedMs));
      expect(abandonedAt(late.applicant, KEPT)).toBeNull();
      late.when(core.abandons).then({ status: 'awaiting_id_photo', events: [] });
      const over = given(...begun(), HOURS_2, core.ticks, core.confirmsNothing());
      expect(abandonedAt(over.applicant, KEPT)).toBeGreaterThan(core.START);
      over.when(core.abandons).then({ status: 'known', events: ['onboarding_abandoned'] });
    });
  });

  it('puts its face in place of the known one, which is never a duplicate', () => {
    given(...compared(), indexes('f2', 's1'))
      .when(searches([{ ...hit(0.95, true), face_id: 'f1' }], 'f2'))
      .then({ status: 'approved', state: { staleFaces: [{ faceId: 'f1' }], face: { faceId: 'f2' } } });
  });

  it.each([
    ['is not found', []],
    ['is not alike enough', [{ ...hit(0.5, true), face_id: 'f1' }]],
    ['is alike as a duplicate is, not as one person is', [{ ...hit(0.65, true), face_id: 'f1' }]],
    ['is another own one', [{ ...hit(0.9, true), face_id: 'f2' }]],
    ['has no similarity that can be read', [unreadableHit('f1', 1)]],
    ['has none that can be read, and a name', [{ ...unreadableHit('f1', 1), external_face_id: 'user-1' }]],
    [
      'has none that can be read beside others',
      [{ ...hit(0.9, true), face_id: 'f0' }, unreadableHit('f1', 1)],
    ],
  ])('whose face is unlike the known one is a reviewer’s case, and the known one stays: it %s', (_, found) => {
    const unlike = [...compared(), indexes('f2', 's1'), searches(found, 'f2')];
    given(...unlike).then({ status: 'in_review', reasons: ['known_face_differs'], next: null });
    given(...unlike, core.reviewer('approve')).then({ status: 'approved', next: 'delete_face' });
    given(...unlike, core.reviewer('retry_liveness')).then({ status: 'awaiting_liveness', next: null });
  });

  it.each([
    ['waits', known({ keepPhoto: true })],
    ['was given up', [...known(), core.failsForGood]],
    ['was altered', [...known(), core.looksAtAltered('known', 'known-1')]],
    ['waits behind an earlier one', [...searched(), givesKnown(2)]],
    ['was given up behind an earlier one', [...searched(), givesKnown(2), core.failsForGood]],
    [
      'was altered behind an earlier one',
      [...searched(), givesKnown(2), core.looksAtAltered('known', 'known-2')],
    ],
  ])('is a reviewer’s case where the known picture %s: there is no face to compare with', (_, before) => {
    const verified = [core.uploads(1), core.opens(), core.reports('pass'), core.confirms('pass')];
    const whole = [...before, ...verified, core.fetchesPhoto(), core.compares(0.9), indexes('f2', 's1')];
    // The face of a picture that was corrected is none to compare with.
    for (const found of [searches([], 'f2'), findsKnown()]) {
      given(...whole, found).then({ status: 'in_review', reasons: ['known_face_differs'] });
      given(...whole, found, core.reviewer('approve')).then({ status: 'approved' });
    }
  });

  it('with both reasons for a review has both', () => {
    const both = [...compared(), indexes('f2', 's1'), searches([hit(0.9)], 'f2')];
    const opened = given(...both);
    opened.then({ status: 'in_review', state: { dedupe: { outcome: 'possible_duplicate' } } });
    expect(reasonsOf(opened.applicant.status).toSorted()).toEqual([
      'known_face_differs',
      'possible_duplicate',
    ]);
    given(...both, core.reviewer('approve')).then({ status: 'approved' });
  });

  it('does not lose the known face to the check of its uncertain call', () => {
    const uncertain = [...known(), indexes('f1', 'p1', true), searches()];
    const unlike = [...uncertain, ...onboarded().slice(searched().length), core.fetchesPhoto()];
    const opened = given(...unlike, core.compares(0.9), indexes('f2', 's1'), searches([], 'f2'));
    opened.then({ status: 'in_review', reasons: ['known_face_differs'] });
    const checks = (state: State) => nextSteps(state).filter(({ type }) => type === 'reconcile_faces');
    expect(checks(opened.applicant)).toMatchObject([{ sessionId: 'p1', keep: 'f1' }]);
    const rejected = opened.when(core.reviewer('reject')).state;
    expect(rejected && checks(rejected)).toMatchObject([{ sessionId: 'p1', keep: null }]);
  });

  it.each([
    true,
    false,
  ])('leaves the known picture for the reviewer, if it was to be kept: %s', (keepPhoto) => {
    const first = [...known({ keepPhoto }), indexes('f1', 'p1'), searches()];
    const unlike = [
      ...first,
      ...compared().slice(searched().length),
      indexes('f2', 's1'),
      searches([], 'f2'),
    ];
    const opened = given(...unlike);
    const due = (state: State | null, keptMs: number | null) =>
      state && knownPhotoToDelete(state, keptMs)?.at;
    expect(due(opened.applicant, null)).toBe(keepPhoto ? undefined : 0);
    expect(due(opened.applicant, DAY_MS)).toBe(keepPhoto ? core.START + DAY_MS : 0);
    for (const decision of ['approve', 'reject'] as const)
      expect(due(opened.when(core.reviewer(decision)).state, null)).toBe(0);
  });

  it.each([
    ['none', []],
    ['a face with the known one’s id', [{ ...hit(0.95, true), face_id: 'f1' }]],
  ])('whose search is in another collection than the known face is a reviewer’s case: it finds %s', (_, found) => {
    const elsewhere = [...compared(), core.movesTo('faces', false), indexes('f2', 's1', false, 'faces')];
    const searched = [...elsewhere, searches(found, 'f2', 5, 'faces')];
    given(...searched).then({ status: 'in_review', reasons: ['known_face_differs'] });
    given(...searched, core.reviewer('approve')).then({ status: 'approved' });
  });

  describe('whose face iLive puts in the known one’s place, under its id', () => {
    const inItsPlace = () => [...compared(), indexes('f1', 's1')];
    const itself = { ...hit(1, true), face_id: 'f1' };

    it.each([
      ['itself', [itself]],
      ['nothing', []],
      ['itself and another own one', [itself, { ...hit(0.9, true), face_id: 'f2' }]],
    ])('is a reviewer’s case, whatever the search finds: %s', (_, found) => {
      const searched = [...inItsPlace(), searches(found, 'f1')];
      given(...searched).then({
        status: 'in_review',
        reasons: ['known_face_differs'],
        state: { knownAs: null },
      });
      given(...searched, core.reviewer('approve')).then({
        status: 'approved',
        state: { face: { faceId: 'f1' } },
      });
    });

    it('leaves nothing that the customer is known by when it is given up, until the picture is given again', () => {
      const givenUp = [...inItsPlace(), searches([itself], 'f1'), core.reviewer('retry_liveness')];
      given(...givenUp, core.waits(1), core.abandons).then({
        status: 'known',
        next: 'delete_face',
        state: {
          face: null,
          staleFaces: [{ faceId: 'f1' }],
          knownFace: { failure: { code: 'face_replaced' } },
        },
      });
      given(...givenUp, core.waits(1), core.abandons, givesKnown(1, { pictureId: 'p2' })).then({
        next: 'index',
      });
    });
  });

  it('whose face replaces that of an earlier picture leaves the newer picture its turn', () => {
    const verified = [core.uploads(1), core.opens(), core.reports('pass'), core.confirms('pass')];
    const replaced = [...searched(), givesKnown(2), ...verified, core.fetchesPhoto(), core.compares(0.9)];
    const givenUp = [...replaced, indexes('f1', 's1'), searches([], 'f1'), core.reviewer('retry_liveness')];
    given(...givenUp, core.waits(1), core.abandons).then({
      status: 'known',
      next: 'index',
      state: { face: null, knownAs: null, knownFace: { failure: null } },
    });
  });

  it('whose check deletes the known face, replaced behind a lost answer, ends it in the log', () => {
    const uncertain = [...compared(), indexes('f2', 's1', true), searches([hit(0.9)], 'f2')];
    given(...uncertain).then({ state: { knownAs: { faceId: 'f1' } } });
    given(...uncertain, core.reconciles('s1', ['f1'])).then({
      state: {
        face: { faceId: 'f2' },
        knownAs: null,
        knownFace: { failure: { code: 'face_replaced' } },
      },
    });
  });

  it('is not taken for the known picture by a session with its id', () => {
    given(...searched())
      .when(core.opens('known-1'))
      .then({ status: 'known', events: [] });
  });

  it('that is rejected leaves no face', () => {
    const rejected = given(...onboarded(), core.fetchesPhoto(), core.compares(0.1)).when(
      core.reviewer('reject'),
    );
    rejected.then({ status: 'rejected', state: { face: null, staleFaces: [{ faceId: 'f1' }] } });
    expect(rejected.state && nextSteps(rejected.state).map(({ type }) => type)).toEqual(['delete_face']);
  });

  it('that is given up leaves the customer, the face, and no picture of it', () => {
    const sessionOver = [core.opens(), core.waits(2 * 3_600_000), core.ticks, core.confirmsNothing()];
    const begun = given(...searched(), core.uploads(1), core.uploads(2), ...sessionOver);
    expect(abandonedAt(begun.applicant, KEPT)).toBe(core.START + 2 * 3_600_000 + KEPT.abandonedMs);
    begun.when(core.abandons).then({
      status: 'known',
      events: ['onboarding_abandoned'],
      state: { face: { faceId: 'f1' }, idPhoto: null, photosToDelete: ['id-1', 'id-2'] },
    });
    begun
      .when(core.abandons, core.reports('fail'), core.confirms('fail'))
      .then({ status: 'known', reasons: [] });
    begun.when(core.abandons, core.uploads(3), core.opens('s2')).then({ status: 'awaiting_liveness' });
  });

  it('that is given up after its face was indexed leaves the known face in use, and the other one goes', () => {
    const givenUp = [
      ...[...compared(), indexes('f2', 's1'), searches([hit(0.9)], 'f2'), core.reviewer('retry_liveness')],
      ...[core.waits(1), core.abandons],
    ];
    given(...givenUp).then({
      status: 'known',
      next: 'search',
      state: { face: { faceId: 'f1' }, staleFaces: [{ faceId: 'f2' }] },
    });
    given(...givenUp, searches([], 'f1')).then({ status: 'known', next: 'delete_face' });
    given(...givenUp, core.waits(1), givesKnown(2), indexes('f3', 'p2')).then({
      next: 'search',
      state: { face: { faceId: 'f3' }, staleFaces: [{ faceId: 'f2' }, { faceId: 'f1' }] },
    });
    // The same picture again is still on record.
    given(...givenUp)
      .when(givesKnown(1))
      .then({ events: [] });
  });

  it('that is given up before the known picture was indexed leaves no face, and that picture goes on', () => {
    const early = [...known(), core.uploads(1), core.opens(), core.reports('pass'), core.confirms('pass')];
    const late = [...early, core.fetchesPhoto(), core.compares(0.9), indexes('f2', 's1'), searches([], 'f2')];
    given(...late, core.reviewer('retry_liveness'), core.waits(1), core.abandons).then({
      status: 'known',
      next: 'index',
      state: { face: null, staleFaces: [{ faceId: 'f2' }] },
    });
  });

  it('of a customer of whom no picture has come yet is given up, not erased', () => {
    const begun = given(core.createsKnown(), core.uploads(1));
    expect(begun.applicant.isFromBefore).toBe(true);
    begun.when(core.abandons).then({ status: 'known', events: ['onboarding_abandoned'] });
  });

  it('of anybody else is not given up so, and `known` is never swept', () => {
    given(core.creates()).when(core.abandons).then({ events: [] });
    expect(abandonedAt(given(...searched()).applicant, KEPT)).toBeNull();
  });
});

describe('a pair', () => {
  const paired = () => [...indexed(), searches([hit(0.9)])];
  const kept = () => [...known({ keepPhoto: true }), indexes('f1', 'p1'), searches()];
  const again = (session: string) => [core.opens(session), core.reports('pass', session)];
  const inReview = [...compared(), indexes('f2', 's1'), searches([hit(0.9)], 'f2')];
  const retried = [...inReview, core.reviewer('retry_liveness')];
  const passedAgain = [...retried, ...again('s2'), core.confirms('pass', 's2')];

  it.each<[string, readonly core.Act[], string, 'known' | 'liveness' | null]>([
    ['the known picture', kept(), 'f1', 'known'],
    ['the known picture, whose search failed', [...kept().slice(0, -1), core.failsForGood], 'f1', 'known'],
    ['another face', kept(), 'f9', null],
    ['a known picture that is gone', [...searched(), core.deletesPhoto('known-1')], 'f1', null],
    ['a known picture, and a newer one waits', [...kept(), givesKnown(2)], 'f1', null],
    [
      'a known picture, and the onboarding has a photo',
      [...kept(), ...compared().slice(searched().length)],
      'f1',
      'known',
    ],
    ['the photo of the session', inReview, 'f2', 'liveness'],
    ['the photo of the session, and the former face', inReview, 'f1', null],
    ['the photo of the session before, while another is open', [...retried, core.opens('s2')], 'f2', null],
    ['the photo of a session before one that passed', passedAgain, 'f2', null],
    ['the photo of a session before one with a photo', [...passedAgain, core.fetchesPhoto('s2')], 'f2', null],
    [
      'the known picture, after the onboarding was given up',
      [...kept(), ...passedAgain.slice(searched().length, -3), core.waits(1), core.abandons],
      'f1',
      'known',
    ],
    [
      'the photo of a session of an onboarding that was given up',
      [...retried, core.waits(1), core.abandons],
      'f2',
      null,
    ],
    ['a picture that was erased', [...kept(), core.erases], 'f1', null],
  ])('shows the picture that the face was made of, and no other: %s', (_, acts, faceId, picture) => {
    expect(pictureOfFace(given(...acts).applicant, faceId)).toBe(picture);
  });

  it('is decided once for the same faces, and again by another word', () => {
    const decided = given(...paired(), core.decidesPair('different'));
    expect(openPairs(decided.applicant)).toEqual([]);
    decided.when(core.decidesPair('different')).then({ events: [] });
    decided.when(core.decidesPair('same_person')).then({ events: ['known_pair_decided'] });
  });

  it('ends with the face, and another face is another pair', () => {
    const other = given(...paired(), core.decidesPair('different'), givesKnown(2), indexes('f2', 'p2'));
    expect(openPairs(other.applicant)).toEqual([]);
    const { state } = other.when(searches([hit(0.9)], 'f2'));
    expect(state && openPairs(state)).toHaveLength(1);
    expect(openPairs(given(...paired(), core.erases).applicant)).toEqual([]);
  });

  it('cannot be decided of somebody who was erased', () => {
    given(...paired(), core.erases)
      .when(core.decidesPair())
      .then({ refusal: { code: 'wrong_status', status: 'erased' } });
  });
});
