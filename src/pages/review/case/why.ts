/** Says in a sentence why a case is here: what was found, and by which score. */
import type { ApplicantView } from '#src/contract/applicant.ts';
import { applicantEventSchema } from '#src/core/events.ts';
import type { Reason } from '#src/core/reasons.ts';
import { livenessBand } from '#src/core/review/liveness-band.ts';
import type { StoredEvent } from '#src/event-log/event-store.ts';
import { REASON_LABELS, STATUS_LABELS } from '../labels.ts';
import { formatWait } from '../time.tsx';
import { bestHitOf } from './measured.ts';

/** What the sentences are made from. `others`: people with a similar face, the most similar first. */
export type WhyInput = {
  readonly applicant: ApplicantView;
  readonly events: readonly Pick<StoredEvent, 'type' | 'data'>[];
  readonly others: readonly {
    readonly name: string;
    readonly similarity: number | null;
    readonly applicant: Pick<ApplicantView, 'status' | 'decided_at'> | null;
  }[];
  /** The minimum quality of a liveness photo, 0 to 1. */
  readonly qualityMin: number;
  /** Ms since the epoch. */
  readonly now: number;
};

const two = (score: number) => score.toFixed(2);

/** Returns one sentence for each reason, in the order of the reasons. */
export function whyHere(input: WhyInput): string {
  return input.applicant.reasons.map((reason) => sentenceOf(reason, input)).join(' ');
}

function sentenceOf(reason: Reason, input: WhyInput): string {
  const { match, liveness } = input.applicant;
  switch (reason) {
    case 'similarity_low':
      return match
        ? `The face on the ID photo and the live face have a similarity of ${two(match.similarity)}; above ${two(match.threshold)} is needed.`
        : 'The face on the ID photo and the live face are not alike enough.';
    case 'possible_duplicate':
      return duplicateSentence(input);
    case 'known_face_differs':
      return 'The search for the live face did not find, as alike as one person’s, the face by which this customer is known.';
    case 'liveness_failed':
      return livenessSentence(liveness);
    case 'liveness_inconclusive':
      return `Liveness stayed unclear${scoreWords(liveness)}, and no attempt is left.`;
    case 'verdict_mismatch':
      return mismatchSentence(input.events);
    case 'photo_quality_low':
      return qualitySentence(input);
    case 'photo_altered':
      return 'A stored photo is not the one that was taken, so it is shown to nobody.';
    case 'verification_unavailable':
      return failureSentence(input.events);
    case 'session_limit_reached':
      return 'More liveness sessions were asked for than one applicant may have.';
    case 'id_photo_unusable':
      return 'iLive refused the ID photo, again and again.';
    case 'id_photo_no_face':
      return 'No face was found on the ID photo.';
    case 'photo_unavailable':
      return 'Liveness passed, but iLive does not have the photo any more.';
    case 'session_expired':
      return 'The last liveness session ended without a verdict.';
    case 'requested_by_reviewer':
      return 'A reviewer asked for it.';
  }
}

function duplicateSentence({ others, now }: WhyInput): string {
  const [first, ...more] = others;
  if (!first) return 'This face matches that of another person.';
  const { name, similarity, applicant } = first;
  const like =
    similarity === null
      ? `may match that of ${name}`
      : `matches that of ${name} (similarity ${two(similarity)})`;
  const status = applicant ? `, ${STATUS_LABELS[applicant.status].toLowerCase()}` : '';
  const since = applicant?.decided_at ? ` ${formatWait(applicant.decided_at, now)} ago` : '';
  const rest = more.length === 0 ? '' : `, and ${more.length === 1 ? 'one more' : `${more.length} more`}`;
  return `This face ${like}${status}${since}${rest}.`;
}

function scoreWords(liveness: ApplicantView['liveness']): string {
  const score = liveness?.confidence ?? null;
  return score === null ? '' : ` (score ${two(score)})`;
}

function livenessSentence(liveness: ApplicantView['liveness']): string {
  const { verdict = null, confidence = null } = liveness ?? {};
  if (verdict !== null && !['pass', 'retry', 'fail'].includes(verdict))
    return `iLive’s verdict “${verdict}” is none of the known ones, so it counts as failed.`;
  if (confidence === null) return 'Liveness failed: iLive gave no score.';
  if (livenessBand(confidence) === 'fail')
    return `Liveness failed with a score of ${two(confidence)} (below 0.45): it may be no live person.`;
  return `Liveness failed, though the score of ${two(confidence)} alone would not say so.`;
}

function mismatchSentence(events: WhyInput['events']): string {
  const verdicts = events.flatMap(({ type, data }) => {
    if (type !== 'verdict_received' && type !== 'liveness_confirmed') return [];
    const { data: event } = applicantEventSchema.safeParse({ type, data: JSON.parse(data) });
    return event?.type === 'verdict_received' || event?.type === 'liveness_confirmed' ? [event] : [];
  });
  const confirmed = verdicts.findLast(({ type }) => type === 'liveness_confirmed')?.data;
  const heard = verdicts.findLast(
    ({ type, data }) => type === 'verdict_received' && data.verdict !== confirmed?.verdict,
  )?.data;
  if (!heard || !confirmed) return 'iLive’s verdicts contradict each other.';
  const late = heard.session_id === confirmed.session_id ? '' : ' for an earlier session';
  return `iLive’s webhook said “${heard.verdict}”${late}, its result said “${confirmed.verdict}”.`;
}

function qualitySentence({ applicant: { liveness }, qualityMin }: WhyInput): string {
  const quality = liveness?.photo_quality_score ?? null;
  return quality !== null && quality < qualityMin
    ? `The liveness photo is too poor to compare: quality ${two(quality)}, at least ${two(qualityMin)} is needed.`
    : 'No face could be found on the liveness photo.';
}

const STEPS: Readonly<Record<string, string>> = {
  confirm: 'The verdict could not be fetched',
  fetch_photo: 'The liveness photo could not be fetched',
  compare: 'The faces could not be compared',
  index: 'The face could not be registered',
  search: 'The search for duplicates could not be done',
};

function failureSentence(events: WhyInput['events']): string {
  const failed = events.findLast(({ type }) => type === 'verification_failed');
  const { data: event } = applicantEventSchema.safeParse({
    type: 'verification_failed',
    data: JSON.parse(failed?.data ?? 'null'),
  });
  if (event?.type !== 'verification_failed') return 'A check could not be done at iLive.';
  const { step, code } = event.data;
  return `${STEPS[step] ?? 'A check could not be done'}: iLive answered “${code.replaceAll('_', ' ')}”.`;
}

/** Returns a few words for a row of the queue, with the score that decided. @param reason one of the case's */
export function whyShort(reason: Reason, applicant: ApplicantView): string {
  const { match, liveness } = applicant;
  switch (reason) {
    case 'similarity_low':
      return match
        ? `Similarity ${two(match.similarity)}, above ${two(match.threshold)} needed`
        : REASON_LABELS[reason];
    case 'possible_duplicate': {
      const best = bestHitOf(applicant);
      return best === null ? REASON_LABELS[reason] : `Matches another face (similarity ${two(best)})`;
    }
    case 'liveness_failed':
    case 'liveness_inconclusive':
      return `${REASON_LABELS[reason]}${scoreWords(liveness)}`;
    case 'photo_quality_low': {
      const quality = liveness?.photo_quality_score ?? null;
      return quality === null ? REASON_LABELS[reason] : `${REASON_LABELS[reason]} (${two(quality)})`;
    }
    default:
      return REASON_LABELS[reason];
  }
}
