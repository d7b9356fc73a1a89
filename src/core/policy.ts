/**
 * Every number that decides about a person, with its reason. The values come from the settings of the same name;
 * the comparisons stand here and nowhere else.
 */

/** How an applicant is captured: `passive` is a short hold, `active` asks for movements (/docs/liveness/active-vs-passive). */
export type LivenessMode = 'passive' | 'active';

/** The rules in force. `version` names them in every judgement, so that an old one can be read by its own rules. */
export type Policy = {
  /** `p-` and eight hex digits over all the other values. */
  readonly version: string;
  /** Similarity, 0 to 1, must be above it. 0.65 is the vendor's number for "a solid match" (/docs/guides/kyc-onboarding). */
  readonly matchThreshold: number;
  /** A hit of someone else above it is a possible duplicate. 0.5, same page: a miss here is a second account. */
  readonly duplicateThreshold: number;
  /** A photo score below it is not worth comparing. 0.6, same page. */
  readonly photoQualityMin: number;
  /** Liveness attempts granted without a reviewer: the first and one more ("one more attempt, then manual review", same page). */
  readonly maxLivenessAttempts: number;
  /** Sessions opened in all without a reviewer: each costs money, whoever asks for it. */
  readonly maxSessions: number;
  /** Mode of the attempts after the first: harder to cheat, and the person has had the easy way once. */
  readonly retryMode: LivenessMode;
  /** Whether nobody is sent to liveness before consent is on record. */
  readonly requireConsent: boolean;
  /** A session's life at iLive, in ms: 30 minutes (/docs/liveness/managed-sessions). */
  readonly sessionTtlMs: number;
};

/** After a session's life, a verdict given at the last moment may still be on its way (ms). */
export const SESSION_GRACE_MS = 10_000;
/** After the browser's return, how long the webhook has to arrive before `/result` is asked without it (ms). */
export const RETURN_GRACE_MS = 5_000;
/** After an index call of unknown outcome, how long it could still take effect at iLive (ms). */
export const INDEX_LANDING_MS = 60_000;

/**
 * Uploads on the applicant's own page, taken or not, until a reviewer decides: whoever has the link can fill neither the
 * bucket nor the vendor's bill. Who is honest needs three or four.
 */
export const MAX_PAGE_UPLOADS = 20;

/** After an erasure, a picture that was just on its way has arrived: R2 is looked through once more (ms). */
export const PHOTO_LANDING_MS = 60_000;

/** Strictly above: the vendor's page says "above 0.65". A score that is no number matches nothing. */
export function isMatch(similarity: number, policy: Pick<Policy, 'matchThreshold'>): boolean {
  return similarity > policy.matchThreshold;
}

/** Strictly above, as the vendor's page says of 0.5. */
export function isDuplicate(similarity: number, policy: Pick<Policy, 'duplicateThreshold'>): boolean {
  return similarity > policy.duplicateThreshold;
}

/** Strictly below; a missing score is not a low one, because active sessions may carry none (/docs/guides/kyc-onboarding). */
export function isPhotoTooPoor(score: number | null, policy: Pick<Policy, 'photoQualityMin'>): boolean {
  return score !== null && score < policy.photoQualityMin;
}
