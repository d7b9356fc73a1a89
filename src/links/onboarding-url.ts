/** The applicant's way in: the address that `POST /v1/applicants` answers with. */

import type { Services } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { applicantObjectId } from '#src/platform/objects.ts';
import { signToken } from './onboarding-link.ts';

/** Where the pages are. */
export const ONBOARDING_PATH = '/onboarding';

/** The applicant with its link; without one where links are off or nothing is left to do. */
export async function withOnboardingUrl(applicant: ApplicantView, env: Env, { config }: Services) {
  const { LINK_SECRET: secret, PUBLIC_URL: publicUrl } = config;
  const over = ['approved', 'rejected', 'erased'].includes(applicant.status);
  if (secret === undefined || over) return applicant;
  const objectId = applicantObjectId(env, applicant.user_id);
  const token = await signToken(secret, 'onboarding_link', objectId, Date.now());
  return { ...applicant, onboarding_url: `${publicUrl}${ONBOARDING_PATH}/open/${token}` };
}
