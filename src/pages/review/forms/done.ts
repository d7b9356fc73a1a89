/** The sentence about the decision just made, on the page that follows it. */
import type { Context } from 'hono';
import { z } from 'zod';
import { eventOf } from '#src/contract/event.ts';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import { type Decision, decisionSchema } from '#src/core/reasons.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { DECISION_LABELS } from '../labels.ts';
import { reviewerActor } from '../viewer.ts';

const doneQuery = z.object({
  done: userIdSchema.optional().catch(undefined),
  decision: decisionSchema.optional().catch(undefined),
});

/** The events that a decision leads to, and what the page says about each. */
const SAYS: Readonly<Record<string, string>> = {
  review_decided: 'is recorded.',
  review_escalated: 'is recorded.',
  review_returned: 'is recorded.',
  decision_proposed: 'is proposed. Another reviewer must decide the same.',
};

/**
 * Says what was decided on the page before. @returns null when the address names no decision, or one that is not the
 * newest of that log and by this reviewer: a link of somebody else must not claim that something is recorded
 */
export async function doneOf(c: Context<HttpEnv>): Promise<string | null> {
  const { done, decision } = doneQuery.parse(c.req.query());
  if (!done || !decision) return null;
  const history = await applicantOf(c.env, done).history(0);
  const decided = history?.events.findLast(({ type }) => type in SAYS);
  if (decided?.actor !== reviewerActor(c)) return null;
  const { type, data } = eventOf(decided);
  if (decisionOf(type, data) !== decision) return null;
  return `${done}: “${DECISION_LABELS[decision].button}” ${SAYS[type]}`;
}

function decisionOf(type: string, data: Readonly<Record<string, unknown>>): Decision | undefined {
  if (type === 'review_escalated') return 'escalate';
  if (type === 'review_returned') return 'return';
  return decisionSchema.safeParse(data.decision).data;
}
