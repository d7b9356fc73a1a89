import { describe, expect, it } from 'vitest';
import { abandonedAt } from '../../src/core/erasure.ts';
import {
  type Act,
  compares,
  confirms,
  createsWithPhoto,
  erases,
  fetchesPhoto,
  given,
  hit,
  opens,
  reports,
  reviewer,
  START,
  searches,
  uploads,
  views,
  waits,
} from '../support/given-when-then.ts';
import { APPROVED, INDEXED } from '../support/onboarding-stages.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LOOK = views('id', 'reviewer:rita');
const SEEN = ['photo_viewed'] as const;
const AGAIN = [opens('s2'), reports('pass', 's2'), confirms('pass', 's2'), fetchesPhoto('s2')];

describe('a look at a photo is recorded once for each actor, picture and hour', () => {
  it.each<[string, readonly Act[], readonly Act[], readonly 'photo_viewed'[]]>([
    ['the first one', APPROVED, [LOOK], SEEN],
    ['at once again', [...APPROVED, LOOK], [LOOK], []],
    ['59:59 later', [...APPROVED, LOOK, waits(HOUR - 1_000)], [LOOK], []],
    ['the last millisecond of the hour', [...APPROVED, LOOK, waits(HOUR - 1)], [LOOK], []],
    ['60:00 later', [...APPROVED, LOOK, waits(HOUR)], [LOOK], SEEN],
    [
      'an hour after the recorded look, whatever was seen between',
      [...APPROVED, LOOK],
      [waits(HOUR / 2), LOOK, waits(HOUR / 2), LOOK],
      SEEN,
    ],
    ['a clock set back by less than an hour', [...APPROVED, LOOK, waits(1 - HOUR)], [LOOK], []],
    ['a clock set back by an hour', [...APPROVED, LOOK, waits(-HOUR)], [LOOK], SEEN],
    ['and again after that', [...APPROVED, LOOK, waits(-HOUR), LOOK], [LOOK], []],
    ['another actor', [...APPROVED, LOOK], [views('id', 'reviewer:tom')], SEEN],
    ['who had looked before another', [...APPROVED, LOOK, views('id', 'reviewer:tom')], [LOOK], []],
    ['another picture', [...APPROVED, LOOK], [views('liveness', 'reviewer:rita')], SEEN],
    ['a new picture of the same kind', [...createsWithPhoto(), LOOK, uploads(2)], [LOOK], SEEN],
    ['the same picture, uploaded again', [...createsWithPhoto(), LOOK, uploads(1)], [LOOK], []],
    [
      'the liveness photo of a new session',
      [...INDEXED, searches([hit(0.9)]), views('liveness'), reviewer('retry_liveness'), ...AGAIN],
      [views('liveness')],
      SEEN,
    ],
  ])('%s', (_name, story, looks, events) => {
    given(...story)
      .when(...looks)
      .then({ events });
  });

  it('says who looked at which bytes', () => {
    const { applicant } = given(...createsWithPhoto());
    const { events } = given(...createsWithPhoto()).when(LOOK);
    expect(events).toMatchObject([
      { actor: 'reviewer:rita', data: { photo: 'id', sha256: applicant.idPhoto?.sha256 } },
    ]);
  });

  it('is refused where there is no picture, seen before or not', () => {
    given(...APPROVED, LOOK, erases)
      .when(LOOK)
      .then({ events: [], refusal: { code: 'photo_not_found' } });
  });
});

describe('what the state remembers of looks', () => {
  it('is at most one for each actor and picture, of the hour before the newest', () => {
    const { applicant } = given(
      ...APPROVED,
      LOOK,
      waits(10 * MINUTE),
      views('liveness', 'reviewer:rita'),
      waits(HOUR - 10 * MINUTE),
      LOOK,
      waits(MINUTE),
      views('id', 'reviewer:tom'),
    );
    expect(applicant.photoViews.map(({ actor, at }) => [actor, Date.parse(at) - START])).toEqual([
      ['reviewer:rita', 10 * MINUTE],
      ['reviewer:rita', HOUR],
      ['reviewer:tom', HOUR + MINUTE],
    ]);
    const later = given(...APPROVED, LOOK, waits(HOUR), views('liveness'));
    expect(later.applicant.photoViews.map(({ actor }) => actor)).toEqual(['viewer']);
  });

  it('goes with an erasure', () => {
    expect(given(...APPROVED, LOOK, erases).applicant.photoViews).toEqual([]);
  });
});

describe('a look changes nothing of the applicant but the number of events', () => {
  it('neither when it changed last nor what a reviewer must have seen', () => {
    const { updatedAt, changedSeq, seq } = given(...APPROVED).applicant;
    given(...APPROVED, waits(MINUTE), LOOK).then({ state: { updatedAt, changedSeq, seq: seq + 1 } });
  });

  it('so that looks at an abandoned case do not put off its end', () => {
    const retention = { photosMs: null, abandonedMs: HOUR };
    const { applicant } = given(...createsWithPhoto(), waits(MINUTE), LOOK);
    expect(abandonedAt(applicant, retention)).toBe(START + HOUR);
  });

  it('and a decision on what stood there before is not stale', () => {
    const low = [...INDEXED.slice(0, -2), compares(0.1)];
    const { seq } = given(...low).applicant;
    given(...low, LOOK)
      .when(reviewer('reject', seq))
      .then({ status: 'rejected' });
  });
});
