/** A reviewer's decision by form: checked to be theirs, told to the object, and the next case opens. */
import type { Context } from 'hono';
import { z } from 'zod';
import { decisionSchema } from '../core/reasons.ts';
import type { HttpEnv } from '../http/context.ts';
import { userIdSchema, wellFormed } from '../http/vocabulary.ts';
import { readCase } from './case.ts';
import { CasePage } from './case-page.tsx';
import { formToken, isFormToken } from './csrf.ts';
import { GROUNDS } from './labels.ts';
import { consolePage } from './shell.tsx';
import { ForeignFormPage, NobodyPage, StalePage } from './stale-page.tsx';

const formSchema = z.object({
  token: z.string(),
  decision: decisionSchema,
  seq: z.coerce.number().int().positive(),
  note: wellFormed(4_000),
});

/** The name under which the log knows who is at the console. */
export function reviewerActor(c: Context<HttpEnv>): string {
  return `reviewer:${c.get('reviewer')}`;
}

/** The handler of the form. */
export async function decideByForm(c: Context<HttpEnv>) {
  const { config } = c.get('world');
  const reviewer = c.get('reviewer');
  const sent = Object.fromEntries((await c.req.formData().catch(() => new FormData())).entries());
  const ours = c.req.header('origin') === config.PUBLIC_URL;
  const { token = '' } = sent;
  if (!ours || typeof token !== 'string' || !isFormToken(token, config.DATA_KEY, reviewer)) {
    return consolePage(c, { title: 'Not recorded', status: 400, children: <ForeignFormPage /> });
  }
  const userId = userIdSchema.safeParse(c.req.param('user_id')).data;
  const form = formSchema.safeParse(sent);
  const seen = userId === undefined ? null : await readCase(c, userId);
  if (!seen || userId === undefined) {
    return consolePage(c, { title: 'Nobody', status: 404, children: <NobodyPage /> });
  }
  if (!form.success) {
    return consolePage(c, { title: 'Not recorded', status: 400, children: <ForeignFormPage /> });
  }
  const { decision, seq, note } = form.data;
  const ground = GROUNDS[decision].find((it) => it === sent[`ground_${decision}`]);
  if (ground === undefined) {
    const draft = {
      token: formToken(config.DATA_KEY, reviewer),
      note,
      problem: 'Nothing has been recorded yet: choose a reason beside the decision first.',
    };
    const props = { draft, qualityMin: config.PHOTO_QUALITY_MIN, now: Date.now(), done: null };
    return consolePage(c, { title: userId, status: 400, children: <CasePage it={seen} {...props} /> });
  }
  const full = note.trim() === '' ? ground : `${ground}. ${note.trim()}`;
  const object = c.env.APPLICANTS.getByName(userId);
  const decided = await object.decide(decision, reviewer, full, seq, reviewerActor(c));
  if (decided.ok) return c.redirect(`/review/next?after=${userId}&decision=${decision}`, 303);
  const now = (await readCase(c, userId)) ?? seen;
  return consolePage(c, {
    title: 'Changed meanwhile',
    status: 409,
    children: <StalePage it={now} seen={seq} note={full} />,
  });
}
