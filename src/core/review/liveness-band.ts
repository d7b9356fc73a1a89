/** How iLive reads its liveness score. Its verdict decides; the bands only explain the score to a reviewer. */

/** The least score of a pass, and of a retry; below that it is a fail (defaults in /docs/liveness/overview). */
export const LIVENESS_BANDS = { pass: 0.7, retry: 0.45 } as const;

/** What a liveness score amounts to. */
export type LivenessBand = 'pass' | 'retry' | 'fail';

/** Returns the band of a liveness score, 0 to 1. */
export function livenessBand(score: number): LivenessBand {
  if (score >= LIVENESS_BANDS.pass) return 'pass';
  return score >= LIVENESS_BANDS.retry ? 'retry' : 'fail';
}
