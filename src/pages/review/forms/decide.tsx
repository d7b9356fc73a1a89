/**
 * Handles the decision form: records the decision and opens the next case. The script, which holds a decision back for
 * ten seconds, asks for the answer as JSON: first whether the decision would be taken, then to record it.
 */
import type { Context } from 'hono';
import type { HttpEnv } from '#src/http/context.ts';
import { casePage } from '../case/case-response.tsx';
import { filterOf } from '../filter.ts';
import { DECISION_LABELS } from '../labels.ts';
import { nextPath } from '../next.ts';
import { consolePage, notFoundPage } from '../shell.tsx';
import { sayDone } from './done.ts';
import { seenSeq } from './form.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { ForeignFormPage, StalePage, staleWords } from './stale-page.tsx';

/** Handles a sent decision form. Whenever the decision is not recorded, the page in answer shows what was typed. */
export async function decideByForm(c: Context<HttpEnv>): Promise<Response> {
  switch (c.req.query('hold')) {
    case 'check':
      return answerCheck(c, await outcomeOf(c, true));
    case 'send':
      return answerSend(c, await outcomeOf(c, false));
    default:
      return answerPage(c, await outcomeOf(c, false));
  }
}

function answerPage(c: Context<HttpEnv>, outcome: Outcome): Response | Promise<Response> {
  switch (outcome.is) {
    case 'taken':
      return c.redirect(nextPath(outcome.applicant, filterOf(c), outcome.decision), 303);
    case 'problem':
      return casePage(c, outcome.reviewCase, outcome);
    case 'stale': {
      const { reviewCase, typed } = outcome;
      const props = { reviewCase, seen: seenSeq(typed) ?? 0, note: typed.note ?? '', filter: filterOf(c) };
      return consolePage(c, { title: 'Changed meanwhile', status: 409, children: <StalePage {...props} /> });
    }
    case 'foreign': {
      const children = <ForeignFormPage note={outcome.note} />;
      return consolePage(c, { title: 'Not recorded', status: 400, children });
    }
    case 'unknown':
      return notFoundPage(c);
  }
}

/** Answers `{next}`, where to go on, or that the form must be sent as it is, so that its page says what is wrong. */
function answerCheck(c: Context<HttpEnv>, outcome: Outcome): Response {
  if (outcome.is !== 'taken') return c.json({}, 409);
  return c.json({ next: nextPath(outcome.applicant, filterOf(c)) });
}

/** Answers `{recorded}`, a sentence about the decision, or `{says}`, why it is not recorded. */
async function answerSend(c: Context<HttpEnv>, outcome: Outcome): Promise<Response> {
  switch (outcome.is) {
    case 'taken': {
      const { applicant, decision } = outcome;
      const said = await sayDone(c, applicant.user_id, decision);
      const recorded = said ?? `${applicant.user_id}: “${DECISION_LABELS[decision].button}” is recorded.`;
      return c.json({ recorded });
    }
    case 'problem':
      return c.json({ says: outcome.problem.text }, 409);
    case 'stale':
      return c.json({ says: staleWords(outcome.reviewCase.applicant) }, 409);
    case 'foreign':
      return c.json({ says: 'The form was not sent from this console’s own pages.' }, 400);
    case 'unknown':
      return c.json({ says: 'There is no applicant with that user_id.' }, 404);
  }
}
