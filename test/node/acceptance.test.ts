import { describe, it } from 'vitest';
import {
  compares,
  confirms,
  createsWithPhoto,
  fetchesPhoto,
  findsNoFace,
  given,
  givenUnder,
  hit,
  indexes,
  opens,
  POLICY,
  reports,
  reviewer,
  searches,
  uploads,
} from '../support/given-when-then.ts';
import { INDEXED, PHOTO, passed } from '../support/onboarding-stages.ts';

const ONCE = { ...POLICY, maxLivenessAttempts: 1 };
/** Two pictures that a reviewer took for one person's, then a hit of somebody else. */
const ACCEPTED_THEN_HIT = [...PHOTO, compares(0.3), reviewer('approve'), indexes(), searches([hit(0.9)])];
const LOW_AGAIN = { status: 'in_review', reasons: ['similarity_low'] } as const;
const DUPLICATE_AGAIN = { status: 'in_review', reasons: ['possible_duplicate'] } as const;

describe('accepted pictures', () => {
  it('are accepted as long as they are in use', () => {
    given(...ACCEPTED_THEN_HIT)
      .when(reviewer('approve'))
      .then({ status: 'approved', state: { match: { outcome: 'accepted_by_reviewer', similarity: 0.3 } } });
  });

  it('are not, once there is a new ID photo', () => {
    given(...ACCEPTED_THEN_HIT, reviewer('new_id_photo'), uploads(2)).then({ next: 'compare' });
    given(...ACCEPTED_THEN_HIT, reviewer('new_id_photo'), uploads(2))
      .when(compares(0.3, 's1', 'id-2'))
      .then(LOW_AGAIN);
  });

  it('are shown no more while the new ID photo is awaited, nor is the search', () => {
    given(...ACCEPTED_THEN_HIT, reviewer('new_id_photo')).then({ state: { match: null, dedupe: null } });
  });

  it('are not, even when the very same picture is uploaded again', () => {
    given(...ACCEPTED_THEN_HIT, reviewer('new_id_photo'), uploads(1)).then({ next: 'compare' });
  });

  it('are not, once there is a new session', () => {
    const again = [...ACCEPTED_THEN_HIT, reviewer('retry_liveness'), ...passed('s2')];
    given(...again).then({ next: 'compare' });
    given(...again)
      .when(compares(0.3, 's2'))
      .then(LOW_AGAIN);
  });

  it('an ID photo uploaded while a session is awaited voids it too', () => {
    given(...ACCEPTED_THEN_HIT, reviewer('retry_liveness'), uploads(2)).then({
      state: { match: null, dedupe: null, idPhoto: { key: 'id-2' } },
    });
  });

  it('approval of something else accepts nothing', () => {
    given(...INDEXED, searches([hit(0.9)]), reviewer('approve')).then({
      status: 'approved',
      state: { match: { outcome: 'match' }, livenessPhoto: { quality: 'good' } },
    });
  });
});

describe('accepted hits', () => {
  const SEARCHED = [...INDEXED, searches([hit(0.9)])];

  it('are those of that search', () => {
    given(...SEARCHED)
      .when(reviewer('approve'))
      .then({ status: 'approved', state: { dedupe: { accepted: true, outcome: 'possible_duplicate' } } });
  });

  it('do not count for a face that came later', () => {
    given(...SEARCHED, indexes('f2'))
      .when(reviewer('approve'))
      .then({ status: 'verifying', next: 'search' });
    given(...SEARCHED, indexes('f2'), reviewer('approve'))
      .when(searches([hit(0.9)], 'f2'))
      .then(DUPLICATE_AGAIN);
  });

  it('are not carried over to the next search', () => {
    given(...SEARCHED, indexes('f2'), reviewer('approve'), searches([hit(0.9)], 'f2')).then({
      state: { dedupe: { faceId: 'f2', accepted: false } },
    });
  });

  it('are not accepted along with something else', () => {
    const again = [...SEARCHED, reviewer('retry_liveness'), ...passed('s2'), compares(0.3, 's2')];
    given(...again, reviewer('approve')).then({ next: 'index', state: { dedupe: null } });
  });

  it('do not count for a new session', () => {
    const again = [...SEARCHED, reviewer('retry_liveness'), ...passed('s2'), compares(0.9, 's2')];
    given(...again, indexes('f2', 's2')).then({ status: 'verifying', next: 'search' });
  });

  it('are searched for anew with a new ID photo', () => {
    const again = [...SEARCHED, reviewer('new_id_photo'), uploads(2), compares(0.9, 's1', 'id-2')];
    given(...again).then({ status: 'verifying', next: 'search' });
    given(...again)
      .when(searches([hit(0.9)]))
      .then(DUPLICATE_AGAIN);
  });

  it('a search of an older face completes nothing', () => {
    given(...SEARCHED, reviewer('retry_liveness'), ...passed('s2'), compares(0.9, 's2'), indexes('f2', 's2'))
      .when(searches([], 'f1'))
      .then({ events: [], status: 'verifying', next: 'search' });
  });
});

describe('an accepted photo', () => {
  const POOR = [...createsWithPhoto(), ...passed('s1', 0.1)];

  it('is good enough to compare, and to approve in the end', () => {
    givenUnder(ONCE, ...POOR, reviewer('approve'), compares(0.9), indexes())
      .when(searches())
      .then({ status: 'approved', state: { livenessPhoto: { quality: 'accepted_by_reviewer' } } });
  });

  it('says nothing about the similarity', () => {
    givenUnder(ONCE, ...POOR, reviewer('approve'))
      .when(compares(0.65))
      .then(LOW_AGAIN);
  });

  it('is asked about again when no face is found in it', () => {
    givenUnder(ONCE, ...POOR, reviewer('approve'))
      .when(findsNoFace('liveness'))
      .then({ status: 'in_review', reasons: ['photo_quality_low'] });
  });

  it('is not the next photo', () => {
    const again = [...POOR, reviewer('approve'), compares(0.1), reviewer('retry_liveness')];
    givenUnder(ONCE, ...again, ...passed('s2', 0.1)).then({
      status: 'in_review',
      reasons: ['photo_quality_low'],
    });
  });
});

describe('evidence of older parts completes nothing', () => {
  it('a comparison of an older ID photo', () => {
    given(...PHOTO, findsNoFace('id'), uploads(2))
      .when(compares(0.9, 's1', 'id-1'))
      .then({ events: [], next: 'compare' });
  });

  it('a comparison of an older session', () => {
    given(...PHOTO, compares(0.1), reviewer('retry_liveness'), ...passed('s2'))
      .when(compares(0.9, 's1'))
      .then({ events: [], next: 'compare' });
  });

  it('a photo of an older session', () => {
    const again = [...PHOTO, compares(0.1), reviewer('retry_liveness')];
    given(...again, opens('s2'), reports('pass', 's2'), confirms('pass', 's2'))
      .when(fetchesPhoto('s1'))
      .then({ events: [], next: 'fetch_photo' });
  });

  it('a face of an older session', () => {
    const again = [...INDEXED, searches([hit(0.9)]), reviewer('retry_liveness'), ...passed('s2')];
    given(...again, compares(0.9, 's2')).then({ next: 'index' });
  });

  it('a session that iLive names a second time', () => {
    given(...INDEXED, searches([hit(0.9)]), reviewer('retry_liveness'))
      .when(opens('s1'))
      .then({ events: [], status: 'awaiting_liveness' });
  });

  it('a missing face in an older ID photo', () => {
    given(...PHOTO, findsNoFace('id'), uploads(2))
      .when(findsNoFace('id', 's1', 'id-1'))
      .then({ events: [], next: 'compare' });
  });
});
