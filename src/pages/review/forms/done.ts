/** Whether a decision is recorded, and the sentence about it on the page that follows. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { History } from '#src/applicant/views/history.ts';
import { eventOf } from '#src/contract/event.ts';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import { type Decision, decisionSchema } from '#src/core/reasons.ts';
import type { StoredEvent } from '#src/event-log/event-store.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { DECISION_LABELS } from '../labels.ts';
import { reviewerActor } from '../viewer.ts';
import { type FormFields, seenSeq } from './form.ts';

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

/** Each undoes the one before. */
const MOVES_QUEUE: ReadonlySet<string> = new Set(['review_escalated', 'review_returned']);

/** A log, and the applicant as it is at its end. */
type CaseAtEnd = Pick<History, 'applicant' | 'events'>;

/** Says what was decided on the page before. @returns null when the address names no decision, or as `sayDone` */
export async function doneOf(c: Context<HttpEnv>): Promise<string | null> {
  const { done, decision } = doneQuery.parse(c.req.query());
  return done && decision ? sayDone(c, done, decision) : null;
}

/**
 * Says that a decision is recorded. @returns null when it does not stand, or is not the newest of that log and by this
 * reviewer: a link of somebody else must not claim that something is recorded
 */
export async function sayDone(
  c: Context<HttpEnv>,
  userId: string,
  decision: Decision,
): Promise<string | null> {
  const history = await applicantOf(c.env, userId).history(0);
  const decided = history?.events.findLast(({ type }) => type in SAYS);
  if (!history || decided?.actor !== reviewerActor(c) || !stands(history, decided)) return null;
  const { type, data } = eventOf(decided);
  if (decisionOf(type, data) !== decision) return null;
  return `${userId}: “${DECISION_LABELS[decision].button}” ${SAYS[type]}`;
}

/**
 * Finds the decision of a form in the log: of this reviewer, with this ground, made on the same state of the case.
 * @returns null when the log does not have it, or it does not stand any more
 */
export function takenDecision(reviewCase: CaseAtEnd, typed: FormFields, actor: string): Decision | null {
  const wanted = decisionSchema.safeParse(typed.decision).data;
  const seen = seenSeq(typed);
  if (wanted === undefined || seen === null) return null;
  const isThere = reviewCase.events.some((event) => {
    if (event.seq <= seen || event.actor !== actor || !(event.type in SAYS)) return false;
    if (!stands(reviewCase, event)) return false;
    const { type, data } = eventOf(event);
    const isSame = data.reviewed_seq === seen && data.ground === typed[`ground_${wanted}`];
    return isSame && decisionOf(type, data) === wanted;
  });
  return isThere ? wanted : null;
}

/** Tells whether an event of `SAYS` still holds: neither taken back, nor dropped or replaced, nor undone. */
function stands({ applicant, events }: CaseAtEnd, { seq, type }: StoredEvent): boolean {
  switch (type) {
    case 'decision_proposed':
      return applicant.review?.proposal?.seq === seq || events.some((event) => carriesOut(event, seq));
    case 'review_escalated':
    case 'review_returned':
      return events.findLast((event) => MOVES_QUEUE.has(event.type))?.seq === seq;
    default:
      return true;
  }
}

function carriesOut(event: StoredEvent, proposalSeq: number): boolean {
  return event.type === 'review_decided' && eventOf(event).data.proposal_seq === proposalSeq;
}

function decisionOf(type: string, data: Readonly<Record<string, unknown>>): Decision | undefined {
  if (type === 'review_escalated') return 'escalate';
  if (type === 'review_returned') return 'return';
  return decisionSchema.safeParse(data.decision).data;
}
