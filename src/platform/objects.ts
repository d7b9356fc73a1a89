/** Makes the stubs of the Durable Objects, typed by the Worker's own `Env`. No other file reads their namespaces. */

/** An applicant's object as its callers see it: the RPC surface. */
export type ApplicantObject = ReturnType<Env['APPLICANTS']['getByName']>;

type RateLimiterObject = ReturnType<Env['RATE_LIMITER']['getByName']>;
type FiguresObject = ReturnType<Env['FIGURES']['getByName']>;
type IdempotencyKeyObject = ReturnType<Env['IDEMPOTENCY_KEYS']['getByName']>;

/** Returns the object of the applicant with that `user_id`. */
export function applicantOf(env: Env, userId: string): ApplicantObject {
  return env.APPLICANTS.getByName(userId);
}

/** Returns the hexadecimal id of that applicant's object, which links contain instead of the `user_id`. */
export function applicantObjectId(env: Env, userId: string): string {
  return env.APPLICANTS.idFromName(userId).toString();
}

/**
 * Returns the applicant's object with that hexadecimal id.
 * @throws if the text is not the id of such an object
 */
export function applicantById(env: Env, objectId: string): ApplicantObject {
  return env.APPLICANTS.get(env.APPLICANTS.idFromString(objectId));
}

/** Returns the rate limiter of one iLive key. @param keyHash the beginning of the key's SHA-256 */
export function rateLimiterOf(env: Env, keyHash: string): RateLimiterObject {
  return env.RATE_LIMITER.getByName(keyHash);
}

/**
 * Returns the object that remembers one `Idempotency-Key` of one caller.
 * @param name names the pair of caller and key
 */
export function idempotencyKeyOf(env: Env, name: string): IdempotencyKeyObject {
  return env.IDEMPOTENCY_KEYS.getByName(name);
}

/** Returns the object that keeps the figures of `/metrics` and `/status`. There is one for the whole service. */
export function figuresOf(env: Env): FiguresObject {
  return env.FIGURES.getByName('figures');
}
