/** Makes the stubs of the Durable Objects: the only file that reads their namespaces. Typed by the Worker's own `Env`. */

/** An applicant's object as its callers see it: the RPC surface. */
export type ApplicantObject = ReturnType<Env['APPLICANTS']['getByName']>;

type RateLimiterObject = ReturnType<Env['RATE_LIMITER']['getByName']>;
type IdempotencyKeyObject = ReturnType<Env['IDEMPOTENCY_KEYS']['getByName']>;

/** Gives the object of the applicant with that `user_id`. */
export function applicantOf(env: Env, userId: string): ApplicantObject {
  return env.APPLICANTS.getByName(userId);
}

/** Gives the hexadecimal id of that applicant's object, which links name in place of the `user_id`. */
export function applicantObjectId(env: Env, userId: string): string {
  return env.APPLICANTS.idFromName(userId).toString();
}

/**
 * Gives the applicant's object with that hexadecimal id.
 * @throws where the text is not the id of such an object
 */
export function applicantById(env: Env, objectId: string): ApplicantObject {
  return env.APPLICANTS.get(env.APPLICANTS.idFromString(objectId));
}

/** Gives the rate limiter of one iLive key. @param keyHash the beginning of the key's SHA-256 */
export function rateLimiterOf(env: Env, keyHash: string): RateLimiterObject {
  return env.RATE_LIMITER.getByName(keyHash);
}

/** Gives the object that remembers one `Idempotency-Key` of one caller. */
export function idempotencyKeyOf(env: Env, name: string): IdempotencyKeyObject {
  return env.IDEMPOTENCY_KEYS.getByName(name);
}
