/** Answers with the page of a case, for a reviewer who opens it and for one whose form was not taken. */
import type { Context } from 'hono';
import { publicNameOf } from '#src/config/team.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { isSpeculative } from '#src/http/speculative.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { filterOf } from '../filter.ts';
import type { FormFields, FormProblem } from '../forms/form.ts';
import { tokenFor } from '../forms/own-form.ts';
import { consolePage } from '../shell.tsx';
import { reviewerActor, viewerOf } from '../viewer.ts';
import type { Case } from './case.ts';
import { CasePage } from './case-page.tsx';
import { stanceOf } from './stance.ts';

type Shown = {
  /** The form as it was sent. */
  readonly typed?: FormFields;
  readonly problem?: FormProblem | null;
  /** A sentence about the decision just made. */
  readonly done?: string | null;
};

/** Claims a case that is opened, if it is free and the reviewer may decide it, and answers with its page. */
export async function openCase(c: Context<HttpEnv>, reviewCase: Case, done: string | null) {
  const { applicant } = reviewCase;
  const { email } = viewerOf(c);
  const stance = stanceOf(applicant, viewerOf(c), Date.now());
  const mine = applicant.review?.claimed_by === email;
  if (stance.why !== null || stance.holder || mine || isSpeculative(c))
    return casePage(c, reviewCase, { done });
  const claimed = await applicantOf(c.env, applicant.user_id).claimReview(email, false, reviewerActor(c));
  if (claimed.ok) return casePage(c, { ...reviewCase, applicant: claimed.value }, { done });
  const { refusal } = claimed;
  if (refusal.code !== 'claimed_by_other' || !applicant.review) return casePage(c, reviewCase, { done });
  const taken = { claimed_by: publicNameOf(refusal.by), claimed_until: refusal.until };
  const review = { ...applicant.review, ...taken };
  return casePage(c, { ...reviewCase, applicant: { ...applicant, review } }, { done });
}

/** Answers with the page of a case. It records nothing. */
export function casePage(
  c: Context<HttpEnv>,
  reviewCase: Case,
  { typed = {}, problem = null, done = null }: Shown,
) {
  const { config } = c.get('services');
  const now = Date.now();
  const viewer = viewerOf(c);
  const { applicant } = reviewCase;
  const props = {
    reviewCase,
    viewer,
    stance: stanceOf(applicant, viewer, now),
    draft: { token: tokenFor(c), typed, problem },
    filter: filterOf(c),
    settings: { qualityMin: config.PHOTO_QUALITY_MIN, titleField: config.CONSOLE_TITLE_FIELD },
    now,
    done,
  };
  const title = problem ? `Not recorded: ${applicant.user_id}` : applicant.user_id;
  const status = problem === null ? 200 : problem.field === 'confirm' ? 409 : 400;
  return consolePage(c, { title, status, children: <CasePage {...props} /> });
}
