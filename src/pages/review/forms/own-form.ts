/** Forms of the console: each is taken only from its own pages, and with a token for this reviewer. */
import type { Context } from 'hono';
import type { HttpEnv } from '#src/http/context.ts';
import { checkFormTokenByAny, formToken } from '../sign-in/csrf.ts';
import { type FormFields, readForm } from './form.ts';

/** Makes the token of a form for the signed-in reviewer. */
export function tokenFor(c: Context<HttpEnv>): string {
  return formToken(c.get('services').dataKeys[0], c.get('reviewer'), Date.now());
}

/**
 * Reads a form that came from the console's own pages: a page cannot forge `Origin`.
 * @returns `foreign`: it came from elsewhere, or cannot be read; `typed` then has the fields that could be read
 */
export async function readOwnForm(
  c: Context<HttpEnv>,
): Promise<{ foreign: boolean; typed: FormFields | null }> {
  const typed = await readForm(c);
  const foreign = !typed || c.req.header('origin') !== c.get('services').config.PUBLIC_URL;
  if (!foreign) c.set('typedNote', typed.note);
  return { foreign, typed };
}

/** Returns whether a form has a token for the signed-in reviewer that is not too old. */
export function hasGoodToken(c: Context<HttpEnv>, { token = '' }: FormFields): boolean {
  const { dataKeys } = c.get('services');
  return checkFormTokenByAny(token, dataKeys, c.get('reviewer'), Date.now()) === 'good';
}
