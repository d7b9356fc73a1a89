/**
 * Parses what an audited file contains: the lines of an export, the events of a saved feed, or the events within the
 * entries of `wrangler tail --format=json`.
 */
import { z } from 'zod';

/** An event with its applicant, as exports and feeds show it. Other fields are refused: no hash would cover them. */
export const auditedEventSchema = z.strictObject({
  user_id: z.string(),
  seq: z.int().positive(),
  type: z.string(),
  at: z.string(),
  actor: z.string(),
  data: z.unknown(),
  prev_hash: z.string(),
  hash: z.string(),
});
/** A parsed event of an export or a feed. */
export type AuditedEvent = z.infer<typeof auditedEventSchema>;

/** The line of an export for an applicant whose log could not be read. */
const problemLineSchema = z.strictObject({
  problem: z.string().regex(/^[a-z_]{1,40}$/),
  user_id: z.string(),
});
/** A parsed problem line. */
export type ProblemLine = z.infer<typeof problemLineSchema>;

const count = z.int().nonnegative();
/** The last line of an export: how many logs, events and problem lines must come before it. */
const closingLineSchema = z.strictObject({
  /** Logs exported. A log that was exported again counts again. */
  applicants: count,
  events: count,
  problems: count,
  /** RFC 3339, UTC. Given when the export has only the logs that changed since then. */
  moved_since: z.iso.datetime().optional(),
});
/** A parsed closing line. */
export type ClosingLine = z.infer<typeof closingLineSchema>;

/** A line of an export. */
export type ExportLine =
  | { readonly is: 'event'; readonly event: AuditedEvent }
  | { readonly is: 'problem'; readonly problem: ProblemLine }
  | { readonly is: 'closing'; readonly closing: ClosingLine };

/** The line that the service prints on the console for each event. No hash covers its other field, `status`. */
const feedLineSchema = z.looseObject({ audit: auditedEventSchema });
/**
 * One invocation of the Worker as `wrangler tail` prints it, with the arguments of each console call; or a notice about
 * the tail.
 */
const tailEntrySchema = z.looseObject({
  outcome: z.string(),
  logs: z.array(z.looseObject({ message: z.unknown() })).default([]),
});
const FEED_LINE = '{"audit":';

/** `export`: whole chains, in order. `feed`: the events that were printed while the feed was saved: parts of chains. */
export type FileKind = 'export' | 'feed';

/** What one JSON object of a file contains. `cut` counts audit lines that were truncated and cannot be read. */
export type Found =
  | { readonly ok: true; readonly kind: 'export'; readonly line: ExportLine }
  | {
      readonly ok: true;
      readonly kind: 'feed';
      readonly events: readonly AuditedEvent[];
      readonly cut: number;
    }
  | { readonly ok: false; readonly why: string };

/**
 * Parses one JSON object of a file.
 * @returns `ok: false` with the reason when it is neither of an export nor of a feed
 */
export function findEvents(text: string): Found {
  const value = fromJson(text);
  if (value === undefined) return { ok: false, why: 'is no JSON' };
  if (typeof value !== 'object' || value === null) return { ok: false, why: 'is no JSON object' };
  if ('outcome' in value) return inTailEntry(value);
  if ('audit' in value) return inFeedLine(value);
  if ('problem' in value) return inProblemLine(value);
  if ('applicants' in value) return inClosingLine(value);
  const read = auditedEventSchema.safeParse(value);
  return read.success ? exportLine({ is: 'event', event: read.data }) : unreadable('is no event', read.error);
}

function inProblemLine(value: unknown): Found {
  const read = problemLineSchema.safeParse(value);
  return read.success
    ? exportLine({ is: 'problem', problem: read.data })
    : unreadable('is no problem line', read.error);
}

function inClosingLine(value: unknown): Found {
  const read = closingLineSchema.safeParse(value);
  return read.success
    ? exportLine({ is: 'closing', closing: read.data })
    : unreadable('is no closing line', read.error);
}

function inFeedLine(value: unknown): Found {
  const read = feedLineSchema.safeParse(value);
  return read.success ? feedEvents([read.data.audit]) : unreadable('is no audit line', read.error);
}

function inTailEntry(value: unknown): Found {
  const read = tailEntrySchema.safeParse(value);
  if (!read.success) return unreadable('is no entry of a tail', read.error);
  const lines = read.data.logs
    .flatMap(({ message }) => message)
    .filter((argument) => typeof argument === 'string' && argument.startsWith(FEED_LINE));
  const events: AuditedEvent[] = [];
  let cut = 0;
  for (const line of lines) {
    const audit = fromJson(String(line));
    const inside = audit === undefined ? null : feedLineSchema.safeParse(audit);
    if (inside === null) cut += 1;
    else if (inside.success) events.push(inside.data.audit);
    else return unreadable('is no audit line', inside.error);
  }
  return feedEvents(events, cut);
}

function exportLine(line: ExportLine): Found {
  return { ok: true, kind: 'export', line };
}

function feedEvents(events: readonly AuditedEvent[], cut = 0): Found {
  return { ok: true, kind: 'feed', events, cut };
}

function unreadable(what: string, { issues }: z.ZodError): Found {
  const [first] = issues;
  return { ok: false, why: first ? `${what}: ${first.path.join('.')} ${first.message}` : what };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
