/** Decides when a liveness session may be started, how many there may be, and when one has timed out. */

import { attemptsUsed } from './attempts.ts';
import type { Command, Consent } from './commands.ts';
import { refuseByDay } from './daily-limits.ts';
import type { ApplicantEvent } from './events.ts';
import { PICTURE_ID } from './evidence.ts';
import { newestSession, type Session, type State } from './model.ts';
import type { Policy } from './policy.ts';
import { type Answer, no, wrongStatus, yes } from './result.ts';
import { isAwaitingApplicant } from './status.ts';

/** Returns the session that the applicant can still complete at `now` (ms since the epoch), or null. */
export function openSessionOf(state: State, now: number): Session | null {
  const session = newestSession(state);
  if (!isAwaitingApplicant(state.status) || !session || session.closed) return null;
  const undecided = !session.reported && !session.result && !session.timedOut;
  return undecided && now < Date.parse(session.expiresAt) ? session : null;
}

/**
 * Returns whether the newest session's life is over and it is not known yet what `/result` says of it. Until then no
 * session can be started, and none can be completed.
 * @param now ms since the epoch
 */
export function isResultAwaited(state: State, now: number): boolean {
  const session = newestSession(state);
  if (!session || session.closed || session.result || session.reported) return false;
  const { name } = state.status;
  return name === 'verifying' || (name === 'awaiting_liveness' && !openSessionOf(state, now));
}

/**
 * Decides whether a session may be started now, and records the consent given with the request.
 * @param now ms since the epoch
 * @returns a yes that may hold `session_timed_out` or `session_limit_reached`: then no session may be started
 */
export function startSession(state: State, consent: Consent | null, now: number, policy: Policy): Answer {
  if (!mayStart(state)) return wrongStatus(state);
  if (policy.requireConsent && !state.consent && !consent) return no({ code: 'consent_required' });
  const started = maySessionStart(state, now, policy);
  return started.ok
    ? answerWithConsent(state, recordConsent(state.consent, consent), now, started.value)
    : started;
}

/** A session begins the onboarding of a customer from before. Any other applicant uploads an ID photo first. */
function mayStart({ status }: State): boolean {
  return status.name === 'awaiting_liveness' || status.name === 'known';
}

/** Answers with the consent, if it is a new one, and what else follows; refuses consent that changes too often. */
export function answerWithConsent(
  state: State,
  given: readonly ApplicantEvent[],
  now: number,
  others: readonly ApplicantEvent[] = [],
): Answer {
  const refused = given.length > 0 ? refuseByDay(state, 'consent_recorded', now) : null;
  return refused ?? yes(...given, ...others);
}

function maySessionStart(state: State, now: number, policy: Policy): Answer {
  if (openSessionOf(state, now)) return yes();
  // The last session's life is over, but `/result` may hold a verdict: it is requested before a new session starts.
  const ended = timeOutSession(state, now, 0);
  if (ended.ok && ended.value.length > 0) return ended;
  const limit = policy.maxSessions + state.sessionsGranted;
  if (state.sessions.length < limit) return yes();
  return yes({ type: 'session_limit_reached', data: { sessions: state.sessions.length, limit } });
}

/**
 * Tells whether no new session may have this id: an earlier session has it, or it looks like the ids that the service
 * itself gives to pictures of customers from before. Evidence is matched to its session by this id: were one used twice,
 * old evidence could complete the new session.
 */
export function isSessionIdUsed({ sessions }: State, id: string): boolean {
  return id.startsWith(PICTURE_ID) || sessions.some(({ sessionId }) => sessionId === id);
}

/** Records a session that iLive has created. */
export function openSession(
  state: State,
  command: Extract<Command, { type: 'open_session' }>,
  now: number,
  policy: Policy,
): Answer {
  if (!mayStart(state) || openSessionOf(state, now)) return wrongStatus(state);
  const { sessionId, mode } = command;
  if (isSessionIdUsed(state, sessionId)) return yes();
  const attempt = attemptsUsed(state) + 1;
  const expires_at = new Date(now + policy.sessionTtlMs).toISOString();
  return yes({ type: 'session_opened', data: { session_id: sessionId, mode, attempt, expires_at } });
}

/**
 * Answers with `session_timed_out` if the newest session's life is over and no verdict has come, so that `/result` is
 * requested.
 * @param now ms since the epoch
 * @param graceMs ms to wait after the end of the session's life
 */
export function timeOutSession(state: State, now: number, graceMs: number): Answer {
  const session = newestSession(state);
  if (!isAwaitingApplicant(state.status) || !session || openSessionOf(state, now)) return yes();
  const waiting = !session.closed && !session.reported && !session.result && !session.timedOut;
  if (!waiting || now < Date.parse(session.expiresAt) + graceMs) return yes();
  return yes({ type: 'session_timed_out', data: { session_id: session.sessionId } });
}

/** Answers with `consent_recorded`, or with no event if no consent was given or exactly this one is on record. */
export function recordConsent(known: State['consent'], given: Consent | null): readonly ApplicantEvent[] {
  if (!given || (known?.version === given.version && known.givenAt === given.givenAt)) return [];
  return [{ type: 'consent_recorded', data: { version: given.version, given_at: given.givenAt } }];
}
