/** Decides commands: the answer holds the events that say what happened, or a refusal with its facts. */

import { hasUploadsLeft } from './attempts.ts';
import type { Command } from './commands.ts';
import { d1RowErased, photosDeleted } from './erasure.ts';
import { type ApplicantEvent, MAX_OTHER_FACES } from './events.ts';
import { judge } from './judge/judge.ts';
import { abandonOnboarding } from './known/abandoned.ts';
import { admitKnownFace, giveKnownFace, notePhotoDeleted } from './known/known-faces.ts';
import { decidePair } from './known/pairs.ts';
import {
  answerWithConsent,
  openSession,
  recordConsent,
  startSession,
  timeOutSession,
} from './liveness-session.ts';
import { newestSession, type Session, type State, sessionNamed } from './model.ts';
import { endLinks, renewLink } from './onboarding-link.ts';
import { photoAltered, photoMissing } from './photo-integrity.ts';
import { viewPhoto } from './photo-views.ts';
import { MAX_PAGE_UPLOADS, type Policy, SESSION_GRACE_MS } from './policy.ts';
import { type Answer, no, wrongStatus, yes } from './result.ts';
import { claimReview, endClaim } from './review/claims.ts';
import { noteOverdue } from './review/due-time.ts';
import { addNote } from './review/notes.ts';
import { withdrawProposal } from './review/proposals.ts';
import { decideReview } from './review/review-decision.ts';
import { isAwaitingApplicant, isErased, isFinal, takesIdPhoto } from './status.ts';

/**
 * Decides a command. Changes nothing: the caller appends the events of the answer to the log.
 * @param state null before the applicant exists
 * @param now ms since the epoch
 */
export function decide(state: State | null, command: Command, now: number, policy: Policy): Answer {
  if (command.type === 'create') return state ? no({ code: 'already_exists' }) : create(command);
  if (command.type === 'admit_known_face') return admitKnownFace(state, command.unlogged, now, policy);
  if (!state) return no({ code: 'applicant_not_found' });
  switch (command.type) {
    case 'receive_id_photo':
      return receivePhoto(state, command.bytes);
    case 'admit_id_photo':
      return admitPhoto(state, command.unlogged, policy);
    case 'attach_id_photo':
      return takesIdPhoto(state.status) ? yes(idPhotoStored(command)) : wrongStatus(state);
    case 'record_consent':
      return takesIdPhoto(state.status)
        ? answerWithConsent(state, newConsent(state, command.consent), now)
        : wrongStatus(state);
    case 'renew_onboarding_link':
      return renewLink(state, now);
    case 'end_onboarding_links':
      return endLinks(state);
    case 'start_session':
      return startSession(state, command.consent, now, policy);
    case 'open_session':
      return openSession(state, command, now, policy);
    case 'note_return':
      return noteReturn(state, command.sessionId);
    case 'report_verdict':
      return reportVerdict(state, command);
    case 'report_unreadable_verdict':
      return reportUnreadableVerdict(state, command);
    case 'tick':
      return tick(state, now, policy);
    case 'erase':
      return isErased(state) ? yes() : yes({ type: 'applicant_erased', data: { cause: command.cause } });
    case 'note_photos_deleted':
      return yes(...photosDeleted(state, command));
    case 'note_d1_row_erased':
      return yes(...d1RowErased(state));
    case 'give_known_face':
      return giveKnownFace(state, command, now);
    case 'note_photo_deleted':
      return notePhotoDeleted(state, command.key);
    case 'decide_pair':
      return decidePair(state, command, now);
    case 'abandon_onboarding':
      return abandonOnboarding(state);
    case 'record':
      return { ok: true, value: judge(state, command.outcome, policy) };
    case 'decide_review':
      return decideReview(state, command, now, policy);
    case 'claim_review':
      return claimReview(state, command, now, policy);
    case 'end_claim':
      return endClaim(state, command.actor, now);
    case 'withdraw_proposal':
      return withdrawProposal(state, command);
    case 'add_note':
      return addNote(state, command);
    case 'view_photo':
      return viewPhoto(state, command, now);
    case 'note_altered_photo':
      return yes(...listOf(photoAltered(state, command)));
    case 'note_missing_photo':
      return yes(...listOf(photoMissing(state, command)));
  }
}

/** Makes the change that time alone brings: a session has ended, or a case is overdue. */
function tick(state: State, now: number, policy: Policy): Answer {
  const overdue = noteOverdue(state, now, policy);
  return overdue ? yes(overdue) : timeOutSession(state, now, SESSION_GRACE_MS);
}

function listOf(event: ApplicantEvent | null): readonly ApplicantEvent[] {
  return event ? [event] : [];
}

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

function create({ userId, photoPrefix, metadataHash, consent, known }: CommandOf<'create'>): Answer {
  const named = { user_id: userId, photo_prefix: photoPrefix, metadata_hash: metadataHash };
  const data = { ...named, ...(known ? { known } : {}) };
  return yes({ type: 'applicant_created', data }, ...recordConsent(null, consent));
}

function receivePhoto(state: State, bytes: number): Answer {
  if (!takesIdPhoto(state.status)) return wrongStatus(state);
  if (state.photosReceived >= MAX_PAGE_UPLOADS) return no({ code: 'upload_limit_reached' });
  return yes({ type: 'id_photo_received', data: { bytes } });
}

function admitPhoto(state: State, unlogged: number, policy: Policy): Answer {
  if (!takesIdPhoto(state.status)) return wrongStatus(state);
  return hasUploadsLeft(state, unlogged, policy) ? yes() : no({ code: 'upload_limit_reached' });
}

function idPhotoStored({ photo }: CommandOf<'attach_id_photo'>) {
  const { key, sha256, bytes, contentType, warnings, face, otherFaces } = photo;
  const found = { warnings: [...warnings], face, other_faces: otherFaces.slice(0, MAX_OTHER_FACES) };
  return {
    type: 'id_photo_stored',
    data: { key, sha256, bytes, content_type: contentType, ...found },
  } as const;
}

/** Consent to a version that is on record already is not recorded again. */
function newConsent({ consent: known }: State, given: CommandOf<'record_consent'>['consent']) {
  return known?.version === given.version ? [] : recordConsent(known, given);
}

function noteReturn(state: State, sessionId: string): Answer {
  const session = state.sessions.find((s) => s.sessionId === sessionId);
  if (!session) return no({ code: 'unknown_session' });
  const newest = session === newestSession(state);
  const undecided = newest && !session.returnedAt && !session.reported && !session.result && !session.closed;
  return undecided && !isFinal(state.status) && state.status.name !== 'known'
    ? yes({ type: 'applicant_returned', data: { session_id: sessionId } })
    : yes();
}

function reportVerdict(state: State, command: CommandOf<'report_verdict'>): Answer {
  const { verdict, confidence, webhookId } = command;
  const session = sessionNamed(state, command.sessionId);
  if (!session) return no({ code: 'unknown_session' });
  if (session.verdictsSeen.includes(verdict) || isOneTooMany(session, verdict)) return yes();
  const data = { session_id: session.sessionId, verdict, confidence, webhook_id: webhookId };
  return yes({ type: 'verdict_received', data: { ...data, effect: effectOf(state, session, verdict) } });
}

/** iLive's verdicts. Each is recorded once for a session, whatever else was reported. */
const VERDICTS: readonly string[] = ['pass', 'retry', 'fail'];
/** A session takes at most this many other texts as verdicts. From the second on each has opened a review. */
const MAX_OTHER_VERDICTS = 5;

function isOneTooMany({ verdictsSeen }: Session, verdict: string): boolean {
  const others = verdictsSeen.filter((seen) => !VERDICTS.includes(seen));
  return !VERDICTS.includes(verdict) && others.length >= MAX_OTHER_VERDICTS;
}

/** A session's `/result` is requested at most this often because of webhooks without a readable verdict. */
const MAX_ANNOUNCEMENTS = 5;

/** Records the webhook only if it makes a request for `/result` due that was not due before. */
function reportUnreadableVerdict(state: State, command: CommandOf<'report_unreadable_verdict'>): Answer {
  const session = sessionNamed(state, command.sessionId);
  if (!session) return no({ code: 'unknown_session' });
  const { sessionId: session_id, announcedAt, announcements, resultRequested } = session;
  const isDecided = session.reported !== null || session.result !== null || session.closed === 'ended';
  const isDue = announcedAt !== null && !resultRequested && session.closed === null;
  const isAwaited = session === newestSession(state) && !isDecided && isAwaitingApplicant(state.status);
  if (!isAwaited || isDue || announcements >= MAX_ANNOUNCEMENTS) return yes();
  const { field, webhookId: webhook_id } = command;
  return yes({ type: 'unreadable_verdict_received', data: { session_id, field, webhook_id } });
}

function effectOf(state: State, session: Session, verdict: string): 'confirm' | 'none' | 'mismatch' {
  // The sessions of a customer who is `known` again were given up.
  if (isFinal(state.status) || state.status.name === 'known') return 'none';
  // Another verdict for this session is known, from an earlier webhook or from `/result`.
  if (session.verdictsSeen.length > 0) return 'mismatch';
  const waitedFor = session === newestSession(state) && session.closed !== 'ended';
  if (waitedFor && state.status.name !== 'in_review') return 'confirm';
  // No step waits for this verdict, but a reviewer must see a suspected spoof before the applicant can be approved.
  return verdict === 'fail' ? 'mismatch' : 'none';
}
