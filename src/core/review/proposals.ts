/** Four eyes: a decision that the settings list needs two reviewers. The first one's decision is only a proposal. */
import type { Command } from '../commands.ts';
import type { DataOf, EventType } from '../events.ts';
import type { State } from '../model.ts';
import type { Policy } from '../policy.ts';
import type { ClosingDecision, Reason } from '../reasons.ts';
import { type Answer, no, wrongStatus, yes } from '../result.ts';
import { changesCase } from './case-changes.ts';

/** A decision that needs two reviewers; with a reason only where the case has it. */
export type FourEyesRule = { readonly decision: ClosingDecision; readonly reason: Reason | null };

/** A decision that waits for a second reviewer. */
export type Proposal = Pick<DataOf<'decision_proposed'>, 'decision' | 'ground'> & {
  /** The authenticated actor. */
  readonly by: string;
  readonly at: string;
  readonly seq: number;
};

/** What is to be done with a decision. `carry_out`: `proposalSeq` is the proposal that it agrees with, or null. */
export type NextEyes =
  | { readonly leadsTo: 'carry_out'; readonly proposalSeq: number | null }
  | { readonly leadsTo: 'propose' }
  | { readonly leadsTo: 'ask_another' };

/**
 * Returns what a decision leads to: a listed one is proposed, and carried out when another actor decides the same. The
 * present settings count, not those at the time of the proposal.
 */
export function nextEyes(
  { review }: State,
  { decision, actor }: { readonly decision: ClosingDecision; readonly actor: string },
  reasons: readonly Reason[],
  { review: { fourEyes } }: Policy,
): NextEyes {
  const listed = fourEyes.some(
    (rule) => rule.decision === decision && (rule.reason === null || reasons.includes(rule.reason)),
  );
  if (!listed) return { leadsTo: 'carry_out', proposalSeq: null };
  const proposal = review?.proposal ?? null;
  if (proposal === null) return { leadsTo: 'propose' };
  if (proposal.by === actor) return { leadsTo: 'ask_another' };
  return proposal.decision === decision
    ? { leadsTo: 'carry_out', proposalSeq: proposal.seq }
    : { leadsTo: 'propose' };
}

/** Takes back the actor's own proposal. */
export function withdrawProposal(
  state: State,
  { actor }: Extract<Command, { type: 'withdraw_proposal' }>,
): Answer {
  if (state.status.name !== 'in_review') return wrongStatus(state);
  const proposal = state.review?.proposal ?? null;
  if (proposal === null) return yes();
  if (proposal.by !== actor) return no({ code: 'other_reviewer_needed', why: 'not_your_proposal' });
  return yes({ type: 'proposal_withdrawn', data: {} });
}

/** Events after which a proposal still stands, besides those that do not change the case: they say nothing of the person. */
const NO_EVIDENCE: ReadonlySet<EventType> = new Set([
  'decision_proposed',
  'onboarding_link_renewed',
  'onboarding_links_ended',
]);

/** Drops the proposal if the event may be new evidence: a second reviewer must agree on the same evidence. */
export function withoutStaleProposal(state: State, type: EventType): State {
  const { review } = state;
  if (!review?.proposal || !changesCase(type) || NO_EVIDENCE.has(type)) return state;
  return { ...state, review: { ...review, proposal: null } };
}

/** Applies a proposal, which replaces an earlier one. @param by the actor of the event */
export function withProposal(
  state: State,
  { decision, ground }: DataOf<'decision_proposed'>,
  by: string,
  at: string,
): State {
  const proposal = { decision, ground, by, at, seq: state.seq };
  return { ...state, review: state.review && { ...state.review, proposal, claim: null } };
}
