/** The link to the applicant's own pages, which `POST /v1/applicants` returns. */

import type { Services } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { applicantObjectId } from '#src/platform/objects.ts';
import { signToken } from './onboarding-link.ts';

/** The path of the applicant's own pages. */
export const ONBOARDING_PATH = '/onboarding';

/** Adds a new `onboarding_url` to the applicant, unless `LINK_SECRET` is not set or the applicant's status is final. */
export async function withOnboardingUrl(applicant: ApplicantView, env: Env, services: Services) {
  const { PUBLIC_URL: publicUrl } = services.config;
  const isFinal = ['approved', 'rejected', 'erased'].includes(applicant.status);
  if (services.linkSecrets === null || isFinal) return applicant;
  const [secret] = services.linkSecrets;
  const objectId = applicantObjectId(env, applicant.user_id);
  const token = await signToken(secret, 'onboarding_link', objectId, Date.now());
  return { ...applicant, onboarding_url: `${publicUrl}${ONBOARDING_PATH}/open/${token}` };
}
