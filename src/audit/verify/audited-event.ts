/** What an audit finds in a file: the lines of an export, events of a kept feed, or events within the entries of `wrangler tail --format=json`. */
import { z } from 'zod';

/** An event with whose it is, as exports and feeds show it. Nothing else may stand there: no hash would cover it. */
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
/** The same, read. */
export type AuditedEvent = z.infer<typeof auditedEventSchema>;

/** What an export says of an applicant whose log could not be read. */
const problemLineSchema = z.strictObject({
  problem: z.string().regex(/^[a-z_]{1,40}$/),
  user_id: z.string(),
});
/** The same, read. */
export type ProblemLine = z.infer<typeof problemLineSchema>;

const count = z.int().nonnegative();
/** The last line of an export: what must be before it. */
const closingLineSchema = z.strictObject({
  /** Logs written; one that was written again counts again. */
  applicants: count,
  events: count,
  problems: count,
  /** RFC 3339, UTC. Given where the export has only the logs that changed since then. */
  moved_since: z.iso.datetime().optional(),
});
/** The same, read. */
export type ClosingLine = z.infer<typeof closingLineSchema>;

/** A line of an export. */
export type ExportLine =
  | { readonly is: 'event'; readonly event: AuditedEvent }
  | { readonly is: 'problem'; readonly problem: ProblemLine }
  | { readonly is: 'closing'; readonly closing: ClosingLine };

/** Our line on the console; `status` beside it is covered by no hash. */
const feedLineSchema = z.looseObject({ audit: auditedEventSchema });
/** One invocation of the Worker, as wrangler passes it on: what was logged, each with its arguments. Or a notice about the tail. */
const tailEntrySchema = z.looseObject({
  outcome: z.string(),
  logs: z.array(z.looseObject({ message: z.unknown() })).default([]),
});
const FEED_LINE = '{"audit":';

/** `export`: whole chains, in order. `feed`: what somebody heard of them, from some time on. */
export type FileKind = 'export' | 'feed';

/** What one JSON object of a file holds. `cut`: audit lines that were cut off on the way, so that they cannot be read. */
export type Found =
  | { readonly ok: true; readonly kind: 'export'; readonly line: ExportLine }
  | {
      readonly ok: true;
      readonly kind: 'feed';
      readonly events: readonly AuditedEvent[];
      readonly cut: number;
    }
  | { readonly ok: false; readonly why: string };

/** Reads one. */
export function findEvents(text: string): Found {
  const value = fromJson(text);
  if (value === undefined) return { ok: false, why: 'is no JSON' };
  if (typeof value !== 'object' || value === null) return { ok: false, why: 'is no JSON object' };
  if ('outcome' in value) return inTailEntry(value);
  if ('audit' in value) return inFeedLine(value);
  if ('problem' in value) return inProblemLine(value);
  if ('applicants' in value) return inClosingLine(value);
  const read = auditedEventSchema.safeParse(value);
  return read.success ? exportLine({ is: 'event', event: read.data }) : misfit('is no event', read.error);
}

function inProblemLine(value: unknown): Found {
  const read = problemLineSchema.safeParse(value);
  return read.success
    ? exportLine({ is: 'problem', problem: read.data })
    : misfit('is no problem line', read.error);
}

function inClosingLine(value: unknown): Found {
  const read = closingLineSchema.safeParse(value);
  return read.success
    ? exportLine({ is: 'closing', closing: read.data })
    : misfit('is no closing line', read.error);
}

function inFeedLine(value: unknown): Found {
  const read = feedLineSchema.safeParse(value);
  return read.success ? heard([read.data.audit]) : misfit('is no audit line', read.error);
}

function inTailEntry(value: unknown): Found {
  const read = tailEntrySchema.safeParse(value);
  if (!read.success) return misfit('is no entry of a tail', read.error);
  const lines = read.data.logs
    .flatMap(({ message }) => message)
    .filter((said) => typeof said === 'string' && said.startsWith(FEED_LINE));
  const events: AuditedEvent[] = [];
  let cut = 0;
  for (const line of lines) {
    const audit = fromJson(String(line));
    const inside = audit === undefined ? null : feedLineSchema.safeParse(audit);
    if (inside === null) cut += 1;
    else if (inside.success) events.push(inside.data.audit);
    else return misfit('is no audit line', inside.error);
  }
  return heard(events, cut);
}

function exportLine(line: ExportLine): Found {
  return { ok: true, kind: 'export', line };
}

function heard(events: readonly AuditedEvent[], cut = 0): Found {
  return { ok: true, kind: 'feed', events, cut };
}

function misfit(what: string, { issues }: z.ZodError): Found {
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
