/** What an applicant's object answers over RPC. */
import type { Refusal } from '#src/core/commands.ts';

/** What a command over RPC gives: a value, or the refusal as data (a thrown class would lose its type on the way). */
export type Answered<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };
