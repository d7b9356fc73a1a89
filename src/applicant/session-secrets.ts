/** What is kept of a session beside the log: its link, the caller's page, the token under seal. */
import { z } from 'zod';
import type { Outcome } from '../core/commands.ts';
import type { Beside, Journal } from './journal.ts';

const schema = z.object({
  session_url: z.string(),
  redirect_url: z.string().nullable(),
  /** The random part of the return link. */
  return_ref: z.string(),
  /** Sealed; null once it is used up. */
  token: z.string().nullable(),
});

/** One session's secrets. */
export type SessionSecrets = z.infer<typeof schema>;

/** What a sealed token is bound to. */
export const TOKEN_PURPOSE = 'session_token';

/** The row of the personal table. */
export function secretsRow(sessionId: string, secrets: SessionSecrets) {
  return { name: `session:${sessionId}`, value: JSON.stringify(secrets) };
}

/** The secrets of that session, or null. */
export function secretsOf(journal: Pick<Journal, 'personal'>, sessionId: string): SessionSecrets | null {
  const text = journal.personal(`session:${sessionId}`);
  return text === null ? null : schema.parse(JSON.parse(text));
}

/** The token has done its work once the photo is stored, or there will be none. */
export function spentTokens(journal: Journal, outcome: Outcome): Beside {
  const done =
    outcome.type === 'photo_fetched' ||
    outcome.type === 'photo_unavailable' ||
    (outcome.type === 'confirmed' && outcome.verdict !== 'pass');
  if (!done) return {};
  const secrets = secretsOf(journal, outcome.sessionId);
  return secrets?.token ? { personal: [secretsRow(outcome.sessionId, { ...secrets, token: null })] } : {};
}
