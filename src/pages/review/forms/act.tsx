/** Handles the small forms of a case: take it over, leave it, add a note, take a proposal back. */
import type { Context } from 'hono';
import type { ReviewNote } from '#src/applicant/side-data-commands.ts';
import { userIdSchema, wellFormed } from '#src/contract/vocabulary.ts';
import type { Refusal } from '#src/core/commands.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { casePath, filterOf, pathWith } from '../filter.ts';
import { nextPath } from '../next.ts';
import { consolePage, notFoundPage } from '../shell.tsx';
import { reviewerActor } from '../viewer.ts';
import { type FormFields, MAX_NOTE } from './form.ts';
import { hasGoodToken, readOwnForm } from './own-form.ts';
import { ForeignFormPage } from './stale-page.tsx';
import { TypedNote } from './typed-note.tsx';

type Act = (c: Context<HttpEnv>, userId: string, typed: FormFields) => Promise<Response>;

/** Makes the handler of a form: it is checked, then `act` does what it asks for. */
function handlerOf(act: Act) {
  return async function handleForm(c: Context<HttpEnv>): Promise<Response> {
    const { foreign, typed } = await readOwnForm(c);
    const note = typed?.note ?? '';
    if (foreign || !typed) {
      return consolePage(c, {
        title: 'Not recorded',
        status: 400,
        children: <ForeignFormPage note={note} />,
      });
    }
    const userId = userIdSchema.safeParse(c.req.param('user_id')).data;
    if (userId === undefined) return notFoundPage(c);
    if (!hasGoodToken(c, typed)) {
      return refused(c, userId, 'This form is too old, or was made for another sign-in.', note);
    }
    return act(c, userId, typed);
  };
}

/** Handles `…/claim`: takes the case over, or leaves it for the queue or for the next case. */
export const claimByForm = handlerOf(async (c, userId, typed) => {
  const object = applicantOf(c.env, userId);
  const filter = filterOf(c);
  if (typed.act === 'take_over') {
    const claimed = await object.claimReview(c.get('reviewer'), true, reviewerActor(c));
    return claimed.ok ? c.redirect(casePath(userId, filter), 303) : refusedBy(c, userId, claimed.refusal);
  }
  // Another reviewer who has taken the case over keeps it, so a refusal is no reason to stay.
  const applicant = await object.read();
  if (!applicant) return notFoundPage(c);
  await object.endClaim(reviewerActor(c));
  return c.redirect(typed.leave === 'next' ? nextPath(applicant, filter) : pathWith('/review', filter), 303);
});

const noteSchema = wellFormed(MAX_NOTE).refine((text) => text.trim() !== '');

/** Handles `…/notes`: adds a note without deciding. */
export const noteByForm = handlerOf(async (c, userId, typed) => {
  const note = noteSchema.safeParse(typed.note);
  if (!note.success) {
    const says = `A note needs words, and at most ${MAX_NOTE.toLocaleString('en')} characters.`;
    return refused(c, userId, says, typed.note ?? '');
  }
  const added: ReviewNote = { reviewer: c.get('reviewer'), note: note.data };
  const done = await applicantOf(c.env, userId).addNote(added, reviewerActor(c));
  if (!done.ok) return refusedBy(c, userId, done.refusal, note.data);
  return c.redirect(`${casePath(userId, filterOf(c))}#log`, 303);
});

/** Handles `…/proposal`: takes the reviewer's own proposal back. */
export const withdrawByForm = handlerOf(async (c, userId) => {
  const done = await applicantOf(c.env, userId).withdrawProposal(reviewerActor(c));
  return done.ok ? c.redirect(casePath(userId, filterOf(c)), 303) : refusedBy(c, userId, done.refusal);
});

function refusedBy(c: Context<HttpEnv>, userId: string, refusal: Refusal, note = '') {
  if (refusal.code === 'applicant_not_found') return notFoundPage(c);
  return refused(c, userId, refusalWords(refusal), note);
}

function refused(c: Context<HttpEnv>, userId: string, says: string, note: string) {
  const children = (
    <>
      <h1>Nothing was recorded</h1>
      <p>{says}</p>
      <TypedNote note={note} />
      <p>
        <a class="button" href={casePath(userId, filterOf(c))}>
          Back to the case
        </a>
      </p>
    </>
  );
  return consolePage(c, { title: 'Not recorded', status: 409, children });
}

const otherReviewer: Readonly<Record<string, string>> = {
  you_proposed: 'You proposed this decision. Somebody else must decide it, or take your proposal back first.',
  not_your_proposal: 'The proposal is of somebody else, so only they can take it back.',
  you_escalated: 'You escalated this case, so somebody else must decide it. You can return it.',
  senior_needed: 'The case is in the senior queue. Somebody with the role senior must decide it.',
};

/** Says why the service refused, and what to do. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.code) {
    case 'other_reviewer_needed':
      return otherReviewer[refusal.why] ?? '';
    case 'rate_limited':
      return 'This was done too often on this case today. Ask another reviewer, or go on tomorrow (UTC).';
    case 'too_many_notes':
      return 'The case has as many notes as it can take. Decide it first.';
    case 'wrong_status':
      return 'The case is not open any more.';
    default:
      return 'The case has changed meanwhile. Open it again.';
  }
}
