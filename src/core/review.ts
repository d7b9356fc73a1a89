/** What a reviewer's decision does to the evidence. An acceptance is written on the part it was given for. */
import { isSessionNeeded } from './assess.ts';
import { withUnsureIndex } from './changes.ts';
import type { DataOf } from './events.ts';
import { newestSession, type State } from './model.ts';
import { onward } from './standing.ts';

/** Applies a decision that `decide` allowed. */
export function decided(state: State, data: DataOf<'review_decided'>, at: string): State {
  const { decision, reviewer } = data;
  const answered: State = {
    ...state,
    review: state.review && { ...state.review, decided: { decision, reviewer, at, seq: state.seq } },
  };
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
  return onward({ ...state, standing: { status: 'verifying' } });
}

function asked(state: State): State {
  return onward({ ...state, standing: { status: 'awaiting_liveness', reasons: ['requested_by_reviewer'] } });
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
