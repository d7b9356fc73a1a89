/** The notice on top of each page while iLive, or our key for it, fails. A page never waits for it, nor fails by it. */
import type { Context } from 'hono';
import type { Services } from '#src/config/services.ts';
import type { IliveSigns } from '#src/figures/figures.ts';
import { readIliveSigns } from '#src/figures/reporter.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { within } from '#src/platform/timeout.ts';

/** An isolate asks for the signs this often at most (ms). */
const ASK_EVERY_MS = 10_000;
/** The longest that a page waits for them (ms). Later they are there for the next page. */
const WAIT_MS = 150;
/**
 * A failure counts for this long (ms). What waits for iLive is tried again every five minutes for a day, so a failure
 * that lasts is seen again within that time.
 */
const FAILURE_COUNTS_MS = 11 * 60_000;
/** Failures of iLive as a whole; others are about one request, or about our pace. */
const FAILS: ReadonlySet<string> = new Set(['server_error', 'unanswered', 'unreadable']);

/** What an isolate knows. `signs`: null when they are not known. */
type Known = { readonly askedAt: number; readonly signs: IliveSigns | null };
const known = new WeakMap<Services, Known>();

/** Returns the words of the notice, or null. Never throws. */
export async function iliveNotice(c: Context<HttpEnv>): Promise<string | null> {
  const [services, now] = [c.get('services'), Date.now()];
  const { askedAt = 0, signs = null } = known.get(services) ?? {};
  if (Math.abs(now - askedAt) >= ASK_EVERY_MS) {
    // Who comes meanwhile does not ask again, nor wait.
    known.set(services, { askedAt: now, signs });
    const asking = ask(c.env, services, now);
    c.executionCtx.waitUntil(asking);
    await within(WAIT_MS, asking);
  }
  return noticeOf(known.get(services)?.signs ?? null, now);
}

async function ask(env: Env, services: Services, askedAt: number): Promise<void> {
  known.set(services, { askedAt, signs: await readIliveSigns(env) });
}

/** Makes the words. @param signs null when they are not known: then there is no notice @param now ms since the epoch */
export function noticeOf(signs: IliveSigns | null, now: number): string | null {
  if (!signs) return null;
  const { keyRefusedAt, failure, succeededAt } = signs;
  const rest =
    'Checks wait, and go on by themselves once it works again. Decisions are recorded all the same.';
  if (keyRefusedAt !== null) {
    return `iLive has refused our key since ${timeOf(keyRefusedAt)}: whoever runs this service must put in a valid one. ${rest}`;
  }
  if (!failure || !FAILS.has(failure.kind)) return null;
  if (failure.at <= (succeededAt ?? 0) || now - failure.at > FAILURE_COUNTS_MS) return null;
  const last = succeededAt === null ? '' : ` The last good answer came at ${timeOf(succeededAt)}.`;
  return `iLive does not answer as it should, as of ${timeOf(failure.at)}.${last} ${rest}`;
}

function timeOf(at: number): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
