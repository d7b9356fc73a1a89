/** The views of an applicant, made of its state and its side data. */

import type { Services } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { State } from '#src/core/model.ts';
import { ONBOARDING_PATH } from '#src/links/onboarding-url.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { callerRedirectUrl } from '../sessions/return-redirects.ts';
import { newestSessionUrl } from '../sessions/start-session.ts';
import { metadataOf, noteName, noteOf } from '../storage/personal-data.ts';
import { viewOf } from './applicant-view.ts';
import { type OnboardingView, onboardingViewOf } from './onboarding-view.ts';

/** Makes the applicant as the API shows it now. */
export function applicantShown(aggregate: Aggregate, state: State, { config }: Services): ApplicantView {
  const decided = state.review?.decided;
  const personal = {
    metadata: metadataOf(aggregate.sideData.get('metadata')),
    sessionUrl: newestSessionUrl(aggregate),
    note: decided ? noteOf(aggregate.sideData.get(noteName(decided.seq))) : null,
  };
  return viewOf(state, config.policy, personal, Date.now());
}

/** Makes the applicant as its own pages show it now. */
export function onboardingShown(aggregate: Aggregate, state: State, { config }: Services): OnboardingView {
  const backUrl = callerRedirectUrl(aggregate, state, config.PUBLIC_URL + ONBOARDING_PATH);
  return onboardingViewOf(state, { sessionUrl: newestSessionUrl(aggregate), backUrl }, Date.now());
}
