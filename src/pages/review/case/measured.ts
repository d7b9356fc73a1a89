/** The scores of an applicant in the form in which the console compares and explains them. */
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { MeasuredScores } from '#src/core/review/contradiction.ts';

/** Returns the similarity of the most alike face of another person, null if there is none. An unreadable one is left out. */
export function bestHitOf({ dedupe }: Pick<ApplicantView, 'dedupe'>): number | null {
  if (!dedupe) return null;
  const hits = dedupe.hits.filter(({ self, similarity_unreadable: unreadable }) => !self && !unreadable);
  const others = [...hits.map(({ similarity }) => similarity), ...dedupe.near];
  return others.length === 0 ? null : Math.max(...others);
}

/** Returns the scores that a decision may contradict. */
export function measuredOf(applicant: ApplicantView): MeasuredScores {
  const { match, dedupe, liveness } = applicant;
  return {
    similarity: match?.similarity ?? null,
    matchThreshold: match?.threshold ?? null,
    bestHit: bestHitOf(applicant),
    duplicateThreshold: dedupe?.threshold ?? null,
    liveness: liveness?.verdict == null ? null : liveness.confidence,
  };
}
