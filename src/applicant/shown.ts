/** The applicant as it is shown: the state, and what stands beside the log. */
import type { State } from '../core/model.ts';
import type { ApplicantView } from '../http/schema.ts';
import { ONBOARDING_PATH } from '../onboarding/onboarding-url.ts';
import type { World } from '../world.ts';
import type { Journal } from './journal.ts';
import { type OnboardingView, onboardingViewOf } from './onboarding-view.ts';
import { metadataOf, noteName, noteOf } from './personal.ts';
import { callersPage } from './return-link.ts';
import { newestSessionUrl } from './start-session.ts';
import { viewOf } from './view.ts';

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
