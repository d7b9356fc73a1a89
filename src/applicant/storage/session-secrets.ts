/** What is kept of a session beside the log: its link, the caller's page, the token under seal. */
import { z } from 'zod';
import { newestSession, type Session, type State } from '#src/core/model.ts';
import { isFinal } from '#src/core/status.ts';
import type { Personal, SideDataReader } from './side-data.ts';

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

/** Its row beside the log. */
export function secretsRow(sessionId: string, secrets: SessionSecrets) {
  return { name: `session:${sessionId}`, value: JSON.stringify(secrets) };
}

/** The secrets of that session, or null. */
export function secretsOf(sideData: SideDataReader, sessionId: string): SessionSecrets | null {
  const text = sideData.get(`session:${sessionId}`);
  return text === null ? null : schema.parse(JSON.parse(text));
}

/** A token is kept only while its session can still be asked for: not once the photo is stored, or nobody waits for it. */
function needsToken(state: State, session: Session): boolean {
  if (isFinal(state.standing) || session !== newestSession(state) || session.closed === 'ended') return false;
  const photographed = state.livenessPhoto?.sessionId === session.sessionId;
  return !photographed && (session.result === null || session.result.verdict === 'pass');
}

/** The rows whose token has done its work, without it. */
export function spentSecrets(state: State, sideData: SideDataReader): readonly Personal[] {
  return state.sessions.flatMap((session) => {
    const secrets = needsToken(state, session) ? null : secretsOf(sideData, session.sessionId);
    return secrets?.token ? [secretsRow(session.sessionId, { ...secrets, token: null })] : [];
  });
}
