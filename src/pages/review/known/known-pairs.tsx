/** Handles the page with the pairs, and the form that decides one. */
import type { Context } from 'hono';
import { z } from 'zod';
import { decidePair } from '#src/applicant/decide-pair.ts';
import { pairDecisionSchema } from '#src/contract/known-faces.ts';
import { userIdSchema, wellFormed } from '#src/contract/vocabulary.ts';
import type { PairPosition } from '#src/d1/known-pairs.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { MAX_NOTE } from '../forms/form.ts';
import { hasGoodToken, readOwnForm, tokenFor } from '../forms/own-form.ts';
import { ForeignFormPage, OpenCasePage } from '../forms/stale-page.tsx';
import { TypedNote } from '../forms/typed-note.tsx';
import { consolePage } from '../shell.tsx';
import { isOwnNavigation, reviewerActor } from '../viewer.ts';
import { KnownPage, knownPath } from './known-page.tsx';
import { readPairs } from './pairs.ts';

const fromQuery = z.object({ similarity: z.coerce.number().min(0).max(1), a: userIdSchema, b: userIdSchema });

/** Where the page starts, as its address says. An unknown place is the beginning. */
function fromOf(c: Context<HttpEnv>): PairPosition | null {
  const { data } = fromQuery.safeParse(c.req.query());
  return data ? [data.similarity, data.a, data.b] : null;
}

/** Shows a page of pairs. */
export async function showPairs(c: Context<HttpEnv>): Promise<Response> {
  const from = fromOf(c);
  // The page loads pictures by itself, and each is logged as a look of this reviewer: another site must not cause it.
  if (!isOwnNavigation(c))
    return consolePage(c, { title: 'Open this page?', children: <OpenCasePage path={knownPath(from)} /> });
  const page = await readPairs(c.env, from);
  const props = { ...page, from, token: tokenFor(c), mayDecide: c.get('rights').mayDecide };
  return consolePage(c, {
    title: 'Known customers',
    styles: ['review-lists.css'],
    children: <KnownPage {...props} />,
  });
}

const formSchema = z.object({
  user_id: userIdSchema,
  other_user_id: userIdSchema,
  face_id: z.string().min(1),
  other_face_id: z.string().min(1),
  decision: pairDecisionSchema,
  note: wellFormed(MAX_NOTE),
});

/** Handles the form. Whenever nothing is recorded, the answer shows what was typed. */
export async function decidePairByForm(c: Context<HttpEnv>): Promise<Response> {
  const { foreign, typed } = await readOwnForm(c);
  const note = typed?.note ?? '';
  if (foreign || !typed)
    return consolePage(c, { title: 'Not recorded', status: 400, children: <ForeignFormPage note={note} /> });
  if (!hasGoodToken(c, typed))
    return refused(c, 'This form is too old, or was made for another sign-in.', note);
  const form = formSchema.safeParse(typed);
  if (note.length <= MAX_NOTE && !form.success)
    return refused(c, 'The form is not complete. Load the page again.', note);
  if (!form.success)
    return refused(c, `A note has at most ${MAX_NOTE.toLocaleString('en')} characters.`, note);
  const { user_id, other_user_id, face_id, other_face_id, decision } = form.data;
  const seen = [
    { userId: user_id, faceId: face_id },
    { userId: other_user_id, faceId: other_face_id },
  ] as const;
  const said = { decision, note: form.data.note, reviewer: c.get('reviewer') };
  const decided = await decidePair(c.env, seen, said, reviewerActor(c));
  if (!decided.ok && decided.refusal.code === 'rate_limited')
    return refused(c, 'Too many pairs of this customer were decided today. Go on tomorrow (UTC).', note);
  if (!decided.ok || decided.value === null || decided.value === 'changed')
    return refused(c, 'The two are no pair any more: one has another face by now, or was erased.', note);
  return c.redirect(knownPath(fromOf(c)), 303);
}

function refused(c: Context<HttpEnv>, says: string, note: string) {
  const children = (
    <>
      <h1>Nothing was recorded</h1>
      <p>{says}</p>
      <TypedNote note={note} />
      <p>
        <a class="button" href={knownPath(fromOf(c))}>
          Back to the pairs
        </a>
      </p>
    </>
  );
  return consolePage(c, { title: 'Not recorded', status: 409, children });
}
