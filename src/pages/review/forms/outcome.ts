/** Judges a decision form that was sent, and sends its decision to the applicant's object. */
import type { Context } from 'hono';
import { publicNameOf } from '#src/config/team.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import type { Refusal } from '#src/core/commands.ts';
import type { Decision } from '#src/core/reasons.ts';
import { changesCase } from '#src/core/review/case-changes.ts';
import { contradictionOf } from '#src/core/review/contradiction.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { type Case, readCase } from '../case/case.ts';
import { measuredOf } from '../case/measured.ts';
import { CONTRADICTIONS, DECISION_LABELS } from '../labels.ts';
import { reviewerActor } from '../viewer.ts';
import { refusalWords } from './act.tsx';
import { takenDecision } from './done.ts';
import { type CheckedDecision, checkForm, type FormFields, type FormProblem, seenSeq } from './form.ts';
import { readOwnForm } from './own-form.ts';

/**
 * What became of a decision form.
 * - `taken`: the decision is recorded or, if it was only checked, would be.
 * - `problem`: the form can be sent again once the problem is solved.
 * - `stale`: the form does not fit the case any more.
 * - `foreign`: it did not come from the console's own pages. `unknown`: there is no such applicant.
 */
export type Outcome =
  | { readonly is: 'taken'; readonly applicant: ApplicantView; readonly decision: Decision }
  | { readonly is: 'problem'; readonly reviewCase: Case; typed: FormFields; readonly problem: FormProblem }
  | { readonly is: 'stale'; readonly reviewCase: Case; readonly typed: FormFields }
  | { readonly is: 'foreign'; readonly note: string }
  | { readonly is: 'unknown' };

/**
 * Judges the form and, unless it is only to be checked, records the decision. A form whose decision is recorded already
 * is `taken` again: browsers and the script may send it twice.
 */
export async function outcomeOf(c: Context<HttpEnv>, onlyCheck: boolean): Promise<Outcome> {
  const { dataKeys } = c.get('services');
  const [reviewer, actor] = [c.get('reviewer'), reviewerActor(c)];
  const { foreign, typed } = await readOwnForm(c);
  if (foreign || !typed) return { is: 'foreign', note: typed?.note ?? '' };
  const userId = userIdSchema.safeParse(c.req.param('user_id')).data;
  const reviewCase = userId === undefined ? null : await readCase(c, userId);
  if (!reviewCase || userId === undefined) return { is: 'unknown' };
  const { applicant } = reviewCase;
  const earlier = takenDecision(reviewCase, typed, actor);
  if (earlier) return { is: 'taken', applicant, decision: earlier };
  const form = checkForm(typed, { dataKeys, reviewer, now: Date.now() });
  if ('field' in form) {
    return hasMovedOn(reviewCase, seenSeq(typed))
      ? { is: 'stale', reviewCase, typed }
      : { is: 'problem', reviewCase, typed, problem: form };
  }
  const doubt = contradictionIn(c, reviewCase, form);
  if (doubt && !hasMovedOn(reviewCase, form.seq)) return { is: 'problem', reviewCase, typed, problem: doubt };
  // Only the reviewer whom the page named is passed over: another one may have the case by now.
  const holder = c.req.query('take_over');
  const takeOver = holder !== undefined && holder === applicant.review?.claimed_by;
  const decision = { ...form, reviewer, isSenior: c.get('rights').isSenior, takeOver };
  const object = applicantOf(c.env, userId);
  const decided = await (onlyCheck ? object.checkDecision(decision, actor) : object.decide(decision, actor));
  const taken = { is: 'taken', applicant, decision: form.decision } as const;
  if (decided.ok) return taken;
  const newest = (await readCase(c, userId)) ?? reviewCase;
  // The same form came by two ways at once.
  if (takenDecision(newest, typed, actor)) return taken;
  const problem = problemOf(decided.refusal, form);
  return problem
    ? { is: 'problem', reviewCase: newest, typed, problem }
    : { is: 'stale', reviewCase: newest, typed };
}

/** Returns the question whether a decision that contradicts a score is meant, unless it was answered. */
function contradictionIn(
  c: Context<HttpEnv>,
  { applicant }: Case,
  { decision, ground }: CheckedDecision,
): FormProblem | null {
  const found = contradictionOf(decision, ground, measuredOf(applicant));
  if (found === null || c.req.query('confirm') === `${decision}:${ground}`) return null;
  const { button } = DECISION_LABELS[decision];
  return {
    field: 'confirm',
    text: CONTRADICTIONS[found](measuredOf(applicant)),
    anyway: { decision, button: `${button} anyway`, query: { confirm: `${decision}:${ground}` } },
  };
}

/** Returns the problem to show in the form for a refusal; null if the form does not fit the case any more. */
function problemOf(refusal: Refusal, { decision, ground }: CheckedDecision): FormProblem | null {
  switch (refusal.code) {
    case 'claimed_by_other': {
      const by = publicNameOf(refusal.by);
      return {
        field: 'confirm',
        text: `${by} has this case until ${refusal.until.slice(11, 16)} UTC.`,
        anyway: {
          decision,
          button: `Take it over and ${DECISION_LABELS[decision].button.toLowerCase()}`,
          query: { confirm: `${decision}:${ground}`, take_over: by },
        },
      };
    }
    case 'other_reviewer_needed':
    case 'rate_limited':
      return { field: 'form', text: refusalWords(refusal) };
    default:
      return null;
  }
}

/** Tells whether the case has left review or changed since the reviewer saw it, so that the form no longer fits it. */
function hasMovedOn({ applicant, events }: Case, seen: number | null): boolean {
  const changed = events.some(({ seq, type }) => seen !== null && seq > seen && changesCase(type));
  return applicant.status !== 'in_review' || changed;
}
