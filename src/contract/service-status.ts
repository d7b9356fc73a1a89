/** The answer of `GET /status`: the parts of the service, for its operator. */
import { z } from '@hono/zod-openapi';
import { instant } from './vocabulary.ts';

const time = (description: string) => instant.nullable().describe(description);
const count = (description: string) => z.int().nullable().describe(description);
const answers = z.boolean().describe('Whether it answered just now.');

/** The schema of the answer. What a part that does not answer would tell is null. */
export const serviceStatusSchema = z
  .lazy(() =>
    z.object({
      checked_at: instant,
      settings: z.object({
        ok: z.literal(true).describe('Else every request is answered 503.'),
        policy: z.string(),
        applicant_pages: z.boolean(),
        console: z.boolean(),
        notifications: z.boolean(),
      }),
      d1: z.object({ ok: answers }),
      schema: z.object({
        ok: z.boolean().describe('Whether D1 has every migration of this version.'),
        newest: z.string().nullable().describe('The newest migration in D1; null when D1 does not answer.'),
      }),
      r2: z.object({ ok: answers }),
      figures: z.object({ ok: answers }),
      cron: z.object({
        minute: z.object({ last_run_at: time('Each minute.'), last_success_at: time('Null for never.') }),
        night: z.object({
          last_run_at: time('At 00:30 UTC.'),
          last_success_at: time('When a file was last written; null for never.'),
          date: z.iso.date().nullable().describe('The day of the newest file.'),
          heads: count('How many it has.'),
          mismatches: count('Rows that did not match their logs that night.'),
        }),
      }),
      ilive: z
        .object({
          last_success_at: time('The newest call that was answered well.'),
          last_failure: z
            .object({ at: instant, route: z.string(), kind: z.string(), code: z.string() })
            .nullable()
            .describe('The newest call that was not; a refused picture is no failure.'),
          key_refused_since: time('Null while iLive takes our key.'),
        })
        .describe('As the calls that were made show it; this request makes none.'),
      rate_limiter: z.object({
        ok: answers,
        backlog_s: z.number().nullable().describe('How far ahead starts of calls are promised.'),
      }),
      verifying: z.object({ count: count('Counted up to 1000.'), oldest_since: time('Null without one.') }),
      reviews: z.object({
        open: count('Waiting for a person.'),
        overdue: count('Counted up to 1000; null while `REVIEW_DUE_HOURS` is unset.'),
        oldest_opened_at: time('Null without one.'),
      }),
      notifications: z.object({
        pending: count('Refused so far, tried again.'),
        parked: count('Given up, until they are sent again on request.'),
        receivers: z
          .array(z.object({ receiver: z.string(), at: instant, code: z.string(), latency_ms: z.int() }))
          .describe('The last try at each host.'),
      }),
      faces_not_deleted: count(
        'Applicants with a face that iLive has not deleted yet, after a try that failed.',
      ),
      rows_behind: count('Applicants whose newest row could not be written to D1 yet.'),
      alarms_late: count('Applicants whose alarm is more than a minute late; counted up to 1000.'),
      former_data_key_rows: count(
        'Rows with a MAC by `DATA_KEY_PREVIOUS`, counted once in ten minutes; null when that is unset.',
      ),
    }),
  )
  .openapi('ServiceStatus');

/** The answer. */
export type ServiceStatus = z.infer<typeof serviceStatusSchema>;
