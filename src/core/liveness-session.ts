/** Starting a liveness session, and the end of its life: who may, how often, and when the clock asks. */

import { attemptsUsed } from './attempts.ts';
import type { Command, Consent } from './commands.ts';
import type { ApplicantEvent } from './events.ts';
import { newestSession, type Session, type State } from './model.ts';
import type { Policy } from './policy.ts';
import { type Answer, no, wrongStatus, yes } from './result.ts';

/** The session that the applicant can still complete, or null. */
export function openSessionOf(state: State, now: number): Session | null {
  const session = newestSession(state);
  if (state.standing.status !== 'awaiting_liveness' || !session || session.closed) return null;
  const undecided = !session.reported && !session.result && !session.timedOut;
  return undecided && now < Date.parse(session.expiresAt) ? session : null;
}

/** Whether a session may be started now; consent that comes along is recorded. */
export function startSession(state: State, consent: Consent | null, now: number, policy: Policy): Answer {
  if (state.standing.status !== 'awaiting_liveness') return wrongStatus(state);
  if (policy.requireConsent && !state.consent && !consent) return no({ code: 'consent_required' });
  const started = maySessionStart(state, now, policy);
  return started.ok ? yes(...consentRecorded(state.consent, consent), ...started.value) : started;
}

function maySessionStart(state: State, now: number, policy: Policy): Answer {
  if (openSessionOf(state, now)) return yes();
  // Its life is over but `/result` has not been asked: a verdict may lie there, so it is asked before a new one starts.
  const ended = tick(state, now, 0);
  if (ended.ok && ended.value.length > 0) return ended;
  const limit = policy.maxSessions + state.sessionsGranted;
  if (state.sessions.length < limit) return yes();
  return yes({ type: 'session_limit_reached', data: { sessions: state.sessions.length, limit } });
}

/** iLive has made one. */
export function openSession(
  state: State,
  command: Extract<Command, { type: 'open_session' }>,
  now: number,
  policy: Policy,
): Answer {
  if (state.standing.status !== 'awaiting_liveness' || openSessionOf(state, now)) return wrongStatus(state);
  const { sessionId, mode } = command;
  // Evidence belongs to its session by this id: an id used twice would let the old complete the new.
  if (state.sessions.some((session) => session.sessionId === sessionId)) return yes();
  const attempt = attemptsUsed(state) + 1;
  const expires_at = new Date(now + policy.sessionTtlMs).toISOString();
  return yes({ type: 'session_opened', data: { session_id: sessionId, mode, attempt, expires_at } });
}

/** The clock: a session whose life is over must be asked for. */
export function tick(state: State, now: number, graceMs: number): Answer {
  const session = newestSession(state);
  if (state.standing.status !== 'awaiting_liveness' || !session || openSessionOf(state, now)) return yes();
  const waiting = !session.closed && !session.reported && !session.result && !session.timedOut;
  if (!waiting || now < Date.parse(session.expiresAt) + graceMs) return yes();
  return yes({ type: 'session_timed_out', data: { session_id: session.sessionId } });
}

/** The same consent again changes nothing. */
export function consentRecorded(known: State['consent'], given: Consent | null): readonly ApplicantEvent[] {
  if (!given || (known?.version === given.version && known.givenAt === given.givenAt)) return [];
  return [{ type: 'consent_recorded', data: { version: given.version, given_at: given.givenAt } }];
}
