/** The applicant as it is shown: the state, and what stands beside the log. */

import type { World } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { State } from '#src/core/model.ts';
import { ONBOARDING_PATH } from '#src/links/onboarding-url.ts';
import type { Journal } from '../aggregate/aggregate.ts';
import { callersPage } from '../sessions/return-redirects.ts';
import { newestSessionUrl } from '../sessions/start-session.ts';
import { metadataOf, noteName, noteOf } from '../storage/personal-data.ts';
import { viewOf } from './applicant-view.ts';
import { type OnboardingView, onboardingViewOf } from './onboarding-view.ts';

/** As the API shows it, now. */
export function applicantShown(journal: Journal, state: State, { config }: World): ApplicantView {
  const decided = state.review?.decided;
  const beside = {
    metadata: metadataOf(journal.personal('metadata')),
    sessionUrl: newestSessionUrl(journal),
    note: decided ? noteOf(journal.personal(noteName(decided.seq))) : null,
  };
  return viewOf(state, config.policy, beside, Date.now());
}

/** As the applicant's own pages show it, now. */
export function onboardingShown(journal: Journal, state: State, { config }: World): OnboardingView {
  const backUrl = callersPage(journal, state, config.PUBLIC_URL + ONBOARDING_PATH);
  return onboardingViewOf(state, { sessionUrl: newestSessionUrl(journal), backUrl }, Date.now());
}
