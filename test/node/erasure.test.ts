import { describe, expect, it } from 'vitest';
import { clearingDueAt, clockAt, type ScheduleInput } from '../../src/applicant/schedule/due-times.ts';
import type { Retention } from '../../src/core/erasure.ts';
import { nextStep } from '../../src/core/steps.ts';
import {
  type Act,
  clearsPhotos,
  compares,
  confirms,
  creates,
  createsWithPhoto,
  deletesFace,
  erases,
  erasesD1Row,
  fetchesPhoto,
  given,
  givenUnder,
  indexes,
  opens,
  POLICY,
  reconciles,
  reports,
  returns,
  reviewer,
  START,
  searches,
  starts,
  ticks,
  uploads,
  views,
  waits,
} from '../support/given-when-then.ts';
import { APPROVED, MATCHED } from '../support/onboarding-stages.ts';

const REVIEWED = [...createsWithPhoto(), opens(), reports('fail'), confirms('fail')];
const REJECTED = [...REVIEWED, reviewer('reject')];
const DAY = 86_400_000;
const CONSENT = { version: 'v3', givenAt: '2026-11-22T11:59:00.000Z' };

const STORIES: [string, readonly Act[]][] = [
  ['awaiting_id_photo', [creates()]],
  ['awaiting_liveness', [...createsWithPhoto(), { type: 'start_session', consent: CONSENT }, opens()]],
  ['verifying', MATCHED],
  ['in_review', REVIEWED],
  ['approved', APPROVED],
  ['rejected', REJECTED],
];

describe('erasure', () => {
  it.each(STORIES)('is possible in %s, and leaves nothing of the person', (_status, story) => {
    given(...story)
      .when(erases)
      .then({
        status: 'erased',
        events: [{ type: 'applicant_erased', data: { cause: 'request' } }],
        state: {
          ...{ idPhoto: null, sessions: [], livenessPhoto: null, match: null, face: null, dedupe: null },
          ...{ review: null, consent: null },
        },
      });
  });

  it.each(STORIES)('of %s is done once', (_status, story) => {
    given(...story, erases)
      .when(erases)
      .then({ status: 'erased', events: [] });
  });

  it('is answered by no late webhook, return, photo, session or decision', () => {
    const erased = given(...MATCHED, erases);
    erased.when(reports('fail')).then({ events: [], refusal: { code: 'unknown_session' } });
    erased.when(returns()).then({ events: [], refusal: { code: 'unknown_session' } });
    erased.when(uploads(2)).then({ events: [], refusal: { code: 'wrong_status', status: 'erased' } });
    erased.when(starts).then({ events: [], refusal: { code: 'wrong_status', status: 'erased' } });
    erased.when(opens('s2')).then({ events: [], refusal: { code: 'wrong_status', status: 'erased' } });
    erased.when(views('id')).then({ events: [], refusal: { code: 'photo_not_found' } });
    erased.when(creates()).then({ events: [], refusal: { code: 'already_exists' } });
    erased.when(reviewer('approve')).then({
      events: [],
      refusal: { code: 'wrong_status', status: 'erased' },
    });
  });

  it('takes no step that comes back, but a face, which is deleted', () => {
    const erased = given(...MATCHED, erases);
    erased.when(confirms('pass'), fetchesPhoto(), compares(0.9), searches()).then({ events: [] });
    erased.when(indexes('late')).then({ events: ['face_indexed'], next: 'delete_face', status: 'erased' });
  });

  it('deletes the face that was there', () => {
    given(...APPROVED, erases).then({ next: 'delete_face' });
    const { applicant } = given(...APPROVED, erases, deletesFace('f1'), clearsPhotos(2), erasesD1Row);
    expect(nextStep(applicant)).toBeNull();
    const at = new Date(START).toISOString();
    expect(applicant.status).toMatchObject({
      erasure: {
        deletions: [
          { what: 'face', faceId: 'f1', collection: 'users', at },
          { what: 'photos', count: 2, at },
          { what: 'd1_row', at },
        ],
      },
    });
  });

  it('puts on the receipt what was found late', () => {
    const { applicant } = given(...MATCHED, erases, reconciles('s1', ['f9'], false));
    expect(applicant.status).toMatchObject({ erasure: { deletions: [{ what: 'face', faceId: 'f9' }] } });
  });

  it('notes the records once, and only after an erasure', () => {
    given(...APPROVED)
      .when(erasesD1Row)
      .then({ events: [] });
    given(...APPROVED, erases, erasesD1Row)
      .when(erasesD1Row)
      .then({ events: [] });
  });
});

const KEEP: Retention = { photosMs: null, abandonedMs: null };

function stored(story: readonly Act[], retention: Retention): ScheduleInput {
  const begun = { seq: 0, failures: 0, dueAt: 0 };
  const state = given(...story).applicant;
  const row = { is: 'current', failedAt: null } as const;
  return { state, retry: null, row, photos: begun, notifyAt: null, retention, dueMs: null };
}

describe('the photos go', () => {
  const goAt = (story: readonly Act[], retention = KEEP) => clearingDueAt(stored(story, retention));

  it('at once after an erasure, and once more a minute later', () => {
    expect(goAt([...APPROVED, erases])).toBe(START);
    expect(goAt([...APPROVED, erases, waits(500), clearsPhotos()])).toBe(START + 60_000);
    expect(goAt([...APPROVED, erases, waits(500), clearsPhotos(), waits(59_499), clearsPhotos(0)])).toBe(
      START + 60_000,
    );
    expect(
      goAt([...APPROVED, erases, waits(500), clearsPhotos(), waits(59_500), clearsPhotos(0)]),
    ).toBeNull();
  });

  it('also where they had gone by age before', () => {
    expect(goAt([...APPROVED, clearsPhotos(), waits(1), erases])).toBe(START + 1);
  });

  it('from the folder that the log names: the one that was cleared', () => {
    const clears: Act = { type: 'note_photos_deleted', photoPrefix: 'another', count: 1 };
    for (const story of [APPROVED, [...APPROVED, erases]]) {
      given(...story)
        .when(clears)
        .then({ events: [{ type: 'photos_deleted', data: { photo_prefix: 'another', count: 1 } }] });
    }
  });

  it('for a cause that the log names, by age once', () => {
    given(...APPROVED)
      .when(clearsPhotos(), clearsPhotos(0))
      .then({
        events: [{ type: 'photos_deleted', data: { photo_prefix: 'prefix', count: 2, cause: 'retention' } }],
      });
    given(...APPROVED, erases)
      .when(clearsPhotos())
      .then({
        events: [{ type: 'photos_deleted', data: { photo_prefix: 'prefix', count: 2, cause: 'erasure' } }],
      });
  });

  it.each([
    ['approved', APPROVED],
    ['rejected', REJECTED],
  ])('so long after the decision as the setting says: %s', (_status, story) => {
    expect(goAt(story)).toBeNull();
    expect(goAt(story, { ...KEEP, photosMs: 30 * DAY })).toBe(START + 30 * DAY);
    expect(goAt([...story, clearsPhotos()], { ...KEEP, photosMs: 30 * DAY })).toBeNull();
    given(...story, clearsPhotos())
      .when(views('id'))
      .then({ refusal: { code: 'photo_not_found' }, events: [] });
  });

  it('never before the decision', () => {
    expect(goAt(REVIEWED, { ...KEEP, photosMs: 1 })).toBeNull();
    given(...REVIEWED)
      .when(clearsPhotos())
      .then({ events: [] });
  });
});

describe('who does not come back is erased', () => {
  const retention = { ...KEEP, abandonedMs: 30 * DAY };
  const due = (story: readonly Act[]) => clockAt(stored(story, retention));

  it('so long after the last thing that happened as the setting says', () => {
    expect(due([creates()])).toBe(START + 30 * DAY);
    expect(due([creates(), waits(DAY), uploads(1)])).toBe(START + 31 * DAY);
    expect(clockAt(stored([creates()], KEEP))).toBeNull();
  });

  it('but nobody who waits for us', () => {
    expect(due(MATCHED)).toBeNull();
    expect(due(REVIEWED)).toBeNull();
    expect(due(APPROVED)).toBeNull();
    expect(due(REJECTED)).toBeNull();
  });

  it('not before the session that is open has ended', () => {
    expect(due([...createsWithPhoto(), opens()])).toBe(START + POLICY.sessionTtlMs + 10_000);
    given(...createsWithPhoto(), opens(), waits(POLICY.sessionTtlMs + 10_000))
      .when(ticks)
      .then({ events: ['session_timed_out'] });
  });
});

describe('consent', () => {
  const STRICT = { ...POLICY, requireConsent: true };
  const consent = CONSENT;

  it('is asked for where it is required, before anything else is', () => {
    givenUnder(STRICT, ...createsWithPhoto())
      .when(starts)
      .then({ refusal: { code: 'consent_required' }, events: [] });
    given(...createsWithPhoto())
      .when(starts)
      .then({ events: [] });
  });

  it('comes with the applicant, or with the start', () => {
    givenUnder(STRICT, { ...creates(), consent } as Act, uploads(1))
      .when(starts)
      .then({ events: [] });
    givenUnder(STRICT, ...createsWithPhoto())
      .when({ type: 'start_session', consent })
      .then({ events: [{ type: 'consent_recorded', data: { version: 'v3', given_at: consent.givenAt } }] });
  });

  it('is recorded once, and anew when it is another', () => {
    const start: Act = { type: 'start_session', consent };
    givenUnder(STRICT, ...createsWithPhoto(), start)
      .when(start)
      .then({ events: [] });
    for (const other of [
      { ...consent, version: 'v4' },
      { ...consent, givenAt: '2026-11-22T12:00:00.000Z' },
    ]) {
      given(...createsWithPhoto(), start)
        .when({ type: 'start_session', consent: other })
        .then({ events: ['consent_recorded'] });
    }
  });

  it('is not taken from whoever may not start', () => {
    given(creates())
      .when({ type: 'start_session', consent })
      .then({ refusal: { code: 'wrong_status', status: 'awaiting_id_photo' }, events: [] });
  });
});
