/** What an audit finds in a file: events of an export, of a kept feed, or within the entries of `wrangler tail --format=json`. */
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
  | {
      readonly ok: true;
      readonly kind: FileKind;
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
  const read = auditedEventSchema.safeParse(value);
  return read.success ? found('export', [read.data]) : misfit('is no event', read.error);
}

function inFeedLine(value: unknown): Found {
  const read = feedLineSchema.safeParse(value);
  return read.success ? found('feed', [read.data.audit]) : misfit('is no audit line', read.error);
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
    const inside = audit === undefined ? null : inFeedLine(audit);
    if (inside?.ok === false) return inside;
    if (inside) events.push(...inside.events);
    else cut += 1;
  }
  return found('feed', events, cut);
}

function found(kind: FileKind, events: readonly AuditedEvent[], cut = 0): Found {
  return { ok: true, kind, events, cut };
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
