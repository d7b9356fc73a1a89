/** The generations of an applicant's onboarding link. */
import { describe, expect, it } from 'vitest';
import { currentGeneration, stateForLink } from '../../src/core/onboarding-link.ts';
import { nextStep } from '../../src/core/steps.ts';
import {
  type Act,
  compares,
  confirms,
  creates,
  createsWithPhoto,
  endsLinks,
  erases,
  fetchesPhoto,
  findsNoFace,
  given,
  indexes,
  opens,
  renewsLink,
  reports,
  reviewer,
  searches,
  starts,
  uploads,
} from '../support/given-when-then.ts';

const linkOf = (generation: number, ended = false) => ({ onboardingLink: { generation, ended } });

describe('a link', () => {
  it('is of the first generation until a new one is made', () => {
    given(creates())
      .when(endsLinks)
      .then({ state: linkOf(0, true) });
    given(creates())
      .when(renewsLink)
      .then({ events: [{ type: 'onboarding_link_renewed', data: { generation: 1 } }], state: linkOf(1) });
  });

  it('is of a generation never used before, also after all were ended', () => {
    given(creates(), renewsLink, endsLinks)
      .when(renewsLink)
      .then({ events: [{ type: 'onboarding_link_renewed', data: { generation: 2 } }], state: linkOf(2) });
  });

  it('that has ended is not ended again', () => {
    given(creates(), endsLinks)
      .when(endsLinks)
      .then({ events: [], state: linkOf(0, true) });
  });

  it.each([renewsLink, endsLinks])('is not changed by $type once the applicant is erased', (command) => {
    given(creates(), renewsLink, erases)
      .when(command)
      .then({ refusal: { code: 'wrong_status', status: 'erased' }, status: 'erased', state: linkOf(1) });
  });

  it('works only while its generation is the current one', () => {
    expect(stateForLink(null, 0)).toMatchObject({ refusal: { code: 'applicant_not_found' } });
    const { state } = given(creates(), renewsLink).when(renewsLink);
    const works = [-1, 0, 1, 2, 3, Number.NaN].filter((generation) => stateForLink(state, generation).ok);
    expect(works).toEqual([2]);
    const ended = given(creates(), renewsLink).when(endsLinks).state;
    expect(ended && currentGeneration(ended)).toBeNull();
    expect([0, 1, 2].filter((generation) => stateForLink(ended, generation).ok)).toEqual([]);
  });
});

/** A thief had the link. Whatever face check was begun must not lead to an approval once the links are ended. */
describe('the end of all links sets the face check aside', () => {
  const open: readonly Act[] = [...createsWithPhoto(), opens()];
  const reported: readonly Act[] = [...open, reports('pass')];
  const passed: readonly Act[] = [...reported, confirms('pass')];
  const stored: readonly Act[] = [...passed, fetchesPhoto()];
  const compared: readonly Act[] = [...stored, compares(0.9)];
  const indexed: readonly Act[] = [...compared, indexes()];
  const rest = [reports('pass'), confirms('pass'), fetchesPhoto(), compares(0.9), indexes(), searches()];

  it.each([
    ['open at iLive', open],
    ['reported by the webhook', reported],
    ['passed', passed],
    ['with its photo', stored],
    ['compared', compared],
    ['with an indexed face', indexed],
  ])('%s: what comes of it later changes no status', (_, before) => {
    const ended = given(...before, endsLinks);
    ended.then({ status: 'awaiting_liveness' });
    // What may be left is the removal of a face.
    expect([null, 'reconcile_faces']).toContain(nextStep(ended.applicant)?.type ?? null);
    ended.when(...rest).then({ status: 'awaiting_liveness' });
    // The applicant goes on with a session of its own.
    const again = given(...before, endsLinks, renewsLink, opens('s2'), reports('pass', 's2'));
    again.when(confirms('pass', 's2'), fetchesPhoto('s2')).then({ status: 'verifying', next: 'compare' });
  });

  it('also while another ID photo is awaited: the old face is not compared with the new photo', () => {
    given(...stored, findsNoFace('id'), endsLinks)
      .when(uploads(2))
      .then({ status: 'awaiting_liveness' });
  });

  it('shows a suspected spoof to a reviewer all the same', () => {
    given(...open, endsLinks)
      .when(reports('fail'))
      .then({ status: 'in_review', reasons: ['verdict_mismatch'] });
  });

  it('leaves an open case to the reviewer, and a decided one as it is', () => {
    given(...stored, compares(0.1))
      .when(endsLinks)
      .then({ status: 'in_review', reasons: ['similarity_low'] });
    given(...stored, compares(0.1), endsLinks)
      .when(reviewer('retry_liveness'))
      .then({ status: 'awaiting_liveness' });
    given(...indexed, searches())
      .when(endsLinks)
      .then({ status: 'approved' });
  });

  it('leaves a session that the backend has begun afterwards', () => {
    given(...createsWithPhoto(), endsLinks, opens())
      .when(endsLinks, starts, reports('pass'))
      .then({ status: 'verifying' });
  });
});
