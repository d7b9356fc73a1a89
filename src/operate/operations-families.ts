/** The metric families that are made of what D1 tells. Pure. */
import type { CronRun } from '#src/d1/cron-runs.ts';
import { DECISION_BUCKETS_S, type Ending, type Operations } from '#src/d1/operations.ts';
import { type Family, family, histogram, type Sample } from './exposition.ts';

const ENDED = ['approved', 'rejected', 'erased'] as const;

/**
 * Makes the families.
 * @param operations null when D1 did not answer: then they have no samples
 * @param dueHours `REVIEW_DUE_HOURS`; null when no case is ever overdue
 * @param now ms since the epoch
 */
export function familiesOfOperations(
  operations: Operations | null,
  dueHours: number | null,
  now: number,
): readonly Family[] {
  const of = (samples: (from: Operations) => readonly Sample[]) => (operations ? samples(operations) : []);
  const one = (value: (from: Operations) => number) => of((from) => [{ value: value(from) }]);
  const age = (sinceMs: number | null) => (sinceMs === null ? 0 : Math.max(0, now - sinceMs) / 1_000);
  const cron = (run: CronRun | undefined) => (run?.succeededMs ?? 0) / 1_000;
  const reasons = (counts: ReadonlyMap<string, number>) =>
    [...counts].filter(([reason]) => reason !== '').map(([reason, value]) => ({ labels: { reason }, value }));
  const unfinished = (from: Operations, kind: string) => from.unfinished.get(kind) ?? 0;
  return [
    family(
      'counter',
      'onboardings_ended_total',
      'Onboardings that ended, by outcome and by the first reason of a review (none without one).',
      of(({ endings }) => endedOf(endings)),
    ),
    family(
      'histogram',
      'verdict_to_decision_seconds',
      "Time from iLive's verdict to the decision.",
      of(({ endings }) => decisionTimes(endings)),
    ),
    family(
      'counter',
      'reviews_opened_total',
      'Reasons for which a review was opened.',
      of(({ casesOpened }) => reasons(casesOpened)),
    ),
    family(
      'gauge',
      'reviews_open',
      'Reviews that wait for a person.',
      one(({ casesOpen }) => casesOpen.get('') ?? 0),
    ),
    family(
      'gauge',
      'reviews_open_by_reason',
      'The same by reason; a review may have several.',
      of(({ casesOpen }) => reasons(casesOpen)),
    ),
    family(
      'gauge',
      'reviews_overdue',
      'Reviews open for longer than REVIEW_DUE_HOURS, counted up to 1000. No sample while that is unset.',
      dueHours === null ? [] : one(({ overdue }) => overdue),
    ),
    family(
      'gauge',
      'review_oldest_age_seconds',
      'How long the oldest open review has waited; 0 without one.',
      one((from) => age(from.oldestReviewMs)),
    ),
    family(
      'gauge',
      'verifying',
      'Applicants whose checks are running or wait to be retried, counted up to 1000.',
      one(({ verifying }) => verifying),
    ),
    family(
      'gauge',
      'verifying_oldest_age_seconds',
      'How long the longest of them has been so; 0 without one.',
      one((from) => age(from.oldestVerifyingMs)),
    ),
    family(
      'gauge',
      'alarms_late',
      'Applicants whose alarm is more than a minute late now, counted up to 1000.',
      one(({ alarmsLate }) => alarmsLate),
    ),
    family(
      'counter',
      'alarms_late_total',
      'Applicants that the sweep woke, because their alarm was late or settings have changed.',
      one((from) => from.cron.minute?.total ?? 0),
    ),
    family(
      'gauge',
      'cron_last_success_timestamp_seconds',
      'When the cron last began a run that ended well; 0 for never.',
      of((from) => [
        { labels: { cron: 'minute' }, value: cron(from.cron.minute) },
        { labels: { cron: 'night' }, value: cron(from.cron.night) },
      ]),
    ),
    family(
      'counter',
      'heads_written_total',
      'Heads of logs that the nights have written.',
      one((from) => from.cron.night?.total ?? 0),
    ),
    family(
      'gauge',
      'night_mismatches',
      'Rows that did not match their log in the last night.',
      one(mismatches),
    ),
    family(
      'gauge',
      'notifications_undelivered',
      'Notifications that your endpoint has not accepted: pending are tried again, parked are given up.',
      of((from) =>
        ['pending', 'parked'].map((state) => ({
          labels: { state },
          value: unfinished(from, `notification_${state}`),
        })),
      ),
    ),
    family(
      'gauge',
      'faces_not_deleted',
      'Applicants with a face that iLive has not deleted yet, after a try that failed.',
      one((from) => unfinished(from, 'face_deletion')),
    ),
  ];
}

function mismatches({ cron }: Operations): number {
  const { mismatches } = cron.night?.details ?? {};
  return typeof mismatches === 'number' ? mismatches : 0;
}

function endedOf(endings: readonly Ending[]): readonly Sample[] {
  // The outcomes exist from the start, so that an increase from nothing is seen.
  const counts = new Map<string, Sample>(
    ENDED.map((outcome) => [`${outcome}|none`, { labels: { outcome, reason: 'none' }, value: 0 }]),
  );
  for (const { outcome, reason: known, n } of endings) {
    const reason = known || 'none';
    const before = counts.get(`${outcome}|${reason}`)?.value ?? 0;
    counts.set(`${outcome}|${reason}`, { labels: { outcome, reason }, value: before + n });
  }
  return [...counts.values()];
}

function decisionTimes(endings: readonly Ending[]): readonly Sample[] {
  const counts: Record<string, number> = {};
  let sum = 0;
  for (const { up_to, n, seconds } of endings) {
    if (up_to === '') continue;
    counts[up_to] = (counts[up_to] ?? 0) + n;
    sum += seconds;
  }
  return histogram(DECISION_BUCKETS_S, counts, sum);
}
