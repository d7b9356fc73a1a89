/** The metric families that are made of what the isolates have counted. Pure. */
import { WAIT_BUCKETS_S } from '#src/figures/figures.ts';
import type { Snapshot } from '#src/figures/figures-object.ts';
import { ILIVE_OUTCOMES, ILIVE_ROUTES } from '#src/ilive/observed-client.ts';
import { type Family, family, histogram, type Sample } from './exposition.ts';

const WEBHOOK_OUTCOMES = ['taken', 'unknown_session', 'malformed', 'refused'] as const;
const NOTIFICATION_OUTCOMES = ['accepted', 'postponed', 'parked'] as const;

/** Makes the families. @param figures null when their object did not answer: then they have no samples */
export function familiesOfFigures(figures: Snapshot | null): readonly Family[] {
  const count = (...series: readonly string[]) => figures?.counters[series.join('|')] ?? 0;
  const of = (samples: (from: Snapshot) => readonly Sample[]) => (figures ? samples(figures) : []);
  const outcomes = (name: string, all: readonly string[]) =>
    of(() => all.map((outcome) => ({ labels: { outcome }, value: count(name, outcome) })));
  const receivers = (value: (delivery: Snapshot['deliveries'][string]) => number) =>
    of(({ deliveries }) =>
      Object.entries(deliveries).map(([receiver, delivery]) => ({
        labels: { receiver },
        value: value(delivery),
      })),
    );
  return [
    family(
      'counter',
      'notifications_total',
      'Tries to deliver a notification, by how they ended.',
      outcomes('notifications', NOTIFICATION_OUTCOMES),
    ),
    family(
      'gauge',
      'notification_latency_seconds',
      'How long the last try took, by the host of the receiver.',
      receivers(({ latencyMs }) => latencyMs / 1_000),
    ),
    family(
      'counter',
      'ilive_calls_total',
      'Calls to iLive, by call and outcome; rate_limited is a 429.',
      of(() =>
        ILIVE_ROUTES.flatMap((route) =>
          ILIVE_OUTCOMES.map((outcome) => ({
            labels: { route, outcome },
            value: count('ilive_calls', route, outcome),
          })),
        ),
      ),
    ),
    family(
      'gauge',
      'ilive_last_success_timestamp_seconds',
      'When iLive last answered a call well; 0 for never.',
      of(({ ilive }) => [{ value: (ilive.succeededAt ?? 0) / 1_000 }]),
    ),
    family(
      'gauge',
      'ilive_key_refused_timestamp_seconds',
      'Since when iLive refuses our key; 0 while it takes it.',
      of(({ ilive }) => [{ value: (ilive.keyRefusedAt ?? 0) / 1_000 }]),
    ),
    family(
      'histogram',
      'limiter_wait_seconds',
      'How long the rate limiter makes calls to iLive wait.',
      of(() => {
        const ends = [...WAIT_BUCKETS_S.map(String), '+Inf'];
        const counts = Object.fromEntries(ends.map((end) => [end, count('slot_wait', end)]));
        return histogram(WAIT_BUCKETS_S, counts, count('slot_wait_sum'));
      }),
    ),
    family(
      'counter',
      'webhooks_total',
      'Webhooks under the address of iLive, by how they were taken.',
      outcomes('webhooks', WEBHOOK_OUTCOMES),
    ),
    family(
      'gauge',
      'rows_behind',
      'Applicants whose newest row could not be written to D1 yet.',
      of(({ rowsBehind }) => [{ value: rowsBehind }]),
    ),
    family(
      'counter',
      'row_writes_failed_total',
      'Tries to write or compare a row in D1 that failed.',
      of(() => [{ value: count('row_writes_failed') }]),
    ),
  ];
}
