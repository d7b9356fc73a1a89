/** The decision form as it was sent: reads it and checks it. */
import type { Context } from 'hono';
import { z } from 'zod';
import { wellFormed } from '#src/contract/vocabulary.ts';
import {
  type Ground,
  groundsFor,
  needsNote,
  type SamePerson,
  samePersonAnswerSchema,
} from '#src/core/grounds.ts';
import { type Decision, decisionSchema } from '#src/core/reasons.ts';
import { readAtMost } from '#src/http/body.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { parseForm, textOf } from '#src/http/form.ts';
import { checkFormTokenByAny } from '../sign-in/csrf.ts';

/** The maximum length of a note in UTF-16 code units, as browsers count. */
export const MAX_NOTE = 4_000;

/** The largest form, in bytes: a note of `MAX_NOTE` units takes at most nine bytes each. */
export const MAX_FORM_BYTES = 65_536;

/** The text fields of a form by name, the last one of each name. Files are left out. */
export type FormFields = Readonly<Record<string, string>>;

/**
 * The first thing that is wrong with a form, and where: at the note, at the form as a whole, or at the list of grounds
 * of the decision named. `confirm`: nothing is wrong, but the reviewer is asked once more.
 */
export type FormProblem = {
  readonly field: 'note' | 'form' | 'confirm' | Decision;
  readonly text: string;
  /** With `confirm`: the decision that can be sent anyway, by a button that adds `query` to the address. */
  readonly anyway?: {
    readonly decision: Decision;
    readonly button: string;
    readonly query: Readonly<Record<string, string>>;
  };
};

/** A form that is complete and can be sent to the applicant's object. */
export type CheckedDecision = {
  readonly decision: Decision;
  readonly ground: Ground;
  /** The newest event when the form was made. */
  readonly seq: number;
  /** The text as typed, possibly empty. */
  readonly note: string;
  /** What the reviewer saw, apart from the decision; null if no question was answered. */
  readonly samePerson: SamePerson | null;
};

/**
 * Reads the text fields of a form without checking them.
 * @returns null when the body is not a form, or is larger than `MAX_FORM_BYTES`
 */
export async function readForm(c: Context<HttpEnv>): Promise<FormFields | null> {
  const bytes = await readAtMost(c.req.raw, MAX_FORM_BYTES);
  if (!bytes) return null;
  const form = parseForm(bytes, c.req.header('content-type') ?? '');
  if (!form.ok) return null;
  const texts = form.value.flatMap((field) => {
    const text = field.isFile ? null : textOf(field);
    // Browsers send a line end as two characters but count it as one.
    return text === null ? [] : [[field.name, text.replaceAll('\r\n', '\n')]];
  });
  return Object.fromEntries(texts);
}

const seqSchema = z.coerce.number().int().positive();

/**
 * Reads the `seq` of the state that the form was made for.
 * @returns null when it is missing or not a positive integer
 */
export function seenSeq({ seq }: FormFields): number | null {
  return seqSchema.safeParse(seq).data ?? null;
}

/**
 * Checks the form: its token, its decision, the note, and the ground of that decision.
 * @param typed the fields as `readForm` gave them
 * @param context `dataKeys`: 32 bytes each; `reviewer`: the e-mail address; `now`: ms since the epoch
 * @returns the complete decision, or the first problem
 */
export function checkForm(
  typed: FormFields,
  { dataKeys, reviewer, now }: { dataKeys: readonly Uint8Array[]; reviewer: string; now: number },
): CheckedDecision | FormProblem {
  const { note = '', token = '' } = typed;
  const checked = checkFormTokenByAny(token, dataKeys, reviewer, now);
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
  const ground = groundsFor(decision).find((allowed) => allowed === typed[`ground_${decision}`]);
  if (ground === undefined) return { field: decision, text: 'Choose a reason for this decision first.' };
  if (needsNote(ground) && note.trim() === '') {
    return { field: 'note', text: 'Say in the note why: the reason “Other” does not.' };
  }
  return { decision, ground, seq, note, samePerson: samePersonIn(typed) };
}

/** The names of the questions whether two pictures show one person: of the applicant's own, and of a hit's face. */
export const SAME_PERSON = {
  match: 'same_person',
  hit: (faceId: string) => `same_person_hit:${faceId}`,
} as const;

/** Reads the answers. What is no answer counts as none. */
function samePersonIn(typed: FormFields): SamePerson | null {
  const prefix = SAME_PERSON.hit('');
  const match = samePersonAnswerSchema.safeParse(typed[SAME_PERSON.match]).data;
  const hits = Object.entries(typed).flatMap(([name, value]) => {
    const answer = name.startsWith(prefix) ? samePersonAnswerSchema.safeParse(value).data : undefined;
    return answer ? [[name.slice(prefix.length), answer] as const] : [];
  });
  if (match === undefined && hits.length === 0) return null;
  return { ...(match ? { match } : {}), ...(hits.length > 0 ? { hits: Object.fromEntries(hits) } : {}) };
}
