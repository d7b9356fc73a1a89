/**
 * Every number that decides about a person, with its reason. The values of `Policy` come from the settings of the same
 * name. Scores are compared with its thresholds in this file only.
 */

import type { FourEyesRule } from './review/proposals.ts';

/**
 * How liveness is captured: `passive` is a short hold, `active` asks for movements (/docs/liveness/active-vs-passive).
 */
export type LivenessMode = 'passive' | 'active';

/**
 * The policy in force. Every judgement names its `version`, so that an old one can be read by the rules of its time.
 */
export type Policy = {
  /** `p-` and eight hex digits of a hash over all the other values. */
  readonly version: string;
  /**
   * Photos match above this similarity, 0 to 1. 0.65 is iLive's number for "a solid match"
   * (/docs/guides/kyc-onboarding).
   */
  readonly matchThreshold: number;
  /**
   * A stranger's face above this similarity, 0 to 1, is a possible duplicate. 0.5, from the same page. It is lower
   * because a duplicate that is missed is a second account.
   */
  readonly duplicateThreshold: number;
  /** A photo with a quality score below this, 0 to 1, is not worth comparing. 0.6, from the same page. */
  readonly photoQualityMin: number;
  /**
   * Liveness attempts without a reviewer: the first and one more ("one more attempt, then manual review", same page).
   */
  readonly maxLivenessAttempts: number;
  /** Sessions in all without a reviewer: each costs money, whether the caller or the applicant asked for it. */
  readonly maxSessions: number;
  /** ID photos by the API until a reviewer decides, stored or not: iLive checks each, which costs money. */
  readonly maxUploads: number;
  /** The mode of all attempts after the first. `active` is harder to cheat, and the easy mode has been tried once. */
  readonly retryMode: LivenessMode;
  /** Whether a session may be started only once consent is on record. */
  readonly requireConsent: boolean;
  /** How reviewers work together. It decides nothing about a person, so it is no part of `version`. */
  readonly review: ReviewRules;
  /** How long a session can be completed at iLive, in ms: 30 minutes (/docs/liveness/managed-sessions). */
  readonly sessionTtlMs: number;
};

/** How reviewers work together. */
export type ReviewRules = {
  /** How long a claim holds, ms. */
  readonly claimMs: number;
  /** How long after its opening a case is overdue, ms; null for never. */
  readonly dueMs: number | null;
  /** The decisions that need two reviewers. */
  readonly fourEyes: readonly FourEyesRule[];
};

/** How long after the end of a session's life a verdict given at the last moment may still arrive (ms). */
export const SESSION_GRACE_MS = 10_000;
/** How long after the browser's return the webhook may take before `/result` is requested without it (ms). */
export const RETURN_GRACE_MS = 5_000;
/** How long an index call of unknown outcome may still take effect at iLive (ms). */
export const INDEX_LANDING_MS = 60_000;

/**
 * The most uploads on the applicant's own page, accepted or not, until a reviewer decides. It bounds what a holder of
 * the link can store in the bucket and add to iLive's bill. An honest applicant needs three or four.
 */
export const MAX_PAGE_UPLOADS = 20;

/**
 * How many ID photos iLive may refuse at the comparison until a reviewer decides; the last of them goes to a reviewer.
 * An honest applicant needs one more photo. Without the bound a caller that uploads the same photo again and again would
 * go round for ever, as would all applicants if iLive refused every photo.
 */
export const MAX_UNUSABLE_ID_PHOTOS = 3;

/**
 * How long after an erasure a photo that was being written may still arrive in R2, which is then cleared again (ms).
 */
export const PHOTO_LANDING_MS = 60_000;

/**
 * Returns whether the photos match: strictly above, since the vendor's page says "above 0.65". `NaN` matches nothing.
 */
export function isMatch(similarity: number, policy: Pick<Policy, 'matchThreshold'>): boolean {
  return similarity > policy.matchThreshold;
}

/** Returns whether a face is similar enough to be a duplicate: strictly above, as the vendor's page says of 0.5. */
export function isDuplicate(similarity: number, policy: Pick<Policy, 'duplicateThreshold'>): boolean {
  return similarity > policy.duplicateThreshold;
}

/**
 * Returns whether the photo's score is strictly below the minimum. A missing score is not a low one: active sessions
 * may have none (/docs/guides/kyc-onboarding).
 */
export function isPhotoTooPoor(score: number | null, policy: Pick<Policy, 'photoQualityMin'>): boolean {
  return score !== null && score < policy.photoQualityMin;
}
