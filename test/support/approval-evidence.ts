/** Checks a raw log for all that an approval needs, by rules of its own and none of the core's. */
import type { DataOf, EventType, LoggedEvent } from '../../src/core/events.ts';

type Of<T extends EventType> = { readonly seq: number; readonly data: DataOf<T> };

/** What the log lacks for an approval, or null when it holds all of it. */
export function missingEvidence(log: readonly LoggedEvent[]): string | null {
  const session = last(log, 'session_opened');
  if (!session) return 'a session';
  const { session_id } = session.data;
  const inSession = <T extends EventType>(type: T) =>
    last(
      log,
      type,
      (it) => it.seq > session.seq && 'session_id' in it.data && it.data.session_id === session_id,
    );

  const photo = last(log, 'id_photo_stored');
  if (!photo) return 'an ID photo';
  if (last(log, 'face_not_found', (it) => it.seq > photo.seq && it.data.photo === 'id'))
    return 'a face in the ID photo';
  if (last(log, 'id_photo_unusable', (it) => it.seq > photo.seq && it.data.next === 'retry'))
    return 'an ID photo that iLive takes';
  if (decidedSince(log, photo.seq, 'new_id_photo')) return 'the new ID photo';

  const verdict = inSession('liveness_confirmed');
  if (verdict?.data.verdict !== 'pass') return 'a pass';
  if (decidedSince(log, session.seq, 'retry_liveness')) return 'the new session';
  const disputed =
    verdict.data.reason === 'verdict_mismatch' ||
    last(log, 'verdict_received', (it) => it.seq > session.seq && it.data.effect === 'mismatch');
  if (disputed) return 'an undisputed verdict';

  const selfie = inSession('liveness_photo_stored');
  if (!selfie) return 'a liveness photo';
  const faceless = last(
    log,
    'face_not_found',
    (it) => it.data.photo === 'liveness' && it.data.session_id === session_id,
  );
  const score = selfie.data.photo_quality_score;
  const doubted = faceless ?? (score !== null && score < 0.6 ? selfie : null);
  if (doubted && !approvedSince(log, doubted.seq, 'photo_quality_low')) return 'a usable liveness photo';

  const altered = (key: string) => last(log, 'photo_altered', (it) => it.data.key === key) !== null;
  if (altered(photo.data.key) || altered(selfie.data.key)) return 'pictures as they were taken';

  const compared = inSession('faces_compared');
  const ofThese =
    compared &&
    compared.seq > photo.seq &&
    compared.seq > selfie.seq &&
    compared.data.id_photo === photo.data.key;
  if (!ofThese) return 'a comparison of these photos';
  const alike = compared.data.similarity > 0.65 || approvedSince(log, compared.seq, 'similarity_low');
  if (!alike) return 'similarity';

  const face = inSession('face_indexed');
  if (!face) return 'a face in the collection';
  const { face_id } = face.data;
  const searched = last(log, 'faces_searched', (it) => it.seq > face.seq && it.data.face_id === face_id);
  if (!searched || searched.seq < photo.seq) return 'a search';
  const strangers = searched.data.hits.some((hit) => !hit.self && hit.similarity > 0.5);
  if (strangers && !approvedSince(log, searched.seq, 'possible_duplicate')) return 'a unique face';
  return null;
}

function last<T extends EventType>(
  log: readonly LoggedEvent[],
  type: T,
  which: (event: Of<T>) => boolean = () => true,
): Of<T> | null {
  const found = log.findLast((event) => event.type === type && which(event as unknown as Of<T>));
  return (found as unknown as Of<T> | undefined) ?? null;
}

const decidedSince = (log: readonly LoggedEvent[], seq: number, decision: string) =>
  last(log, 'review_decided', (it) => it.seq > seq && it.data.decision === decision) !== null;

const approvedSince = (log: readonly LoggedEvent[], seq: number, reason: string) =>
  last(log, 'review_decided', (it) => {
    const { decision, reasons } = it.data;
    return it.seq > seq && decision === 'approve' && reasons.some((known) => known === reason);
  }) !== null;
