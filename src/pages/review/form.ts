/** What was typed into the decision form: read however it came, and what is wrong with it. */
import type { Context } from 'hono';
import { z } from 'zod';
import { wellFormed } from '#src/contract/vocabulary.ts';
import { type Ground, groundsFor, needsNote } from '#src/core/grounds.ts';
import { type Decision, decisionSchema } from '#src/core/reasons.ts';
import { MAX_IMAGE_BYTES, readAtMost } from '#src/http/body.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { checkFormToken } from './sign-in/csrf.ts';

/** In UTF-16 units, as browsers count. */
export const MAX_NOTE = 4_000;

/** The fields as they came, last of each name; files are not ours. */
export type FormFields = Readonly<Record<string, string>>;

/** What is wrong, and at which field: one of a decision is named after it. */
export type Problem = { readonly field: 'note' | 'form' | Decision; readonly text: string };

/** A form that can be told to the applicant's object. */
export type Complete = {
  readonly decision: Decision;
  readonly ground: Ground;
  readonly seq: number;
  /** As typed. */
  readonly note: string;
};

/** What was typed, whatever it is; null where it is no form, or larger than anybody types. */
export async function readForm(c: Context<HttpEnv>): Promise<FormFields | null> {
  const bytes = await readAtMost(c.req.raw, MAX_IMAGE_BYTES);
  if (!bytes) return null;
  const headers = { 'content-type': c.req.header('content-type') ?? '' };
  const form = await new Response(bytes, { headers }).formData().catch(() => null);
  if (!form) return null;
  const texts = [...form.entries()].flatMap(([name, value]) =>
    // Browsers send line ends as two characters and count them as one.
    typeof value === 'string' ? [[name, value.replaceAll('\r\n', '\n')]] : [],
  );
  return Object.fromEntries(texts);
}

const seqSchema = z.coerce.number().int().positive();

/** Which state of the case the form was made for, or null. */
export function seenSeq({ seq }: FormFields): number | null {
  return seqSchema.safeParse(seq).data ?? null;
}

/** The decision, or the first thing that is wrong. @param now ms since the epoch */
export function checkForm(
  typed: FormFields,
  { dataKey, reviewer, now }: { dataKey: Uint8Array; reviewer: string; now: number },
): Complete | Problem {
  const { note = '', token = '' } = typed;
  const checked = checkFormToken(token, dataKey, reviewer, now);
  if (checked === 'expired') return { field: 'form', text: 'This form was open for more than 12 hours.' };
  if (checked === 'foreign') {
    return { field: 'form', text: 'This form was made for another sign-in, or is not complete.' };
  }
  const decision = decisionSchema.safeParse(typed.decision).data;
  const seq = seenSeq(typed);
  if (seq === null || decision === undefined)
    return { field: 'form', text: 'No decision came with the form.' };
  if (!wellFormed(MAX_NOTE).safeParse(note).success) {
    const [length, most] = [note.length, MAX_NOTE].map((n) => n.toLocaleString('en'));
    return { field: 'note', text: `The note has ${length} characters; ${most} are possible. Shorten it.` };
  }
  const ground = groundsFor(decision).find((it) => it === typed[`ground_${decision}`]);
  if (ground === undefined) return { field: decision, text: 'Choose a reason for this decision first.' };
  if (needsNote(ground) && note.trim() === '') {
    return { field: 'note', text: 'Say in the note why: the reason “Other” does not.' };
  }
  return { decision, ground, seq, note };
}
