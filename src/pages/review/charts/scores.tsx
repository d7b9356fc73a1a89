/** The scores of an applicant, each with a sentence that explains it. Those that the case is about come first. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import { isDuplicate, isMatch, isPhotoTooPoor } from '#src/core/policy.ts';
import type { Reason } from '#src/core/reasons.ts';
import { LIVENESS_BANDS, livenessBand } from '#src/core/review/liveness-band.ts';
import { bestHitOf } from '../case/measured.ts';
import { Gauge, type Score } from './gauge.tsx';

/** Which score a reason is about. */
const ABOUT: Readonly<Partial<Record<Reason, string>>> = {
  similarity_low: 'similarity',
  photo_quality_low: 'quality',
  possible_duplicate: 'hit',
  known_face_differs: 'hit',
  liveness_failed: 'liveness',
  liveness_inconclusive: 'liveness',
  verdict_mismatch: 'liveness',
  session_limit_reached: 'liveness',
};

type ScoresProps = {
  readonly applicant: ApplicantView;
  /** The minimum photo quality of the current settings, 0 to 1. */
  readonly qualityMin: number;
  /** Whether there is a liveness photo: without one nothing can be said of its quality. */
  readonly hasLivePhoto: boolean;
};

/**
 * Renders a gauge for each score that has been measured. Scores that the case is not about are folded, unless it is
 * about none of them.
 */
export function Scores(props: ScoresProps) {
  const { applicant } = props;
  const scores: readonly (readonly [string, Score | null])[] = [
    ['similarity', similarity(applicant)],
    ['hit', bestHit(applicant)],
    ['liveness', liveness(applicant)],
    ['quality', quality(props)],
  ];
  const known = scores.flatMap(([name, score]) => (score ? [{ name, score }] : []));
  if (known.length === 0) return <p class="empty">Nothing has been measured yet.</p>;
  const about = new Set(applicant.reasons.map((reason) => ABOUT[reason]));
  const first = known.filter(({ name }) => about.has(name));
  const rest = first.length === 0 ? [] : known.filter(({ name }) => !about.has(name));
  return (
    <>
      <Gauges scores={first.length === 0 ? known : first} />
      {rest.length === 0 ? null : (
        <details class="rest">
          <summary>{rest.map(({ score }) => `${score.label} ${two(score.value)}`).join(' · ')}</summary>
          <Gauges scores={rest} />
        </details>
      )}
    </>
  );
}

const two = (value: number | null) => value?.toFixed(2) ?? '–';

function Gauges({ scores }: { scores: readonly { readonly score: Score }[] }) {
  return (
    <div class="gauges">
      {scores.map(({ score }) => (
        <Gauge score={score} />
      ))}
    </div>
  );
}

function similarity({ match, review }: ApplicantView): Score | null {
  if (!match) return null;
  const { similarity: value, threshold, outcome } = match;
  const above = isMatch(value, { matchThreshold: threshold });
  const accepted = outcome === 'accepted_by_reviewer';
  const sentence = above
    ? `Above ${threshold}: the face on the ID photo and the live face count as the same person.`
    : accepted
      ? `Not above ${threshold}, accepted by ${review?.decided_by ?? 'a reviewer'}.`
      : `Not above ${threshold}: the two faces do not count as the same person by themselves.`;
  const passes = accepted ? null : above;
  return { label: 'Similarity of the two photos', value, thresholds: [threshold], passes, sentence };
}

function quality({ applicant: { liveness: measured }, qualityMin, hasLivePhoto }: ScoresProps): Score | null {
  const value = measured?.photo_quality_score ?? null;
  if (value === null || !hasLivePhoto) return null;
  const passes = !isPhotoTooPoor(value, { photoQualityMin: qualityMin });
  const sentence = passes
    ? 'Good enough to compare faces on.'
    : `Below ${qualityMin}: too poor to compare faces on by itself.`;
  return { label: 'Quality of the liveness photo', value, thresholds: [qualityMin], passes, sentence };
}

function liveness({ liveness: measured }: ApplicantView): Score | null {
  if (!measured || measured.verdict === null) return null;
  const { confidence: value, verdict } = measured;
  const thresholds = [LIVENESS_BANDS.retry, LIVENESS_BANDS.pass];
  const passes = verdict === 'pass' ? true : verdict === 'retry' ? null : false;
  return { label: 'Liveness score', value, thresholds, passes, sentence: bandSentence(value, verdict) };
}

const BANDS = {
  pass: `pass (at least ${LIVENESS_BANDS.pass.toFixed(2)})`,
  retry: `retry (${LIVENESS_BANDS.retry.toFixed(2)} to ${LIVENESS_BANDS.pass.toFixed(2)})`,
  fail: `fail (below ${LIVENESS_BANDS.retry.toFixed(2)})`,
} as const;

/** Says what the score amounts to. iLive's verdict decides, so a score of another band is pointed out. */
function bandSentence(value: number | null, verdict: string): string {
  if (value === null) return `iLive’s verdict is “${verdict}”; it gave no score.`;
  const band = livenessBand(value);
  const words = `Liveness score ${value.toFixed(2)}: ${BANDS[band]}`;
  return band === verdict ? `${words}.` : `${words}, but iLive’s verdict is “${verdict}”, which decides.`;
}

function bestHit(applicant: ApplicantView): Score | null {
  const { dedupe } = applicant;
  if (!dedupe) return null;
  const { threshold } = dedupe;
  const value = bestHitOf(applicant);
  const unreadable = dedupe.hits.some((hit) => !hit.self && hit.similarity_unreadable);
  const passes = !unreadable && (value === null || !isDuplicate(value, { duplicateThreshold: threshold }));
  const sentence = unreadable
    ? 'iLive gave a similarity that cannot be read, so it counts as the same face: look at it.'
    : value === null
      ? 'Nobody else with a face like this one was found.'
      : passes
        ? `The most alike other face stays at or below ${threshold}: nobody we know.`
        : `Above ${threshold}: this may be a person who is here under another id.`;
  return { label: 'Most alike other face', value, thresholds: [threshold], passes, sentence };
}
