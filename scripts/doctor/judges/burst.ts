/** Judges the answers to many calls at once. */
import { retryAfterMs } from '#src/platform/retry-after.ts';
import { type Answer, statusOf } from '../answer.ts';
import { type Finding, type Findings, notTried, tried } from '../finding.ts';
import type { BurstAnswers } from '../probes/burst.ts';

/** Gives what the answers say. */
export function judgeBurst({ alone, atOnce }: BurstAnswers): Findings {
  if (!alone || !atOnce) return {};
  const refused = atOnce.filter(({ status }) => status !== alone.status);
  const [first] = refused;
  if (!first) return { too_many_calls: notTried(`none of ${atOnce.length} calls at once was refused`) };
  const limited = refused.find(({ status }) => status === 429);
  const others = refused.filter(({ status }) => status !== 429);
  const seen = `${refused.length} of ${atOnce.length} calls at once: ${statusOf(others[0] ?? first)}`;
  return {
    too_many_calls: tried(others.length === 0, seen),
    ...(limited && { retry_after: judgeRetryAfter(limited) }),
  };
}

function judgeRetryAfter({ headers }: Answer): Finding {
  const limits: string[] = [];
  headers.forEach((_, name) => {
    if (/rate-?limit/.test(name)) limits.push(name);
  });
  const others = limits.length === 0 ? '' : `; also ${limits.join(', ')}`;
  if (!headers.has('retry-after')) return tried(true, `none${others}`);
  const waitMs = retryAfterMs(headers, Date.now());
  return tried(waitMs !== null, `${waitMs === null ? 'cannot be read' : `${waitMs / 1_000} s`}${others}`);
}
