/** The scores of an applicant, each with a sentence that explains it. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import { isDuplicate, isMatch, isPhotoTooPoor } from '#src/core/policy.ts';
import { Gauge, type Score } from './gauge.tsx';

/**
 * Renders a gauge for each score that has been measured.
 * @param props `qualityMin`: the minimum photo quality of the current settings, 0 to 1
 */
export function Scores({ applicant, qualityMin }: { applicant: ApplicantView; qualityMin: number }) {
  const scores = [similarity(applicant), ...liveness(applicant, qualityMin), bestHit(applicant)];
  const known = scores.filter((score) => score !== null);
  if (known.length === 0) return <p class="empty">Nothing has been measured yet.</p>;
  return (
    <div class="gauges">
      {known.map((score) => (
        <Gauge score={score} />
      ))}
    </div>
  );
}

function similarity({ match }: ApplicantView): Score | null {
  if (!match) return null;
  const { similarity: value, threshold } = match;
  const passes = isMatch(value, { matchThreshold: threshold });
  const sentence = passes
    ? `Above ${threshold}: the face on the ID photo and the live face count as the same person.`
    : `Not above ${threshold}: the two faces do not count as the same person by themselves.`;
  return { label: 'Similarity of the two photos', value, threshold, passes, sentence };
}

function liveness({ liveness: measured }: ApplicantView, qualityMin: number): (Score | null)[] {
  if (!measured || measured.verdict === null) return [];
  const { photo_quality_score: quality, confidence, verdict } = measured;
  const passes = !isPhotoTooPoor(quality, { photoQualityMin: qualityMin });
  return [
    quality === null
      ? null
      : {
          label: 'Quality of the liveness photo',
          value: quality,
          threshold: qualityMin,
          passes,
          sentence: passes
            ? 'Good enough to compare faces on.'
            : `Below ${qualityMin}: too poor to compare faces on by itself.`,
        },
    {
      label: 'Confidence of the liveness verdict',
      value: confidence,
      threshold: null,
      passes: null,
      sentence: `iLive’s verdict is “${verdict}”. The verdict decides; this number only says how sure it was.`,
    },
  ];
}

function bestHit({ dedupe }: ApplicantView): Score | null {
  if (!dedupe) return null;
  const { threshold, near } = dedupe;
  const others = [...dedupe.hits.filter(({ self }) => !self).map((hit) => hit.similarity), ...near];
  const value = others.length === 0 ? null : Math.max(...others);
  const passes = value === null || !isDuplicate(value, { duplicateThreshold: threshold });
  const sentence =
    value === null
      ? 'Nobody else with a face like this one was found.'
      : passes
        ? `The most alike other face stays at or below ${threshold}: nobody we know.`
        : `Above ${threshold}: this may be a person who is here under another id.`;
  return { label: 'Most alike other face', value, threshold, passes, sentence };
}
