/** Starts a liveness session at iLive. There is no second one while the first can still be completed. */

import type { SessionView } from '#src/contract/applicant.ts';
import type { Consent, Refusal } from '#src/core/commands.ts';
import { isResultAwaited, isSessionIdUsed, openSessionOf } from '#src/core/liveness-session.ts';
import { newestSession, type State } from '#src/core/model.ts';
import type { LivenessMode, Policy } from '#src/core/policy.ts';
import type { Result } from '#src/core/result.ts';
import type { IliveClient } from '#src/ilive/client.ts';
import type { SessionBudget } from '#src/ilive/rate-limit/ask-session-budget.ts';
import { sealReturnLink } from '#src/links/return-link.ts';
import { log } from '#src/platform/log.ts';
import type { Seal } from '#src/platform/seal.ts';
import type { Actor, Aggregate } from '../aggregate/aggregate.ts';
import type { LostStarts } from '../storage/lost-starts.ts';
import { secretsOf, secretsRow, TOKEN_PURPOSE } from '../storage/session-secrets.ts';

/** What a start needs from the object. */
export type Starting = {
  readonly aggregate: Aggregate;
  readonly ilive: IliveClient;
  readonly seal: Seal;
  /** The sessions of all applicants in a day; null when they are not limited. */
  readonly sessionBudget: SessionBudget | null;
  /** The starts of this applicant whose answer was lost. */
  readonly lost: LostStarts;
  readonly policy: Policy;
  readonly objectId: string;
  /** This service's own origin. */
  readonly publicUrl: string;
  /** Executes the steps that are due, and returns after a while at the latest. */
  readonly work: () => Promise<void>;
};

/** What a caller gives with a start. `redirectUrl` is the page to go back to afterwards. */
export type StartGiven = { readonly redirectUrl: string | null; readonly consent: Consent | null };

/** The session, and whether it is a new one: `created` tells 201 from 200. */
export type Started = Result<
  { readonly created: boolean; readonly session: SessionView },
  | Refusal
  | { readonly code: 'ilive_unavailable' }
  /** The day's budget is used up, or cannot be checked. `retryAt`: when another session may be started (ms since the epoch). */
  | { readonly code: 'budget_used_up'; readonly retryAt: number }
>;

/**
 * Lets the core decide whether a session may be started now. Records consent that comes with the request.
 * @returns the open session, a refusal, or null when a session must be created; `result_awaited` when the last session's
 *   life is over and `/result` must be asked first
 */
export function openOrRefused(
  { aggregate, policy }: Starting,
  consent: Consent | null,
  actor: Actor,
): Started | 'result_awaited' | null {
  const now = Date.now();
  const handled = aggregate.handle({ type: 'start_session', consent }, actor, policy, now);
  const { state } = aggregate;
  if (!state) return { ok: false, refusal: { code: 'applicant_not_found' } };
  if (!handled.ok && handled.refusal.code !== 'wrong_status') return handled;
  if (isResultAwaited(state, now)) return 'result_awaited';
  if (!handled.ok) return handled;
  const { name: status } = state.status;
  if (handled.value.some((event) => event.type === 'session_limit_reached')) {
    return { ok: false, refusal: { code: 'session_limit_reached' } };
  }
  if (status !== 'awaiting_liveness' && status !== 'known')
    return { ok: false, refusal: { code: 'wrong_status', status } };
  const session = viewOfOpen(aggregate, now);
  return session && { ok: true, value: { created: false, session } };
}

/**
 * Asks `/result` for the session whose life is over, and then starts a new one unless a verdict was there. When iLive
 * cannot be asked the caller can try again.
 */
export async function askAndOpenSession(
  starting: Starting,
  { redirectUrl, consent }: StartGiven,
  actor: Actor,
): Promise<Started> {
  await starting.work();
  const known = openOrRefused(starting, consent, actor);
  if (known === 'result_awaited') return { ok: false, refusal: { code: 'ilive_unavailable' } };
  return known ?? openSession(starting, redirectUrl, actor);
}

/**
 * Creates the session at iLive and records it. When iLive's answer is lost, that session is never used, and the caller
 * can try again.
 * @param redirectUrl the caller's page to go back to, or null
 */
export async function openSession(
  starting: Starting,
  redirectUrl: string | null,
  actor: Actor,
): Promise<Started> {
  const { aggregate, ilive, seal, sessionBudget, lost, policy, objectId, publicUrl } = starting;
  const { state } = aggregate;
  if (!state) return { ok: false, refusal: { code: 'applicant_not_found' } };
  const mode = modeFor(state, policy);
  const takenAt = Date.now();
  if (sessionBudget && lost.isFull(takenAt)) {
    log('warn', 'session_not_created', { user_id: state.userId, kind: 'lost_before' });
    return { ok: false, refusal: { code: 'ilive_unavailable' } };
  }
  const { retryAt } = (await sessionBudget?.take()) ?? { retryAt: null };
  if (retryAt !== null) return { ok: false, refusal: { code: 'budget_used_up', retryAt } };
  const returnRef = crypto.randomUUID();
  const request = {
    mode,
    redirectUrl: `${publicUrl}/return/${await sealReturnLink(seal, { objectId, returnRef })}`,
    webhookUrl: `${publicUrl}/webhooks/ilive`,
    referenceId: state.userId,
  };
  const reply = await ilive.createSession(request, (id) => isSessionIdUsed(aggregate.state ?? state, id));
  if (!reply.ok) {
    const { kind, code, status, field } = reply.failure;
    const level = kind === 'key' ? 'error' : 'warn';
    log(level, 'session_not_created', { user_id: state.userId, kind, code, status, field });
    // By an unreadable answer, or by none, iLive may have made the session all the same, and it is paid for.
    if (status !== null && status >= 400) await sessionBudget?.giveBack(takenAt);
    else lost.add(takenAt);
    return { ok: false, refusal: { code: 'ilive_unavailable' } };
  }
  const { session_id: sessionId, session_url, token } = reply.value;
  const secrets = { session_url, redirect_url: redirectUrl, return_ref: returnRef };
  const sealed = await seal.seal(token, TOKEN_PURPOSE);
  const now = Date.now();
  const sideDataEntries = [secretsRow(sessionId, { ...secrets, token: sealed })];
  const handled = aggregate.handle(
    { type: 'open_session', sessionId, mode },
    actor,
    policy,
    now,
    sideDataEntries,
  );
  if (!handled.ok) {
    // Something has happened meanwhile: the session is paid for, and nobody will use it.
    lost.add(takenAt);
    return handled;
  }
  const session = viewOfOpen(aggregate, now);
  return session
    ? { ok: true, value: { created: true, session } }
    : { ok: false, refusal: { code: 'ilive_unavailable' } };
}

/**
 * Chooses `passive` at first, and the retry mode once an attempt was used up or a reviewer has granted another session.
 */
function modeFor(state: State, policy: Policy): LivenessMode {
  const first = state.sessionsGranted === 0 && state.sessions.every((session) => !session.usedAttempt);
  return first ? 'passive' : policy.retryMode;
}

function viewOfOpen(aggregate: Aggregate, now: number): SessionView | null {
  const { state } = aggregate;
  const session = state && openSessionOf(state, now);
  const secrets = session && secretsOf(aggregate.sideData, session.sessionId);
  if (!session || !secrets) return null;
  const { sessionId: session_id, mode, attempt, expiresAt: expires_at } = session;
  return { session_id, session_url: secrets.session_url, mode, attempt, expires_at };
}

/** Returns iLive's page for the newest session, open or not; null when there is none. */
export function newestSessionUrl(aggregate: Aggregate): string | null {
  const session = aggregate.state && newestSession(aggregate.state);
  return session ? (secretsOf(aggregate.sideData, session.sessionId)?.session_url ?? null) : null;
}
