/** The applicant as its own pages show it: the next step, but never a score or which check has failed. */

import type { Ground } from '#src/core/grounds.ts';
import { openSessionOf } from '#src/core/liveness-session.ts';
import { newestSession, reasonsOf, type State, type StatusName } from '#src/core/model.ts';
import { MAX_PAGE_UPLOADS } from '#src/core/policy.ts';
import type { Reason } from '#src/core/reasons.ts';

/** What the pages show. */
export type OnboardingView = {
  readonly status: Exclude<StatusName, 'known'>;
  /** Whether the status has reasons. For a step of the applicant that means: it must be repeated. */
  readonly hasReasons: boolean;
  /** Whether an expired session is the only reason for that. */
  readonly timedOut: boolean;
  /** Why another ID photo is awaited; null where none was there before. */
  readonly photoAgain: PhotoAgain | null;
  /** The ground on which a reviewer has asked for another face check, if the applicant is told it. */
  readonly askedBecause: 'photo_too_poor' | 'technical_trouble' | null;
  /** Whether the case is open longer than it should be. */
  readonly overdue: boolean;
  /** Whether the rejection was the applicant's own wish. */
  readonly withdrawn: boolean;
  /** The version of the text that the applicant last agreed to. */
  readonly consentVersion: string | null;
  /** What could be better on the ID photo in use. */
  readonly warnings: readonly string[];
  /** Whether the pages accept another upload of a photo. */
  readonly mayUpload: boolean;
  /** Whether the applicant came back from iLive, and `/result` has not yet turned out to hold no verdict. */
  readonly awaitsResult: boolean;
  /** iLive's page, while the session is open. */
  readonly sessionUrl: string | null;
  /** The caller's page to go back to; null when none was given. */
  readonly backUrl: string | null;
};

/** Grounds that applicants are told, because they can act on them. None of them is about fraud. */
const PHOTO_GROUNDS = ['not_readable', 'wrong_document', 'face_covered'] as const;
const FACE_GROUNDS = ['photo_too_poor', 'technical_trouble'] as const;

/** Why another ID photo is awaited: a reviewer's ground, what was wrong with the last one, or just that it is. */
export type PhotoAgain = (typeof PHOTO_GROUNDS)[number] | 'no_face' | 'unusable' | 'asked';

/** The parts of the view that are side data. */
type Links = Pick<OnboardingView, 'sessionUrl' | 'backUrl'>;

/**
 * Makes the view.
 * @param now ms since the epoch: whether a session is still open depends on it
 */
export function onboardingViewOf(state: State, { sessionUrl, backUrl }: Links, now: number): OnboardingView {
  const { status, consent, idPhoto } = state;
  const session = newestSession(state);
  const reasons = reasonsOf(status);
  return {
    // To the person the onboarding of a customer from before begins as any other.
    status: status.name === 'known' ? 'awaiting_id_photo' : status.name,
    hasReasons: reasons.length > 0,
    timedOut: reasons.length > 0 && reasons.every((reason) => reason === 'session_expired'),
    photoAgain: status.name === 'awaiting_id_photo' ? photoAgainOf(state, reasons) : null,
    askedBecause: oneOf(FACE_GROUNDS, groundOf(state, 'retry_liveness', reasons)),
    overdue: status.name === 'in_review' && state.review?.overdue === true,
    withdrawn: status.name === 'rejected' && state.review?.decided?.ground === 'customer_withdrew',
    consentVersion: consent?.version ?? null,
    warnings: [...(idPhoto?.warnings ?? [])],
    mayUpload: state.photosReceived < MAX_PAGE_UPLOADS,
    awaitsResult: session !== null && session.returnedAt !== null && !session.resultRequested,
    sessionUrl: openSessionOf(state, now) ? sessionUrl : null,
    backUrl,
  };
}

function photoAgainOf(state: State, reasons: readonly Reason[]): PhotoAgain | null {
  if (reasons.includes('id_photo_unusable')) return 'unusable';
  if (reasons.includes('id_photo_no_face')) return 'no_face';
  // Other reasons are about a face check, which may come before any ID photo.
  if (!reasons.includes('requested_by_reviewer')) return null;
  return oneOf(PHOTO_GROUNDS, groundOf(state, 'new_id_photo', reasons)) ?? 'asked';
}

/** Returns the ground of the reviewer's request that the applicant has still to fulfil, or null. */
function groundOf(
  { review }: State,
  decision: 'new_id_photo' | 'retry_liveness',
  reasons: readonly Reason[],
): Ground | null {
  const decided = reasons.includes('requested_by_reviewer') ? review?.decided : null;
  return decided?.decision === decision ? decided.ground : null;
}

function oneOf<T extends Ground>(told: readonly T[], ground: Ground | null): T | null {
  return told.find((it) => it === ground) ?? null;
}
