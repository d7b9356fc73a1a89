/** Makes the answer of `GET /status`. Pure. */
import type { Config } from '#src/config/config.ts';
import type { ServiceStatus } from '#src/contract/service-status.ts';
import type { CronRun } from '#src/d1/cron-runs.ts';
import type { Gathered } from './families.ts';
import type { Details } from './gather.ts';

const timeOf = (ms: number | null | undefined) =>
  ms === null || ms === undefined ? null : new Date(ms).toISOString();

/** Makes the answer out of what the parts told. */
export function serviceStatusOf(
  { operations, figures, parts, dueHours, now }: Gathered,
  { backlogMs, formerKeyRows }: Details,
  config: Config,
): ServiceStatus {
  const failure = figures?.ilive.failure ?? null;
  const unfinished = (kind: string) => operations && (operations.unfinished.get(kind) ?? 0);
  return {
    checked_at: new Date(now).toISOString(),
    settings: {
      ok: true,
      policy: config.policy.version,
      applicant_pages: config.LINK_SECRET !== undefined,
      console: config.ACCESS_TEAM_DOMAIN !== undefined,
      notifications: config.NOTIFY_URL !== undefined,
    },
    d1: { ok: operations !== null },
    schema: { ok: parts.schema !== null && !parts.failing.includes('schema'), newest: parts.schema },
    r2: { ok: !parts.failing.includes('r2') },
    figures: { ok: figures !== null },
    cron: { minute: timesOf(operations?.cron.minute), night: nightOf(operations?.cron.night) },
    ilive: {
      last_success_at: timeOf(figures?.ilive.succeededAt),
      last_failure: failure && { ...failure, at: new Date(failure.at).toISOString() },
      key_refused_since: timeOf(figures?.ilive.keyRefusedAt),
    },
    rate_limiter: { ok: backlogMs !== null, backlog_s: backlogMs === null ? null : backlogMs / 1_000 },
    verifying: {
      count: operations?.verifying ?? null,
      oldest_since: timeOf(operations?.oldestVerifyingMs),
    },
    reviews: {
      open: operations && (operations.casesOpen.get('') ?? 0),
      overdue: dueHours === null ? null : (operations?.overdue ?? null),
      oldest_opened_at: timeOf(operations?.oldestReviewMs),
    },
    notifications: {
      pending: unfinished('notification_pending'),
      parked: unfinished('notification_parked'),
      receivers: Object.entries(figures?.deliveries ?? {}).map(([receiver, { at, code, latencyMs }]) => ({
        receiver,
        at: new Date(at).toISOString(),
        code,
        latency_ms: latencyMs,
      })),
    },
    faces_not_deleted: unfinished('face_deletion'),
    rows_behind: figures?.rowsBehind ?? null,
    alarms_late: operations?.alarmsLate ?? null,
    former_data_key_rows: formerKeyRows,
  };
}

function timesOf(run: CronRun | undefined) {
  return { last_run_at: timeOf(run?.startedMs), last_success_at: timeOf(run?.succeededMs) };
}

function nightOf(run: CronRun | undefined) {
  const { date, chains, mismatches } = run?.details ?? {};
  return {
    ...timesOf(run),
    date: typeof date === 'string' ? date : null,
    heads: typeof chains === 'number' ? chains : null,
    mismatches: typeof mismatches === 'number' ? mismatches : null,
  };
}
