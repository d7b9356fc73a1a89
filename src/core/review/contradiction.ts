/** Decisions that contradict a score by a wide margin, as a slip of the hand does. They are asked once more. */
import type { Ground } from '../grounds.ts';
import type { Decision } from '../reasons.ts';
import { LIVENESS_BANDS } from './liveness-band.ts';

/** The scores of a case, 0 to 1, null where there is none. A threshold is null where its score is. */
export type MeasuredScores = {
  readonly similarity: number | null;
  readonly matchThreshold: number | null;
  /** The similarity of the most alike face of another person. */
  readonly bestHit: number | null;
  readonly duplicateThreshold: number | null;
  readonly liveness: number | null;
};

/** What a decision contradicts. */
export type Contradiction =
  | 'faces_unlike'
  | 'faces_alike'
  | 'other_face_alike'
  | 'no_other_face'
  | 'liveness_passed';

/** How far a score must be from its threshold for a decision to contradict it. */
export const WIDE_MARGIN = 0.25;

/** Returns what the decision contradicts by a wide margin, or null. */
export function contradictionOf(
  decision: Decision,
  ground: Ground,
  { similarity, matchThreshold, bestHit, duplicateThreshold, liveness }: MeasuredScores,
): Contradiction | null {
  const overMatch = distance(similarity, matchThreshold);
  const overDuplicate = distance(bestHit, duplicateThreshold);
  if (decision === 'approve') {
    if (overDuplicate !== null && overDuplicate >= WIDE_MARGIN && ground !== 'known_customer')
      return 'other_face_alike';
    return overMatch !== null && overMatch <= -WIDE_MARGIN ? 'faces_unlike' : null;
  }
  if (decision !== 'reject') return null;
  switch (ground) {
    case 'impersonation':
    case 'different_person':
      return overMatch !== null && overMatch >= WIDE_MARGIN ? 'faces_alike' : null;
    case 'duplicate_identity':
      return overDuplicate === null || overDuplicate <= -WIDE_MARGIN ? 'no_other_face' : null;
    case 'spoof':
      return (distance(liveness, LIVENESS_BANDS.pass) ?? 0) >= WIDE_MARGIN ? 'liveness_passed' : null;
    default:
      return null;
  }
}

/** The distance of a score above its threshold. Rounded, because 0.9 - 0.65 is not 0.25 in floating point. */
function distance(score: number | null, threshold: number | null): number | null {
  return score === null || threshold === null ? null : Math.round((score - threshold) * 1e6) / 1e6;
}
