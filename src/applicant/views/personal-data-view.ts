/** Everything that an applicant's object knows of the person, for an access request. No secret is part of it. */

import type { Services } from '#src/config/services.ts';
import { publicNameOf } from '#src/config/team.ts';
import type { PersonalDataView } from '#src/contract/personal-data.ts';
import { abandonedAt, knownPhotoDueAt, photosDueAt } from '#src/core/erasure.ts';
import {
  type ApplicantEvent,
  applicantEventSchema,
  type EventType,
  type PhotoKind,
} from '#src/core/events.ts';
import { photoInUse, type State } from '#src/core/model.ts';
import type { StoredEvent } from '#src/event-log/event-store.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { REDIRECT_URL } from '../sessions/return-redirects.ts';
import { notesIn } from '../storage/personal-data.ts';
import { secretsOf } from '../storage/session-secrets.ts';
import { applicantShown } from './views.ts';

type Logged = ApplicantEvent & Pick<StoredEvent, 'seq' | 'at' | 'actor'>;

/**
 * Collects the data.
 * @param now ms since the epoch
 */
export function personalDataOf(
  aggregate: Aggregate,
  state: State,
  services: Services,
  now: number,
): PersonalDataView {
  const applicant = applicantShown(aggregate, state, services);
  const log = aggregate.events(0).map(parsed);
  return {
    user_id: state.userId,
    made_at: new Date(now).toISOString(),
    // Who has iLive's page can do the face check in the applicant's place.
    applicant: { ...applicant, liveness: applicant.liveness && { ...applicant.liveness, session_url: null } },
    consents: log.flatMap((event) =>
      event.type === 'consent_recorded' ? [{ ...event.data, recorded_at: event.at }] : [],
    ),
    notes: notesIn(aggregate.sideData.all()),
    claims: log.flatMap(claimIn),
    links: linksOf(aggregate, state),
    photos: log.flatMap((event) => photoIn(event, log, state)),
    faces: log.flatMap((event) => faceIn(event, log)),
    retention: retentionOf(state, services),
  };
}

function parsed({ type, data, seq, at, actor }: StoredEvent): Logged {
  return { ...applicantEventSchema.parse({ type, data: JSON.parse(data) }), seq, at, actor };
}

function claimIn(event: Logged): PersonalDataView['claims'] {
  if (event.type !== 'review_claimed') return [];
  const { reviewer, until } = event.data;
  return [{ seq: event.seq, claimed_by: publicNameOf(event.actor), reviewer, claimed_at: event.at, until }];
}

function linksOf({ sideData }: Aggregate, { sessions, onboardingLink }: State): PersonalDataView['links'] {
  return {
    redirect_url: sideData.get(REDIRECT_URL),
    onboarding: { ...onboardingLink },
    sessions: sessions.map(({ sessionId: session_id, startedAt: started_at, expiresAt: expires_at }) => {
      const secrets = secretsOf(sideData, session_id);
      const page = secrets && (URL.parse(secrets.session_url)?.origin ?? null);
      return { session_id, started_at, expires_at, page, redirect_url: secrets?.redirect_url ?? null };
    }),
  };
}

const KIND_OF = {
  id_photo_stored: 'id',
  liveness_photo_stored: 'liveness',
  known_face_given: 'known',
} as const satisfies Partial<Record<EventType, PhotoKind>>;

function photoIn(event: Logged, log: readonly Logged[], state: State): PersonalDataView['photos'] {
  const { type } = event;
  if (type !== 'id_photo_stored' && type !== 'liveness_photo_stored' && type !== 'known_face_given')
    return [];
  const { key, sha256, bytes } = event.data;
  const photo = KIND_OF[type];
  const deleted = log.find(
    (later) =>
      later.seq > event.seq &&
      (later.type === 'photos_deleted' || (later.type === 'photo_deleted' && later.data.key === key)),
  );
  const isInUse = photoInUse(state, photo)?.key === key && !deleted;
  const route = isInUse ? `/v1/applicants/${state.userId}/photos/${photo}` : null;
  return [{ photo, key, sha256, bytes, stored_at: event.at, deleted_at: deleted?.at ?? null, route }];
}

function faceIn(event: Logged, log: readonly Logged[]): PersonalDataView['faces'] {
  if (event.type !== 'face_indexed') return [];
  const { face_id, collection } = event.data;
  const laterHere = log.filter(({ seq, data }) => {
    return seq > event.seq && 'collection' in data && data.collection === collection;
  });
  const named = ({ data }: Logged) => 'face_id' in data && data.face_id === face_id;
  // It was another customer's. The applicant's own face comes with an event of its own.
  if (laterHere.some((later) => later.type === 'face_disowned' && named(later))) return [];
  const deleted = laterHere.find(
    (later) =>
      (later.type === 'face_deleted' && named(later)) ||
      (later.type === 'faces_reconciled' && later.data.deleted.includes(face_id)),
  );
  return [{ face_id, collection, indexed_at: event.at, deleted_at: deleted?.at ?? null }];
}

function retentionOf(state: State, { config }: Services): PersonalDataView['retention'] {
  const { RETAIN_PHOTOS_DAYS: photos = null, RETAIN_ABANDONED_DAYS: abandoned = null, retention } = config;
  const dueAt = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const noSetting = { setting: null, days: null, due_at: null };
  return [
    {
      ...{ what: 'photos', where: ['r2'], setting: 'RETAIN_PHOTOS_DAYS', days: photos },
      due_at: dueAt(photosDueAt(state, retention) ?? knownPhotoDueAt(state, retention)),
    },
    {
      ...{ what: 'everything', where: ['durable_object', 'd1', 'r2', 'ilive'] },
      ...{ setting: 'RETAIN_ABANDONED_DAYS', days: abandoned },
      // A customer from before only loses the onboarding.
      due_at: dueAt(state.isFromBefore ? null : abandonedAt(state, retention)),
    },
    { what: 'face', where: ['ilive'], ...noSetting },
    { what: 'log', where: ['durable_object'], ...noSetting },
  ];
}
