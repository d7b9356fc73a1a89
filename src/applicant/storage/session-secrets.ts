/** The side data of a session: its links, and iLive's token, encrypted. */
import { z } from 'zod';
import { newestSession, type Session, type State } from '#src/core/model.ts';
import { isFinal } from '#src/core/status.ts';
import type { SideDataEntry, SideDataReader } from './side-data.ts';

const schema = z.object({
  /** iLive's page for the session. */
  session_url: z.string(),
  /** The caller's page to go back to; null when none was given. */
  redirect_url: z.string().nullable(),
  /** The random part of the return link. */
  return_ref: z.string(),
  /** Encrypted; null once it is used up. */
  token: z.string().nullable(),
});

/** The secrets of one session. */
export type SessionSecrets = z.infer<typeof schema>;

/** The purpose under which the token is sealed (`seal.ts`). */
export const TOKEN_PURPOSE = 'session_token';

/** Makes the side data of a session. */
export function secretsRow(sessionId: string, secrets: SessionSecrets) {
  return { name: `session:${sessionId}`, value: JSON.stringify(secrets) };
}

/** Reads the secrets of a session; null when there are none, as after an erasure. */
export function secretsOf(sideData: SideDataReader, sessionId: string): SessionSecrets | null {
  const text = sideData.get(`session:${sessionId}`);
  return text === null ? null : schema.parse(JSON.parse(text));
}

/**
 * Whether `/result` or `/photo` may still be requested for the session. Not once its photo is stored, its verdict is
 * not a pass, it was ended, a newer session was opened, or the applicant's status is final.
 */
function needsToken(state: State, session: Session): boolean {
  if (isFinal(state.status) || session !== newestSession(state) || session.closed === 'ended') return false;
  const hasPhoto = state.livenessPhoto?.sessionId === session.sessionId;
  return !hasPhoto && (session.result === null || session.result.verdict === 'pass');
}

/** Makes the side data, without the token, of all sessions whose token is no longer needed. */
export function spentSecrets(state: State, sideData: SideDataReader): readonly SideDataEntry[] {
  return state.sessions.flatMap((session) => {
    const secrets = needsToken(state, session) ? null : secretsOf(sideData, session.sessionId);
    return secrets?.token ? [secretsRow(session.sessionId, { ...secrets, token: null })] : [];
  });
}
