/** A reviewer's decision: whether it may be made, and what it does. An acceptance is written on the part it was given for. */

import { isSessionNeeded } from '../assess.ts';
import type { Command } from '../commands.ts';
import type { DataOf } from '../events.ts';
import { groundsFor, needsNote, type SamePerson } from '../grounds.ts';
import { newestSession, reasonsOf, type State } from '../model.ts';
import type { Policy } from '../policy.ts';
import { allowedDecisions } from '../reasons.ts';
import { type Answer, no, yes } from '../result.ts';
import { advance } from '../status.ts';
import { withUnsureIndex } from './evolve-parts.ts';

/** Answers a reviewer's decision with `review_decided`. What is wrong with the decision itself comes first, then what has changed. */
export function decideReview(
  state: State,
  command: Extract<Command, { type: 'decide_review' }>,
  policy: Policy,
): Answer {
  const { decision, ground, samePerson, reviewer, noteHash, seq } = command;
  const grounds = groundsFor(decision);
  if (!grounds.includes(ground)) return no({ code: 'ground_not_allowed', allowed: grounds });
  if (needsNote(ground) && noteHash === null) return no({ code: 'note_required' });
  if (seq < state.changedSeq || seq > state.seq) return no({ code: 'stale_review', seq: state.seq });
  const reasons = reasonsOf(state.standing);
  const allowed = state.standing.status === 'in_review' ? allowedDecisions(reasons) : [];
  if (!allowed.includes(decision)) return no({ code: 'decision_not_allowed', allowed });
  const faceId = unknownHit(state, samePerson);
  if (faceId !== null) return no({ code: 'unknown_hit', faceId });
  const said = { decision, ground, same_person: samePerson, reviewer, note_hash: noteHash };
  const seen = { reviewed_seq: seq, reasons: [...reasons], policy: policy.version };
  return yes({ type: 'review_decided', data: { ...said, ...seen } });
}

/** A face that the reviewer speaks of and that is no stranger's hit here: any text could get into the log by that name. */
function unknownHit({ dedupe }: State, samePerson: SamePerson | null): string | null {
  const strangers = (dedupe?.hits ?? []).filter(({ self }) => !self).map(({ face_id }) => face_id);
  return Object.keys(samePerson?.hits ?? {}).find((faceId) => !strangers.includes(faceId)) ?? null;
}

/**
 * Applies a decision that `decideReview` allowed.
 * @param by the authenticated actor, in contrast to the label that the decision names
 */
export function decided(state: State, data: DataOf<'review_decided'>, by: string, at: string): State {
  const { decision, ground, reviewer } = data;
  const answer = { decision, ground, reviewer, decidedBy: by, at, seq: state.seq };
  const answered: State = { ...state, review: state.review && { ...state.review, decided: answer } };
  switch (decision) {
    case 'approve':
      return goOn(accepted(answered, data));
    case 'resume':
      return goOn(answered);
    case 'reject':
      return {
        ...withUnsureIndex(answered, at),
        standing: { status: 'rejected', reasons: data.reasons, decidedAt: at },
        staleFaces: answered.face ? [...answered.staleFaces, answered.face] : answered.staleFaces,
        face: null,
      };
    case 'retry_liveness': {
      const setAside = answered.sessions.map((s) =>
        s === newestSession(answered) ? { ...s, closed: 'ended' as const } : s,
      );
      return asked({
        ...withUnsureIndex(answered, at),
        sessions: setAside,
        match: null,
        dedupe: null,
        attemptsGranted: answered.attemptsGranted + 1,
        sessionsGranted: answered.sessionsGranted + 1,
      });
    }
    case 'new_id_photo':
      return asked({
        ...withUnsureIndex(answered, at),
        idPhoto: null,
        match: null,
        dedupe: null,
        attemptsGranted: answered.attemptsGranted + (isSessionNeeded(answered) ? 1 : 0),
      });
  }
}

function goOn(state: State): State {
  return advance({ ...state, standing: { status: 'verifying' } });
}

function asked(state: State): State {
  return advance({ ...state, standing: { status: 'awaiting_liveness', reasons: ['requested_by_reviewer'] } });
}

/** The reviewer answered the reasons of the case, nothing else; what comes later needs its own answer. */
function accepted(state: State, { reasons }: DataOf<'review_decided'>): State {
  const { match, livenessPhoto, dedupe } = state;
  const outcome = 'accepted_by_reviewer' as const;
  return {
    ...state,
    match: match && reasons.includes('similarity_low') ? { ...match, outcome } : match,
    livenessPhoto:
      livenessPhoto && reasons.includes('photo_quality_low')
        ? { ...livenessPhoto, quality: outcome }
        : livenessPhoto,
    dedupe: dedupe && reasons.includes('possible_duplicate') ? { ...dedupe, accepted: true } : dedupe,
  };
}
