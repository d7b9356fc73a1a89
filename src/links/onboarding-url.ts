/** The link to the applicant's own pages, which `POST /v1/applicants` returns. */

import type { Services } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { applicantObjectId } from '#src/platform/objects.ts';
import { signToken } from './onboarding-link.ts';

/** The path of the applicant's own pages. */
export const ONBOARDING_PATH = '/onboarding';

/** Makes the address of a link out of its token. */
export function onboardingUrl({ PUBLIC_URL }: Pick<Services['config'], 'PUBLIC_URL'>, token: string): string {
  return `${PUBLIC_URL}${ONBOARDING_PATH}/open/${token}`;
}

/**
 * Adds a new `onboarding_url` to the applicant, unless `LINK_SECRET` is not set, the applicant's status is final, or all
 * links were ended.
 * @param generation whose links work now; null when none do
 */
export async function withOnboardingUrl(
  applicant: ApplicantView,
  generation: number | null,
  env: Env,
  { config, linkSecrets }: Services,
) {
  const isFinal = ['approved', 'rejected', 'erased'].includes(applicant.status);
  if (linkSecrets === null || isFinal || generation === null) return applicant;
  const [secret] = linkSecrets;
  const objectId = applicantObjectId(env, applicant.user_id);
  const token = await signToken(secret, 'onboarding_link', objectId, Date.now(), generation);
  return { ...applicant, onboarding_url: onboardingUrl(config, token) };
}
