/** What is known of one applicant: the fold of its log. Times are RFC 3339 strings as the log holds them. */
import type { Dedupe, Face, IdPhoto, LivenessPhoto, Match } from './evidence.ts';
import type { Progress } from './funnel.ts';
import type { Ground } from './grounds.ts';
import type { Look } from './photo-views.ts';
import type { LivenessMode } from './policy.ts';
import type { Decision, Reason } from './reasons.ts';

/** A verdict as the signed webhook reported it or as `/result` confirmed it. The string decides, never the number. */
export type Verdict = { readonly verdict: string; readonly confidence: number | null; readonly at: string };

/** One liveness session at iLive. */
export type Session = {
  readonly sessionId: string;
  readonly mode: LivenessMode;
  readonly attempt: number;
  readonly startedAt: string;
  readonly expiresAt: string;
  /** What the webhook said. It wakes the pipeline and decides nothing. */
  readonly reported: Verdict | null;
  /** What `/result` said. It decides. */
  readonly result: (Verdict & { readonly photoQualityScore: number | null }) | null;
  /** Every verdict ever received for it, so that a repeated one changes nothing. */
  readonly verdictsSeen: readonly string[];
  readonly returnedAt: string | null;
  /** `/result` was requested once after the return and held no verdict. */
  readonly resultRequested: boolean;
  readonly timedOut: boolean;
  /** It used up an attempt: verdict `retry`, or too poor a photo. */
  readonly usedAttempt: boolean;
  /** Nothing more is to be had from it; `expired` alone is undone by a late verdict. */
  readonly closed: 'expired' | 'ended' | null;
};

/** The newest case a reviewer had or has. `seq` is the decision's event. */
export type Review = {
  readonly openedAt: string;
  readonly decided: {
    readonly decision: Decision;
    readonly ground: Ground;
    /** A label that the caller gave. */
    readonly reviewer: string;
    /** The authenticated actor. */
    readonly decidedBy: string;
    readonly at: string;
    readonly seq: number;
  } | null;
};

/** How an onboarding ends. */
export type Ending = 'approved' | 'rejected';

/** Something that erasure has removed: `at` is when. */
export type Deletion =
  | { readonly what: 'photos'; readonly count: number; readonly at: string }
  | { readonly what: 'face'; readonly faceId: string; readonly collection: string; readonly at: string }
  | { readonly what: 'd1_row'; readonly at: string };

/** The erasure of an applicant, and what has been removed since. */
export type Erasure = {
  readonly cause: 'request' | 'retention';
  /** How the onboarding had ended before. */
  readonly ending: Ending | null;
  readonly deletions: readonly Deletion[];
};

/** All that `approved` stands on; made in one place only (`assess`), out of parts that belong together. */
export type CompleteEvidence = {
  readonly idPhoto: IdPhoto;
  readonly session: Session;
  readonly livenessPhoto: LivenessPhoto;
  readonly match: Match;
  readonly face: Face;
  readonly dedupe: Dedupe;
};

/** Where the applicant stands; each arm holds only what it has. */
export type Standing =
  | { readonly status: 'awaiting_id_photo'; readonly reasons: readonly Reason[] }
  | { readonly status: 'awaiting_liveness'; readonly reasons: readonly Reason[] }
  | { readonly status: 'verifying' }
  | { readonly status: 'in_review'; readonly reasons: readonly Reason[] }
  | { readonly status: 'approved'; readonly evidence: CompleteEvidence; readonly decidedAt: string }
  | { readonly status: 'rejected'; readonly reasons: readonly Reason[]; readonly decidedAt: string }
  | { readonly status: 'erased'; readonly erasure: Erasure; readonly erasedAt: string };

/**
 * A session with an index call of unknown outcome: its faces in the collection must be checked. `checkedEarly` where that
 * was done once already, too early to be sure.
 */
export type UncertainIndexCall = {
  readonly sessionId: string;
  readonly since: string;
  readonly checkedEarly: boolean;
};

/** The evidence and the bookkeeping, whatever the status. */
export type Dossier = Progress & {
  readonly userId: string;
  readonly photoPrefix: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly seq: number;
  /** The newest event but looks at photos: what a reviewer must have seen. */
  readonly changedSeq: number;
  /** The policy of the newest judgement, null before any. */
  readonly policy: string | null;
  readonly consent: { readonly version: string; readonly givenAt: string } | null;
  readonly idPhoto: IdPhoto | null;
  /** Uploads on our own page since the beginning or a reviewer's last decision, taken or not. */
  readonly photosReceived: number;
  readonly sessions: readonly Session[];
  readonly attemptsGranted: number;
  readonly sessionsGranted: number;
  readonly livenessPhoto: LivenessPhoto | null;
  readonly match: Match | null;
  readonly face: Face | null;
  readonly dedupe: Dedupe | null;
  readonly review: Review | null;
  readonly collectionMissing: string | null;
  /** It was made, and no face has been indexed nor the step given up since. */
  readonly collectionEnsured: boolean;
  /** Faces of ours that must not stay in the collection. */
  readonly staleFaces: readonly Face[];
  /** Index calls of unknown outcome that may still take effect, at most one for each session. */
  readonly uncertainIndexCalls: readonly UncertainIndexCall[];
  /** Looks at photos in the hour before the newest one. */
  readonly looks: readonly Look[];
  /** When the pictures were last removed from R2, null while they are there. */
  readonly photosDeletedAt: string | null;
  /** Ids of all faces ever indexed for this applicant: a hit on one of them is no stranger's. */
  readonly ownFaceIds: readonly string[];
};

/** One applicant. */
export type State = Dossier & { readonly standing: Standing };

/** The session that counts: the newest. */
export function newestSession(dossier: Dossier): Session | null {
  return dossier.sessions.at(-1) ?? null;
}

/** The photo of the session that counts; an older session's picture is nobody's evidence any more. */
export function livenessPhotoInUse(dossier: Dossier): LivenessPhoto | null {
  const { livenessPhoto } = dossier;
  return livenessPhoto?.sessionId === newestSession(dossier)?.sessionId ? livenessPhoto : null;
}

/** How the onboarding ended, also of who has been erased since; null where it has not. */
export function endingOf(standing: Standing): Ending | null {
  switch (standing.status) {
    case 'approved':
    case 'rejected':
      return standing.status;
    case 'erased':
      return standing.erasure.ending;
    case 'awaiting_id_photo':
    case 'awaiting_liveness':
    case 'verifying':
    case 'in_review':
      return null;
  }
}

/** The reasons of the present status; empty where none are due. */
export function reasonsOf(standing: Standing): readonly Reason[] {
  return 'reasons' in standing ? standing.reasons : [];
}
