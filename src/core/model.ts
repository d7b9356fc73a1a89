/** The state of one applicant, made by folding the log. Times are RFC 3339 strings, as in the log. */
import type { DailyCounts } from './daily-limits.ts';
import type { PhotoKind } from './events.ts';
import type {
  Dedupe,
  Face,
  FaceRef,
  IdPhoto,
  KnownFace,
  KnownPairs,
  LivenessPhoto,
  Match,
  PairDecision,
  StoredPhoto,
} from './evidence.ts';
import type { Progress } from './funnel.ts';
import type { Ground } from './grounds.ts';
import type { OnboardingLink } from './onboarding-link.ts';
import type { PhotoView } from './photo-views.ts';
import type { LivenessMode } from './policy.ts';
import type { ClosingDecision, Reason, ReviewQueue } from './reasons.ts';
import type { Claim } from './review/claims.ts';
import type { Proposal } from './review/proposals.ts';
import type { ReviewerFigure } from './review/reviewer-figures.ts';

/** A verdict from the signed webhook or from `/result`. Only the string decides, never the confidence. */
export type Verdict = { readonly verdict: string; readonly confidence: number | null; readonly at: string };

/** One liveness session at iLive. */
export type Session = {
  readonly sessionId: string;
  readonly mode: LivenessMode;
  readonly attempt: number;
  readonly startedAt: string;
  readonly expiresAt: string;
  /**
   * The first verdict from the webhook. It makes the `confirm` step due; the verdict that counts comes from `/result`.
   */
  readonly reported: Verdict | null;
  /** The verdict from `/result`, which decides. */
  readonly result: (Verdict & { readonly photoQualityScore: number | null }) | null;
  /** Every verdict received for this session from webhook and `/result`, so that a repeated one changes nothing. */
  readonly verdictsSeen: readonly string[];
  /** When the applicant's browser came back. */
  readonly returnedAt: string | null;
  /** When the newest webhook came that had no verdict that could be read, and how many such came. */
  readonly announcedAt: string | null;
  readonly announcements: number;
  /** `/result` was requested before the end of the session's life, since the newest sign, and held no verdict. */
  readonly resultRequested: boolean;
  /** The session's life ended without a verdict, so `/result` must be requested. */
  readonly timedOut: boolean;
  /** The session used up an attempt: its verdict was `retry`, or its photo was too poor. */
  readonly usedAttempt: boolean;
  /** The session is not used any more. A late verdict reopens an `expired` one, but never an `ended` one. */
  readonly closed: 'expired' | 'ended' | null;
};

/** The newest case. `decided` is null while it is open; its `seq` is the number of `review_decided`. */
export type Review = {
  readonly openedAt: string;
  readonly queue: ReviewQueue;
  /** The actor who escalated the case; null in the standard queue. */
  readonly escalatedBy: string | null;
  /** The newest claim, also if its time has passed. */
  readonly claim: Claim | null;
  readonly proposal: Proposal | null;
  /** Whether `review_overdue` is in the log. */
  readonly overdue: boolean;
  readonly decided: {
    readonly decision: ClosingDecision;
    readonly ground: Ground;
    /** A label from the caller. */
    readonly reviewer: string;
    /** The authenticated actor. */
    readonly decidedBy: string;
    readonly at: string;
    readonly seq: number;
  } | null;
};

/** How an onboarding ends. */
export type Ending = 'approved' | 'rejected';

/** Something that was removed because of an erasure, at the time `at`. */
export type Deletion =
  | { readonly what: 'photos'; readonly count: number; readonly at: string }
  | ({ readonly what: 'face'; readonly at: string } & FaceRef)
  | { readonly what: 'd1_row'; readonly at: string };

/** The erasure of an applicant, and what has been removed since then. */
export type Erasure = {
  readonly cause: 'request' | 'retention';
  /** How the onboarding had ended before the erasure; null if it had not. */
  readonly ending: Ending | null;
  /** The customer was only known: the erasure ended no onboarding. */
  readonly wasKnown: boolean;
  readonly deletions: readonly Deletion[];
};

/** The evidence that `approved` requires. Only `assess` makes it, out of parts that belong together. */
export type CompleteEvidence = {
  readonly idPhoto: IdPhoto;
  readonly session: Session;
  readonly livenessPhoto: LivenessPhoto;
  readonly match: Match;
  readonly face: Face;
  readonly dedupe: Dedupe;
};

/** The status with the data that belongs to it. */
export type Status =
  | { readonly name: 'awaiting_id_photo'; readonly reasons: readonly Reason[] }
  | { readonly name: 'awaiting_liveness'; readonly reasons: readonly Reason[] }
  | { readonly name: 'verifying' }
  | { readonly name: 'in_review'; readonly reasons: readonly Reason[] }
  | { readonly name: 'approved'; readonly evidence: CompleteEvidence; readonly decidedAt: string }
  | { readonly name: 'rejected'; readonly reasons: readonly Reason[]; readonly decidedAt: string }
  /** A customer from before. Their face is in the collection; nothing about them was verified here. */
  | { readonly name: 'known' }
  | { readonly name: 'erased'; readonly erasure: Erasure; readonly erasedAt: string };

/** The name of a status, as the API and the row in D1 show it. */
export type StatusName = Status['name'];

/** Where an index call was made: for which session or known picture, and into which collection. */
export type IndexCall = { readonly sessionId: string; readonly collection: string };

/** Returns whether both calls were for the same session and into the same collection. */
export function isSameCall(a: IndexCall, b: IndexCall): boolean {
  return a.sessionId === b.sessionId && a.collection === b.collection;
}

/** An index call of unknown outcome. The faces of its session in the collection that was called must be checked. */
export type UncertainIndexCall = IndexCall & {
  readonly since: string;
  /** The faces were checked once while the call could still take effect, so they are checked again. */
  readonly checkedEarly: boolean;
};

/** The part of the state that does not depend on the status: evidence and bookkeeping. */
export type Dossier = Progress & {
  readonly userId: string;
  readonly photoPrefix: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The number of the newest event. */
  readonly seq: number;
  /** The number of the newest event other than a view of a photo or a note. The row in D1 shows it. */
  readonly changedSeq: number;
  /** The number of the newest event other than these, a claim and `review_overdue`. A reviewer must have seen this event. */
  readonly caseSeq: number;
  /** Of all decisions and proposals, in the order of the log. Erasure leaves them. */
  readonly reviewerFigures: readonly ReviewerFigure[];
  /** Notes since the last decision of a reviewer or the beginning. */
  readonly notes: number;
  /** The policy version of the newest judgement or review decision; null before the first. */
  readonly policy: string | null;
  readonly consent: { readonly version: string; readonly givenAt: string } | null;
  /** Which links to the applicant's own pages work. */
  readonly onboardingLink: OnboardingLink;
  readonly idPhoto: IdPhoto | null;
  /** Uploads on the applicant's own page, accepted or not, since the last decision of a reviewer or the beginning. */
  readonly photosReceived: number;
  /** ID photos that iLive refused at the comparison, since the last decision of a reviewer or the beginning. */
  readonly unusableIdPhotos: number;
  /** Photos that the API has stored since the last decision of a reviewer or the beginning. */
  readonly apiUploads: number;
  /** Events of the day that have a daily limit. */
  readonly today: DailyCounts;
  readonly sessions: readonly Session[];
  /** Further liveness attempts that reviewers granted. */
  readonly attemptsGranted: number;
  /** Further sessions that reviewers granted. */
  readonly sessionsGranted: number;
  /** How many of the sessions, from the first on, were of onboardings that were given up: they say nothing of the person. */
  readonly sessionsGivenUp: number;
  readonly livenessPhoto: LivenessPhoto | null;
  /** R2 keys of pictures that were found altered. Such a picture is no evidence any more. */
  readonly alteredPhotos: readonly string[];
  readonly match: Match | null;
  readonly face: Face | null;
  readonly dedupe: Dedupe | null;
  readonly review: Review | null;
  /** The collection that does not exist at iLive and must be created. */
  readonly collectionMissing: string | null;
  /** The collection that was created last, if since then no face was indexed and no step given up; otherwise null. */
  readonly collectionEnsured: string | null;
  /** Faces of this applicant that must be deleted, each from the collection that it lies in. */
  readonly staleFaces: readonly Face[];
  /** Index calls of unknown outcome, at most one for each session and collection. */
  readonly uncertainIndexCalls: readonly UncertainIndexCall[];
  /** The newest view of each photo by each actor, within an hour of the newest of all. */
  readonly photoViews: readonly PhotoView[];
  /** When the photos were last deleted from R2; null if never. */
  readonly photosDeletedAt: string | null;
  /** The newest picture of a customer from before; null for everybody else. */
  readonly knownFace: KnownFace | null;
  /** A customer from before, with or without a picture yet: an onboarding that is not gone on with erases nobody. */
  readonly isFromBefore: boolean;
  /** The face by which a customer from before is known. That of an onboarding must be like it, and it stays until then. */
  readonly knownAs: Face | null;
  /** Of a customer from before: R2 keys of all pictures of the onboarding under way. */
  readonly onboardingPhotos: readonly string[];
  /** R2 keys of that customer's earlier pictures, which must be deleted while others stay. */
  readonly photosToDelete: readonly string[];
  readonly knownPairs: KnownPairs | null;
  /** The newest decision on each pair of faces. */
  readonly pairDecisions: readonly PairDecision[];
  /** All faces ever indexed for this applicant. A hit on one of them is not a stranger's. */
  readonly ownFaces: readonly FaceRef[];
};

/** The state of one applicant. */
export type State = Dossier & { readonly status: Status };

/** Returns the newest session, the only one that counts; null if there is none. */
export function newestSession(dossier: Dossier): Session | null {
  return dossier.sessions.at(-1) ?? null;
}

/** Returns the session with that id, also if the id is in other case and no session has exactly this one; or null. */
export function sessionNamed({ sessions }: Dossier, sessionId: string): Session | null {
  const sameText = (s: Session) => s.sessionId.toLowerCase() === sessionId.toLowerCase();
  return sessions.find((s) => s.sessionId === sessionId) ?? sessions.find(sameText) ?? null;
}

/**
 * Returns whether the face of an onboarding has taken the place of the known picture's. A picture that was given later,
 * after that onboarding was given up, is newer than that face.
 */
export function isKnownFaceReplaced({ sessions, face, knownFace }: Dossier): boolean {
  const isOfSession = sessions.some(({ sessionId }) => sessionId === face?.sessionId);
  return isOfSession && face !== null && face.indexedAt >= (knownFace?.givenAt ?? '');
}

/** Returns the photo of the newest session, or null. An older session's photo is no evidence any more. */
export function livenessPhotoInUse(dossier: Dossier): LivenessPhoto | null {
  const { livenessPhoto } = dossier;
  return livenessPhoto?.sessionId === newestSession(dossier)?.sessionId ? livenessPhoto : null;
}

/** Returns the photo of that kind that is in use, or null. */
export function photoInUse(dossier: Dossier, photo: PhotoKind): StoredPhoto | null {
  switch (photo) {
    case 'id':
      return dossier.idPhoto;
    case 'liveness':
      return livenessPhotoInUse(dossier);
    case 'known':
      return dossier.knownFace?.photoDeletedAt === null ? dossier.knownFace.photo : null;
  }
}

/** Returns a case that has just been opened. @param openedAt RFC 3339 */
export function newReview(openedAt: string): Review {
  return {
    openedAt,
    queue: 'standard',
    escalatedBy: null,
    claim: null,
    proposal: null,
    overdue: false,
    decided: null,
  };
}

/** Returns how the onboarding ended, even if the applicant has been erased since; null if it has not ended. */
export function endingOf(status: Status): Ending | null {
  switch (status.name) {
    case 'approved':
    case 'rejected':
      return status.name;
    case 'erased':
      return status.erasure.ending;
    case 'awaiting_id_photo':
    case 'awaiting_liveness':
    case 'verifying':
    case 'in_review':
    case 'known':
      return null;
  }
}

/** Returns the reasons of the present status; empty if it has none. */
export function reasonsOf(status: Status): readonly Reason[] {
  return 'reasons' in status ? status.reasons : [];
}
