/** A picture in R2 that is not the one that the log names is no evidence, whoever finds it and whenever. */
import { describe, expect, it } from 'vitest';
import {
  type Act,
  compares,
  createsWithPhoto,
  erases,
  failsForGood,
  findsAltered,
  findsNoFace,
  given,
  hit,
  indexes,
  looksAtAltered,
  misses,
  opens,
  reports,
  reviewer,
  searches,
  uploads,
  views,
} from '../support/given-when-then.ts';
import { APPROVED, INDEXED, MATCHED, OPEN, PASSED, PHOTO, passed } from '../support/onboarding-stages.ts';

const ALLOWED = {
  code: 'decision_not_allowed',
  allowed: ['reject', 'retry_liveness', 'new_id_photo', 'escalate'],
} as const;
const ID = findsAltered('id', 'id-1');
const LIVENESS = findsAltered('liveness', 'live-s1');
const LOOKS: readonly Act[] = [looksAtAltered('id', 'id-1'), looksAtAltered('liveness', 'live-s1')];

describe('an altered picture', () => {
  it.each<[string, readonly Act[], Act]>([
    ['the ID photo, awaiting a session', createsWithPhoto(), looksAtAltered('id', 'id-1')],
    ['the ID photo, while a session is open', OPEN, looksAtAltered('id', 'id-1')],
    ['the ID photo, before the photo is fetched', PASSED, looksAtAltered('id', 'id-1')],
    ['the ID photo, at the compare', PHOTO, ID],
    ['the liveness photo, at the compare', PHOTO, LIVENESS],
    ['the ID photo, before the index', MATCHED, looksAtAltered('id', 'id-1')],
    ['the liveness photo, at the index', MATCHED, LIVENESS],
    ['the liveness photo, before the search', INDEXED, looksAtAltered('liveness', 'live-s1')],
    [
      'the liveness photo, while an ID photo is awaited',
      [...PHOTO, findsNoFace('id')],
      looksAtAltered('liveness', 'live-s1'),
    ],
  ])('opens a review that forbids approval: %s', (_name, story, act) => {
    given(...story)
      .when(act)
      .then({ status: 'in_review', reasons: ['photo_altered'], events: ['photo_altered'] });
    for (const decision of ['approve', 'resume'] as const) {
      given(...story, act)
        .when(reviewer(decision))
        .then({ refusal: ALLOWED, events: [] });
    }
  });

  it('says which picture the log names and which was found', () => {
    const { applicant } = given(...PHOTO);
    const { events } = given(...PHOTO).when(ID);
    const { key, sha256 } = applicant.idPhoto!;
    expect(events).toMatchObject([{ data: { photo: 'id', key, sha256, found_sha256: expect.any(String) } }]);
    expect(given(...PHOTO).when(LOOKS[0]!).events).toMatchObject([{ data: { found_sha256: null } }]);
  });

  it.each<[string, readonly Act[]]>([
    ['a low similarity', [...PHOTO, compares(0.1)]],
    ['a possible duplicate', [...INDEXED, searches([hit(0.9)])]],
    ['a check that could not be done', [...PHOTO, failsForGood]],
  ])('takes the approval from a case that is open for %s', (_name, story) => {
    for (const look of LOOKS) {
      given(...story, look)
        .when(reviewer('approve'))
        .then({ refusal: ALLOWED });
      given(...story, look).then({ status: 'in_review' });
    }
  });

  it('makes a decision on what stood there before stale', () => {
    const low = [...PHOTO, compares(0.1)];
    const { seq } = given(...low).applicant;
    given(...low, looksAtAltered('id', 'id-1'))
      .when(reviewer('approve', seq))
      .then({ refusal: { code: 'stale_review', seq: seq + 1 }, events: [] });
  });

  it('is recorded once', () => {
    given(...PHOTO, ID)
      .when(looksAtAltered('id', 'id-1'), ID, looksAtAltered('id', 'id-1'))
      .then({ events: [] });
  });

  it.each<[string, readonly Act[], Act]>([
    ['an ID photo that was replaced', [...createsWithPhoto(), uploads(2)], looksAtAltered('id', 'id-1')],
    [
      'a photo of an earlier session',
      [...PHOTO, compares(0.1), reviewer('retry_liveness'), opens('s2')],
      LIVENESS,
    ],
    ['a photo of an erased applicant', [...PHOTO, erases], looksAtAltered('id', 'id-1')],
    ['a liveness photo that there is not', OPEN, looksAtAltered('liveness', 'live-s1')],
  ])('changes nothing if it is not in use: %s', (_name, story, act) => {
    given(...story)
      .when(act)
      .then({ events: [] });
  });

  it('is recorded after the decision, which it does not change', () => {
    given(...APPROVED)
      .when(...LOOKS)
      .then({ status: 'approved', events: ['photo_altered', 'photo_altered'], next: null });
    given(...PHOTO, compares(0.1), reviewer('reject'))
      .when(...LOOKS)
      .then({ status: 'rejected', events: ['photo_altered', 'photo_altered'] });
  });
});

describe('after an altered picture', () => {
  it('a new ID photo goes on at the compare', () => {
    given(...PHOTO, ID, reviewer('new_id_photo')).then({ status: 'awaiting_id_photo' });
    given(...PHOTO, ID, reviewer('new_id_photo'), uploads(2)).then({ status: 'verifying', next: 'compare' });
    given(...PHOTO, ID, reviewer('new_id_photo'), uploads(2), compares(0.9, 's1', 'id-2'), indexes())
      .when(searches())
      .then({ status: 'approved' });
  });

  it('a new session goes on with its own photo', () => {
    const again = [...MATCHED, LIVENESS, reviewer('retry_liveness')];
    given(...again).then({ status: 'awaiting_liveness', reasons: ['requested_by_reviewer'] });
    given(...again, ...passed('s2'), compares(0.9, 's2'), indexes('f2', 's2'))
      .when(searches([], 'f2'))
      .then({ status: 'approved' });
  });

  it('a new session alone does not help when the ID photo is the altered one: both are awaited', () => {
    const again = [...PHOTO, ID, reviewer('retry_liveness')];
    given(...again).then({ status: 'awaiting_id_photo', reasons: ['requested_by_reviewer'], next: null });
    given(...again, uploads(2), ...passed('s2')).then({ next: 'compare' });
  });

  it('a new ID photo alone does not help when the liveness photo is the altered one: both are awaited', () => {
    const again = [...PHOTO, LIVENESS, reviewer('new_id_photo'), uploads(2)];
    given(...again).then({ status: 'awaiting_liveness', next: null });
    given(...again, ...passed('s2')).then({ next: 'compare' });
  });

  it('an acceptance given before does not count for the new picture', () => {
    const accepted = [...PHOTO, compares(0.1), reviewer('approve'), LIVENESS, reviewer('retry_liveness')];
    given(...accepted, ...passed('s2'))
      .when(compares(0.1, 's2'))
      .then({ status: 'in_review', reasons: ['similarity_low'] });
  });

  it('a face whose index call is under way is found and removed when the case is rejected', () => {
    for (const look of LOOKS) {
      given(...MATCHED, look, reviewer('reject')).then({ next: 'reconcile_faces' });
      given(...MATCHED, look, indexes(), reviewer('reject')).then({ next: 'delete_face' });
    }
  });

  it('a verdict that comes late still counts', () => {
    given(...OPEN, looksAtAltered('id', 'id-1'), reports('fail')).then({
      reasons: ['photo_altered', 'verdict_mismatch'],
    });
  });
});

describe('a look', () => {
  it('is recorded for the picture that is shown and no other', () => {
    const { sha256 } = given(...createsWithPhoto()).applicant.idPhoto!;
    const shows = { ...views('id'), sha256 } as Extract<Act, { type: 'view_photo' }>;
    given(...createsWithPhoto())
      .when(shows)
      .then({ events: [{ type: 'photo_viewed', data: { photo: 'id', sha256 } }] });
    given(...createsWithPhoto(), uploads(2))
      .when(shows)
      .then({ events: [], refusal: { code: 'photo_not_found' } });
  });
});

describe('a picture that is gone when a reviewer is about to accept it', () => {
  it.each([
    ['id', 'id-1', 'id_photo_missing'],
    ['liveness', 'live-s1', 'liveness_photo_missing'],
  ] as const)('takes the approval away: %s', (photo, key, code) => {
    const story = [...INDEXED, searches([hit(0.9)])];
    given(...story)
      .when(misses(photo, key), misses(photo, key))
      .then({
        reasons: ['possible_duplicate', 'verification_unavailable'],
        events: [{ type: 'verification_failed', data: { step: 'review', code } }],
      });
    given(...story, misses(photo, key))
      .when(reviewer('approve'))
      .then({ refusal: ALLOWED });
  });

  it.each<[string, readonly Act[], Act]>([
    ['of a case that is not open', MATCHED, misses('id', 'id-1')],
    ['that was replaced', [...PHOTO, compares(0.1)], misses('id', 'id-0')],
    ['of an approved applicant', APPROVED, misses('id', 'id-1')],
  ])('changes nothing for a picture %s', (_name, story, act) => {
    given(...story)
      .when(act)
      .then({ events: [] });
  });
});
