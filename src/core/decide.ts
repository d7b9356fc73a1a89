/** What people, iLive and the clock ask for: yes, with the events that say what happened, or no, with the facts of it. */
import type { Command, Consent, Refusal } from './commands.ts';
import { photosDeleted, recordsErased } from './erasure.ts';
import type { ApplicantEvent } from './events.ts';
import { judge } from './judge.ts';
import {
  attemptsUsed,
  livenessPhotoInUse,
  newestSession,
  reasonsOf,
  type Session,
  type State,
} from './model.ts';
import { type Policy, SESSION_GRACE_MS } from './policy.ts';
import { allowedDecisions } from './reasons.ts';
import { isErased, isFinal } from './standing.ts';

/** The core's answer. No events: the wish is granted already and nothing changes. */
export type Answer =
  | { readonly ok: true; readonly events: readonly ApplicantEvent[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** `now` in ms since the epoch. */
export function decide(state: State | null, command: Command, now: number, policy: Policy): Answer {
  if (command.type === 'create') return state ? no({ code: 'already_exists' }) : create(command);
  if (!state) return no({ code: 'applicant_not_found' });
  switch (command.type) {
    case 'attach_id_photo':
      return awaitsPhoto(state) ? yes(idPhotoStored(command.photo)) : wrongStatus(state);
    case 'start_session':
      return startSession(state, command.consent, now, policy);
    case 'open_session':
      return openSession(state, command, now, policy);
    case 'note_return':
      return noteReturn(state, command.sessionId);
    case 'report_verdict':
      return reportVerdict(state, command);
    case 'tick':
      return tick(state, now, SESSION_GRACE_MS);
    case 'erase':
      return isErased(state) ? yes() : yes({ type: 'applicant_erased', data: { cause: command.cause } });
    case 'note_photos_deleted':
      return yes(...photosDeleted(state, command.count));
    case 'note_records_erased':
      return yes(...recordsErased(state));
    case 'record':
      return { ok: true, events: judge(state, command.outcome, policy) };
    case 'decide_review':
      return decideReview(state, command, policy);
    case 'view_photo': {
      const photo = command.photo === 'id' ? state.idPhoto : livenessPhotoInUse(state);
      if (!photo || state.photosDeletedAt !== null) return no({ code: 'photo_not_found' });
      return yes({ type: 'photo_viewed', data: { photo: command.photo, sha256: photo.sha256 } });
    }
  }
}

type Asked<T extends Command['type']> = Extract<Command, { type: T }>;

function create({ userId, photoPrefix, metadataHash, consent }: Asked<'create'>): Answer {
  const data = { user_id: userId, photo_prefix: photoPrefix, metadata_hash: metadataHash };
  return yes({ type: 'applicant_created', data }, ...consentRecorded(null, consent));
}

/** The same consent again changes nothing. */
function consentRecorded(known: State['consent'], given: Consent | null): readonly ApplicantEvent[] {
  if (!given || (known?.version === given.version && known.givenAt === given.givenAt)) return [];
  return [{ type: 'consent_recorded', data: { version: given.version, given_at: given.givenAt } }];
}

function idPhotoStored({ key, sha256, bytes, contentType, warnings }: Asked<'attach_id_photo'>['photo']) {
  const data = { key, sha256, bytes, content_type: contentType, warnings: [...warnings] };
  return { type: 'id_photo_stored', data } as const;
}

function awaitsPhoto({ standing }: State): boolean {
  return standing.status === 'awaiting_id_photo' || standing.status === 'awaiting_liveness';
}

/** The session that the applicant can still complete, or null. */
export function openSessionOf(state: State, now: number): Session | null {
  const session = newestSession(state);
  if (state.standing.status !== 'awaiting_liveness' || !session || session.closed) return null;
  const undecided = !session.reported && !session.result && !session.timedOut;
  return undecided && now < Date.parse(session.expiresAt) ? session : null;
}

function startSession(state: State, consent: Consent | null, now: number, policy: Policy): Answer {
  if (state.standing.status !== 'awaiting_liveness') return wrongStatus(state);
  if (policy.requireConsent && !state.consent && !consent) return no({ code: 'consent_required' });
  const started = maySessionStart(state, now, policy);
  return started.ok ? yes(...consentRecorded(state.consent, consent), ...started.events) : started;
}

function maySessionStart(state: State, now: number, policy: Policy): Answer {
  if (openSessionOf(state, now)) return yes();
  // Its life is over but `/result` has not been asked: a verdict may lie there, so it is asked before a new one starts.
  const ended = tick(state, now, 0);
  if (ended.ok && ended.events.length > 0) return ended;
  const limit = policy.maxSessions + state.sessionsGranted;
  if (state.sessions.length < limit) return yes();
  return yes({ type: 'session_limit_reached', data: { sessions: state.sessions.length, limit } });
}

function openSession(state: State, command: Asked<'open_session'>, now: number, policy: Policy): Answer {
  if (state.standing.status !== 'awaiting_liveness' || openSessionOf(state, now)) return wrongStatus(state);
  const { sessionId, mode } = command;
  // Evidence belongs to its session by this id: an id used twice would let the old complete the new.
  if (state.sessions.some((session) => session.sessionId === sessionId)) return yes();
  const attempt = attemptsUsed(state) + 1;
  const expires_at = new Date(now + policy.sessionTtlMs).toISOString();
  return yes({ type: 'session_opened', data: { session_id: sessionId, mode, attempt, expires_at } });
}

function noteReturn(state: State, sessionId: string): Answer {
  const session = state.sessions.find((s) => s.sessionId === sessionId);
  if (!session) return no({ code: 'unknown_session' });
  const newest = session === newestSession(state);
  const undecided = newest && !session.returnedAt && !session.reported && !session.result && !session.closed;
  return undecided && !isFinal(state.standing)
    ? yes({ type: 'applicant_returned', data: { session_id: sessionId } })
    : yes();
}

function reportVerdict(state: State, command: Asked<'report_verdict'>): Answer {
  const { sessionId, verdict, confidence, webhookId } = command;
  const session = state.sessions.find((s) => s.sessionId === sessionId);
  if (!session) return no({ code: 'unknown_session' });
  if (session.heard.includes(verdict)) return yes();
  const data = { session_id: sessionId, verdict, confidence, webhook_id: webhookId };
  return yes({ type: 'verdict_received', data: { ...data, effect: effectOf(state, session, verdict) } });
}

function effectOf(state: State, session: Session, verdict: string): 'confirm' | 'none' | 'mismatch' {
  if (isFinal(state.standing)) return 'none';
  // Heard something else for it before, whoever said it first.
  if (session.heard.length > 0) return 'mismatch';
  const waitedFor = session === newestSession(state) && session.closed !== 'ended';
  if (waitedFor && state.standing.status !== 'in_review') return 'confirm';
  // Nobody waits for it, but a suspected spoof must be seen by a person before this applicant can be approved.
  return verdict === 'fail' ? 'mismatch' : 'none';
}

/** The clock: a session whose life is over must be asked for. */
function tick(state: State, now: number, graceMs: number): Answer {
  const session = newestSession(state);
  if (state.standing.status !== 'awaiting_liveness' || !session || openSessionOf(state, now)) return yes();
  const waiting = !session.closed && !session.reported && !session.result && !session.timedOut;
  if (!waiting || now < Date.parse(session.expiresAt) + graceMs) return yes();
  return yes({ type: 'session_timed_out', data: { session_id: session.sessionId } });
}

function decideReview(state: State, command: Asked<'decide_review'>, policy: Policy): Answer {
  const { decision, reviewer, noteHash, seq } = command;
  if (seq < state.changedSeq || seq > state.seq) return no({ code: 'stale_review', seq: state.seq });
  const reasons = reasonsOf(state.standing);
  const allowed = state.standing.status === 'in_review' ? allowedDecisions(reasons) : [];
  if (!allowed.includes(decision)) return no({ code: 'decision_not_allowed', allowed });
  const data = { decision, reviewer, note_hash: noteHash, reviewed_seq: seq, reasons: [...reasons] };
  return yes({ type: 'review_decided', data: { ...data, policy: policy.version } });
}

function yes(...events: ApplicantEvent[]): Answer {
  return { ok: true, events };
}
function no(refusal: Refusal): Answer {
  return { ok: false, refusal };
}
function wrongStatus(state: State): Answer {
  return no({ code: 'wrong_status', status: state.standing.status });
}
