/** A reviewer's decision by form: checked to be theirs, told to the object, and the next case opens. */

import type { Context } from 'hono';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { type Case, readCase } from './case.ts';
import { CasePage } from './case-page.tsx';
import { checkForm, type FormFields, type Problem, readForm, seenSeq } from './form.ts';
import { nextPath } from './next.ts';
import { consolePage } from './shell.tsx';
import { formToken } from './sign-in/csrf.ts';
import { ForeignFormPage, NotFoundPage, StalePage } from './stale-page.tsx';

/** The name under which the log knows who is at the console. */
export function reviewerActor(c: Context<HttpEnv>): string {
  return `reviewer:${c.get('reviewer')}`;
}

/** The case with its form, as it was typed so far. */
export function casePage(
  c: Context<HttpEnv>,
  it: Case,
  {
    typed = {},
    problem = null,
    done = null,
  }: { typed?: FormFields; problem?: Problem | null; done?: string | null },
) {
  const { config } = c.get('services');
  const now = Date.now();
  const draft = { token: formToken(config.DATA_KEY, c.get('reviewer'), now), typed, problem };
  const props = { it, draft, qualityMin: config.PHOTO_QUALITY_MIN, now, done };
  const title = problem ? `Not recorded: ${it.applicant.user_id}` : it.applicant.user_id;
  return consolePage(c, { title, status: problem ? 400 : 200, children: <CasePage {...props} /> });
}

/** The handler of the form. Whatever is wrong with it, what was typed is shown again. */
export async function decideByForm(c: Context<HttpEnv>) {
  const { config } = c.get('services');
  const reviewer = c.get('reviewer');
  const typed = await readForm(c);
  // Browsers say truly where a form comes from, so from here on it was our own page that sent it.
  if (!typed || c.req.header('origin') !== config.PUBLIC_URL) {
    const children = <ForeignFormPage note={typed?.note ?? ''} />;
    return consolePage(c, { title: 'Not recorded', status: 400, children });
  }
  const userId = userIdSchema.safeParse(c.req.param('user_id')).data;
  const it = userId === undefined ? null : await readCase(c, userId);
  if (!it || userId === undefined) {
    return consolePage(c, { title: 'Nobody', status: 404, children: <NotFoundPage /> });
  }
  const form = checkForm(typed, { dataKey: config.DATA_KEY, reviewer, now: Date.now() });
  if ('field' in form) {
    return hasMovedOn(it, seenSeq(typed))
      ? stalePage(c, it, typed)
      : casePage(c, it, { typed, problem: form });
  }
  const object = applicantOf(c.env, userId);
  const decided = await object.decide({ ...form, reviewer, samePerson: null }, reviewerActor(c));
  if (decided.ok) return c.redirect(nextPath(it.applicant, form.decision), 303);
  return stalePage(c, (await readCase(c, userId)) ?? it, typed);
}

/** Since the reviewer saw it, so that the form has no place on its page or would be for another state. */
function hasMovedOn({ applicant, events }: Case, seen: number | null): boolean {
  const changed = events.some(({ seq }) => seen !== null && seq > seen);
  return applicant.status !== 'in_review' || changed;
}

function stalePage(c: Context<HttpEnv>, it: Case, typed: FormFields) {
  const children = <StalePage it={it} seen={seenSeq(typed) ?? 0} note={typed.note ?? ''} />;
  return consolePage(c, { title: 'Changed meanwhile', status: 409, children });
}
