/** The generations of an applicant's onboarding link. */
import { describe, expect, it } from 'vitest';
import { currentGeneration, stateForLink } from '../../src/core/onboarding-link.ts';
import { creates, endsLinks, erases, given, renewsLink } from '../support/given-when-then.ts';

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
