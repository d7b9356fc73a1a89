/** Asks the parts of the service for what `/metrics` and `/status` show. It calls iLive for neither, and never throws. */
import type { Services } from '#src/config/services.ts';
import { readOperations } from '#src/d1/operations.ts';
import { readFigures } from '#src/figures/reporter.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { within } from '#src/platform/timeout.ts';
import type { Gathered } from './families.ts';
import { checkParts } from './health-parts.ts';

/** How long each part has to answer. */
const WITHIN_MS = 5_000;
const HOUR_MS = 3_600_000;

/** Asks D1, R2 and the object with the figures, all at once. */
export async function gather(env: Env, services: Services): Promise<Gathered> {
  const { config, figures } = services;
  const now = Date.now();
  const dueHours = config.REVIEW_DUE_HOURS ?? null;
  const dueBefore = dueHours === null ? 0 : now - dueHours * HOUR_MS;
  // What this isolate has counted is to be among the figures.
  const reported = figures.report().then(() => readFigures(env));
  const [operations, parts, snapshot] = await Promise.all([
    answerOf('d1', () => readOperations(env.DB, now, dueBefore)),
    checkParts(services),
    reported,
  ]);
  return { operations, figures: snapshot, parts, dueHours, now };
}

/** What only `/status` asks. */
export type Details = {
  /** How far ahead starts have been promised (ms); null when the rate limiter does not answer. */
  readonly backlogMs: number | null;
  /** Rows under the former `DATA_KEY`; null when it is not being rotated, or D1 does not answer. */
  readonly formerKeyRows: number | null;
};

/** Asks the rate limiter, and during a rotation of `DATA_KEY` D1 for the rows under the former key. */
export async function gatherDetails({ backlogMs, rowMac, formerKeyRows }: Services): Promise<Details> {
  const [backlog, rows] = await Promise.all([
    answerOf('rate_limiter', backlogMs),
    rowMac.previousKeyId === null ? null : answerOf('d1', formerKeyRows),
  ]);
  return { backlogMs: backlog, formerKeyRows: rows };
}

/** @returns null when the part fails or is too slow; the log says so */
async function answerOf<T>(part: string, ask: () => Promise<T>): Promise<T | null> {
  try {
    const answer = await within(WITHIN_MS, ask());
    if (answer === null) log('warn', 'part_slow', { part });
    return answer;
  } catch (error) {
    log('warn', 'part_away', { part, ...whereabouts(error) });
    return null;
  }
}
