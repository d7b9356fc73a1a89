/** Handles the decision form: checks it, sends the decision to the applicant's object, and opens the next case. */

import type { Context } from 'hono';
import { publicNameOf } from '#src/config/team.ts';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import type { Refusal } from '#src/core/commands.ts';
import { contradictionOf } from '#src/core/review/contradiction.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { type Case, readCase } from '../case/case.ts';
import { casePage } from '../case/case-response.tsx';
import { measuredOf } from '../case/measured.ts';
import { filterOf } from '../filter.ts';
import { CONTRADICTIONS, DECISION_LABELS } from '../labels.ts';
import { nextPath } from '../next.ts';
import { consolePage, notFoundPage } from '../shell.tsx';
import { reviewerActor } from '../viewer.ts';
import { refusalWords } from './act.tsx';
import { type CheckedDecision, checkForm, type FormFields, type FormProblem, seenSeq } from './form.ts';
import { readOwnForm } from './own-form.ts';
import { ForeignFormPage, StalePage } from './stale-page.tsx';

/** Handles a sent decision form. Whenever the decision is not recorded, the answer shows what was typed. */
export async function decideByForm(c: Context<HttpEnv>) {
  const { dataKeys } = c.get('services');
  const reviewer = c.get('reviewer');
  const { foreign, typed } = await readOwnForm(c);
  if (foreign || !typed) {
    const children = <ForeignFormPage note={typed?.note ?? ''} />;
    return consolePage(c, { title: 'Not recorded', status: 400, children });
  }
  const userId = userIdSchema.safeParse(c.req.param('user_id')).data;
  const reviewCase = userId === undefined ? null : await readCase(c, userId);
  if (!reviewCase || userId === undefined) return notFoundPage(c);
  const { applicant } = reviewCase;
  const form = checkForm(typed, { dataKeys, reviewer, now: Date.now() });
  if ('field' in form) {
    return hasMovedOn(reviewCase, seenSeq(typed))
      ? stalePage(c, reviewCase, typed)
      : casePage(c, reviewCase, { typed, problem: form });
  }
  const problem = contradictionIn(c, reviewCase, form);
  if (problem && !hasMovedOn(reviewCase, form.seq)) return casePage(c, reviewCase, { typed, problem });
  // Only the reviewer whom the page named is passed over: another one may have the case by now.
  const holder = c.req.query('take_over');
  const takeOver = holder !== undefined && holder === applicant.review?.claimed_by;
  const rights = { isSenior: c.get('rights').isSenior, takeOver };
  const decided = await applicantOf(c.env, userId).decide({ ...form, reviewer, ...rights }, reviewerActor(c));
  if (decided.ok) return c.redirect(nextPath(applicant, filterOf(c), form.decision), 303);
  const refused = problemOf(decided.refusal, form);
  const newest = (await readCase(c, userId)) ?? reviewCase;
  return refused ? casePage(c, newest, { typed, problem: refused }) : stalePage(c, newest, typed);
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
    anyway: { decision, button: `${button} all the same`, query: { confirm: `${decision}:${ground}` } },
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

/** Events after which a form still fits the case, as in the core. */
const NO_CHANGE: ReadonlySet<string> = new Set(['note_added', 'review_claimed', 'review_claim_ended']);

/** Tells whether the case has left review or changed since the reviewer saw it, so that the form no longer fits it. */
function hasMovedOn({ applicant, events }: Case, seen: number | null): boolean {
  const changed = events.some(({ seq, type }) => seen !== null && seq > seen && !NO_CHANGE.has(type));
  return applicant.status !== 'in_review' || changed;
}

function stalePage(c: Context<HttpEnv>, reviewCase: Case, typed: FormFields) {
  const props = { reviewCase, seen: seenSeq(typed) ?? 0, note: typed.note ?? '', filter: filterOf(c) };
  return consolePage(c, { title: 'Changed meanwhile', status: 409, children: <StalePage {...props} /> });
}
