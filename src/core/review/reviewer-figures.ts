/** What the figures about reviewers are made of: for each decision who made it, how fast, and what became of it. */
import type { LoggedEvent } from '../events.ts';
import type { State } from '../model.ts';
import type { ClosingDecision } from '../reasons.ts';

/** A decision or a proposal in the log. It says nothing about the applicant. */
export type ReviewerFigure = {
  /** The number of its event. */
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  /** The authenticated actor. */
  readonly by: string;
  readonly kind: 'decided' | 'proposed';
  readonly decision: ClosingDecision;
  /** From the claim by the same actor to the decision, in ms; null without such a claim. */
  readonly tookMs: number | null;
  /** Of a proposal: whether the second reviewer decided the same; null while there is none, or if it was dropped. */
  readonly secondLook: 'agreed' | 'disagreed' | null;
  /** Whether another actor has later rejected what was approved, or approved what was rejected. */
  readonly overturned: boolean;
};

/** Returns the figures once the event is applied. @param state before the event */
export function figuresAfter(state: State, event: LoggedEvent): readonly ReviewerFigure[] {
  const figures = state.reviewerFigures;
  if (event.type !== 'review_decided' && event.type !== 'decision_proposed') return figures;
  const { seq, at, actor: by } = event;
  const { decision } = event.data;
  const { claim = null, proposal = null } = state.review ?? {};
  const tookMs = claim?.by === by ? Math.max(0, Date.parse(at) - Date.parse(claim.since)) : null;
  const kind = event.type === 'review_decided' ? 'decided' : 'proposed';
  const seen = figures.map((figure) => {
    if (figure.by === by) return figure;
    if (figure.seq === proposal?.seq)
      return {
        ...figure,
        secondLook: figure.decision === decision ? ('agreed' as const) : ('disagreed' as const),
      };
    const isCarriedOut = figure.kind === 'decided' || figure.secondLook === 'agreed';
    return kind === 'decided' && isCarriedOut && isOpposite(figure.decision, decision)
      ? { ...figure, overturned: true }
      : figure;
  });
  return [...seen, { seq, at, by, kind, decision, tookMs, secondLook: null, overturned: false }];
}

function isOpposite(a: ClosingDecision, b: ClosingDecision): boolean {
  return (a === 'approve' && b === 'reject') || (a === 'reject' && b === 'approve');
}
