/** Claims: a reviewer has a case for some minutes, so that two do not work on the same one. A claim ends by itself. */
import type { Command } from '../commands.ts';
import { refuseReviewerByDay } from '../daily-limits.ts';
import type { DataOf } from '../events.ts';
import type { State } from '../model.ts';
import type { Policy } from '../policy.ts';
import { type Answer, no, wrongStatus, yes } from '../result.ts';
import { isErased } from '../status.ts';

/** Who has the case, and until when. */
export type Claim = {
  /** The authenticated actor. */
  readonly by: string;
  /** A label from the caller. */
  readonly reviewer: string;
  /** RFC 3339. */
  readonly since: string;
  /** RFC 3339. */
  readonly until: string;
};

/** Returns the claim of an open case whose time has not passed, or null. @param now ms since the epoch */
export function activeClaim({ status, review }: State, now: number): Claim | null {
  const claim = status.name === 'in_review' ? (review?.claim ?? null) : null;
  return claim && Date.parse(claim.until) > now ? claim : null;
}

/** Returns the refusal that another actor has the case, or null. */
export function claimOfAnother(state: State, actor: string, now: number) {
  const claim = activeClaim(state, now);
  return claim && claim.by !== actor
    ? no({ code: 'claimed_by_other', by: claim.by, until: claim.until })
    : null;
}

/** Claims an open case. What the actor has already is not recorded again. @param now ms since the epoch */
export function claimReview(
  state: State,
  { actor, reviewer, takeOver }: Extract<Command, { type: 'claim_review' }>,
  now: number,
  { review: { claimMs } }: Policy,
): Answer {
  if (state.status.name !== 'in_review') return wrongStatus(state);
  const another = claimOfAnother(state, actor, now);
  if (another && !takeOver) return another;
  if (activeClaim(state, now)?.by === actor) return yes();
  const tooMany = refuseReviewerByDay(state, 'review_claimed', actor, now);
  if (tooMany) return tooMany;
  const until = new Date(now + claimMs).toISOString();
  return yes({ type: 'review_claimed', data: { reviewer, until, taken_over: another !== null } });
}

/** Ends the actor's claim. Without a claim nothing changes; that of another actor stays. @param now ms since the epoch */
export function endClaim(state: State, actor: string, now: number): Answer {
  if (isErased(state)) return wrongStatus(state);
  const another = claimOfAnother(state, actor, now);
  if (another) return another;
  return activeClaim(state, now) ? yes({ type: 'review_claim_ended', data: {} }) : yes();
}

/** Applies a claim, or its end. */
export function withClaim(
  state: State,
  data: DataOf<'review_claimed'> | null,
  { actor: by, at: since }: { readonly actor: string; readonly at: string },
): State {
  const claim = data && { by, reviewer: data.reviewer, since, until: data.until };
  return { ...state, review: state.review && { ...state.review, claim } };
}
