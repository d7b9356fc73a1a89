/**
 * Pairs of customers who may be one person: what the search for a known face found, and what reviewers said. A pair is of
 * two faces, so it ends with either of them.
 */
import type { Command } from '../commands.ts';
import { refuseByDay } from '../daily-limits.ts';
import type { DataOf } from '../events.ts';
import { type FoundPair, isSameFace, UNREADABLE_FACE } from '../evidence.ts';
import type { State } from '../model.ts';
import { isDuplicate } from '../policy.ts';
import { type Answer, wrongStatus, yes } from '../result.ts';

/**
 * Takes the pairs out of a search for a known face: others above the threshold that have a name. One customer may have
 * several faces, of which only that customer's object knows the one in use, so each is a pair. A face whose id cannot be
 * read is one only where the customer has no other.
 */
export function pairsIn({ hits, threshold }: DataOf<'faces_searched'>): readonly FoundPair[] {
  const pairs = hits.flatMap(({ self, similarity, external_face_id: otherUserId, face_id: otherFaceId }) => {
    const isPair = !self && isDuplicate(similarity, { duplicateThreshold: threshold });
    return isPair && otherUserId !== null ? [{ otherUserId, otherFaceId, similarity }] : [];
  });
  const readable = pairs.filter(({ otherFaceId }) => otherFaceId !== UNREADABLE_FACE);
  const named = new Set(readable.map(({ otherUserId }) => otherUserId));
  return [...readable, ...pairs.filter(({ otherUserId }) => !named.has(otherUserId))];
}

/** Returns the pairs that wait for a decision: of the face in use only. */
export function openPairs(state: State): readonly FoundPair[] {
  const { knownPairs, face, pairDecisions } = state;
  if (!knownPairs || !face || !isSameFace(knownPairs.face, face)) return [];
  return knownPairs.pairs.filter(
    ({ otherUserId, otherFaceId }) =>
      !pairDecisions.some(
        (said) =>
          said.otherUserId === otherUserId && said.otherFaceId === otherFaceId && said.faceId === face.faceId,
      ),
  );
}

/**
 * Answers a decision on a pair with `known_pair_decided`, or with no event if the newest decision on these faces is the
 * same.
 * @param now ms since the epoch
 */
export function decidePair(
  state: State,
  command: Extract<Command, { type: 'decide_pair' }>,
  now: number,
): Answer {
  if (state.status.name === 'erased') return wrongStatus(state);
  const { otherUserId, faceId, otherFaceId, similarity, decision, reviewer, noteHash } = command;
  if (decisionOn(state, command)?.decision === decision) return yes();
  const faces = { other_user_id: otherUserId, face_id: faceId, other_face_id: otherFaceId, similarity };
  return (
    refuseByDay(state, 'known_pair_decided', now) ??
    yes({ type: 'known_pair_decided', data: { ...faces, decision, reviewer, note_hash: noteHash } })
  );
}

/** Returns the newest decision on a pair of faces, or null. */
export function decisionOn(
  { pairDecisions }: State,
  pair: { readonly otherUserId: string; readonly faceId: string; readonly otherFaceId: string },
) {
  const isOfPair = (said: typeof pair) =>
    said.otherUserId === pair.otherUserId &&
    said.faceId === pair.faceId &&
    said.otherFaceId === pair.otherFaceId;
  return pairDecisions.find(isOfPair) ?? null;
}

/** Applies a decision on a pair. @param at RFC 3339 */
export function pairDecided(state: State, data: DataOf<'known_pair_decided'>, at: string): State {
  const { other_user_id: otherUserId, face_id: faceId, other_face_id: otherFaceId } = data;
  const { similarity, decision } = data;
  const said = { otherUserId, faceId, otherFaceId, similarity, decision, decidedAt: at };
  const former = decisionOn(state, said);
  return { ...state, pairDecisions: [...state.pairDecisions.filter((other) => other !== former), said] };
}
