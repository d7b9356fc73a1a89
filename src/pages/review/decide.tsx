/** Handles the decision form: checks it, sends the decision to the applicant's object, and opens the next case. */

import type { Context } from 'hono';
import { z } from 'zod';
import { eventOf } from '#src/contract/event.ts';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import { decisionSchema } from '#src/core/reasons.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { type Case, readCase } from './case.ts';
import { CasePage } from './case-page.tsx';
import { checkForm, type FormFields, type FormProblem, readForm, seenSeq } from './form.ts';
import { DECISION_LABELS } from './labels.ts';
import { nextPath } from './next.ts';
import { consolePage, notFoundPage } from './shell.tsx';
import { formToken } from './sign-in/csrf.ts';
import { ForeignFormPage, StalePage } from './stale-page.tsx';

const doneQuery = z.object({
  done: userIdSchema.optional().catch(undefined),
  decision: decisionSchema.optional().catch(undefined),
});

/** Names the signed-in reviewer as the actor of an event. */
export function reviewerActor(c: Context<HttpEnv>): string {
  return `reviewer:${c.get('reviewer')}`;
}

/**
 * Answers with the page of a case.
 * @param options `typed` and `problem`: the form as it was sent, and what is wrong with it; `done`: a sentence about
 * the decision just made
 */
export function casePage(
  c: Context<HttpEnv>,
  reviewCase: Case,
  {
    typed = {},
    problem = null,
    done = null,
  }: { typed?: FormFields; problem?: FormProblem | null; done?: string | null },
) {
  const { config, dataKeys } = c.get('services');
  const now = Date.now();
  const draft = { token: formToken(dataKeys[0], c.get('reviewer'), now), typed, problem };
  const props = { reviewCase, draft, qualityMin: config.PHOTO_QUALITY_MIN, now, done };
  const title = problem ? `Not recorded: ${reviewCase.applicant.user_id}` : reviewCase.applicant.user_id;
  return consolePage(c, { title, status: problem ? 400 : 200, children: <CasePage {...props} /> });
}

/** Handles a sent decision form. Whenever the decision is not recorded, the answer shows what was typed. */
export async function decideByForm(c: Context<HttpEnv>) {
  const { config, dataKeys } = c.get('services');
  const reviewer = c.get('reviewer');
  const typed = await readForm(c);
  // A page cannot forge `Origin`, so after this check the form came from our own page.
  if (!typed || c.req.header('origin') !== config.PUBLIC_URL) {
    const children = <ForeignFormPage note={typed?.note ?? ''} />;
    return consolePage(c, { title: 'Not recorded', status: 400, children });
  }
  const userId = userIdSchema.safeParse(c.req.param('user_id')).data;
  const reviewCase = userId === undefined ? null : await readCase(c, userId);
  if (!reviewCase || userId === undefined) return notFoundPage(c);
  const form = checkForm(typed, { dataKeys, reviewer, now: Date.now() });
  if ('field' in form) {
    return hasMovedOn(reviewCase, seenSeq(typed))
      ? stalePage(c, reviewCase, typed)
      : casePage(c, reviewCase, { typed, problem: form });
  }
  const object = applicantOf(c.env, userId);
  const decided = await object.decide(
    { ...form, reviewer, samePerson: null, isSenior: true, takeOver: false },
    reviewerActor(c),
  );
  if (decided.ok) return c.redirect(nextPath(reviewCase.applicant, form.decision), 303);
  if (decided.refusal.code === 'rate_limited') {
    const text = 'The case was decided too often today. Decide it tomorrow (UTC).';
    return casePage(c, reviewCase, { typed, problem: { field: 'form', text } });
  }
  return stalePage(c, (await readCase(c, userId)) ?? reviewCase, typed);
}

/** Tells whether the case has left review or changed since the reviewer saw it, so that the form no longer fits it. */
function hasMovedOn({ applicant, events }: Case, seen: number | null): boolean {
  const changed = events.some(({ seq }) => seen !== null && seq > seen);
  return applicant.status !== 'in_review' || changed;
}

function stalePage(c: Context<HttpEnv>, reviewCase: Case, typed: FormFields) {
  const children = <StalePage reviewCase={reviewCase} seen={seenSeq(typed) ?? 0} note={typed.note ?? ''} />;
  return consolePage(c, { title: 'Changed meanwhile', status: 409, children });
}

/**
 * Says what was decided on the page before. @returns null when the address names no decision, or one that is not the
 * newest of that log and by this reviewer: a link of somebody else must not claim that something is recorded
 */
export async function doneOf(c: Context<HttpEnv>): Promise<string | null> {
  const { done, decision } = doneQuery.parse(c.req.query());
  if (!done || !decision) return null;
  const history = await applicantOf(c.env, done).history(0);
  const decided = history?.events.findLast(({ type }) => type === 'review_decided');
  const isByThem = decided?.actor === reviewerActor(c);
  return isByThem && eventOf(decided).data.decision === decision
    ? `${done}: “${DECISION_LABELS[decision].button}” is recorded.`
    : null;
}
