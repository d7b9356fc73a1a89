/**
 * Makes the stubs of the Durable Objects, typed by the Worker's own `Env`, in the jurisdiction of the deployment.
 * No other file reads their namespaces: the same name in another jurisdiction is another object, with another log.
 */
import { jurisdictionOf } from './jurisdiction.ts';

/** An applicant's object as its callers see it: the RPC surface. */
export type ApplicantObject = ReturnType<Env['APPLICANTS']['getByName']>;

type RateLimiterObject = ReturnType<Env['RATE_LIMITER']['getByName']>;
type FiguresObject = ReturnType<Env['FIGURES']['getByName']>;
type IdempotencyKeyObject = ReturnType<Env['IDEMPOTENCY_KEYS']['getByName']>;

/** Returns the object of the applicant with that `user_id`. */
export function applicantOf(env: Env, userId: string): ApplicantObject {
  return within(env, env.APPLICANTS).getByName(userId);
}

/** Returns the hexadecimal id of that applicant's object, which links contain instead of the `user_id`. */
export function applicantObjectId(env: Env, userId: string): string {
  return within(env, env.APPLICANTS).idFromName(userId).toString();
}

/**
 * Returns the applicant's object with that hexadecimal id.
 * @throws if the text is not the id of such an object
 */
export function applicantById(env: Env, objectId: string): ApplicantObject {
  const applicants = within(env, env.APPLICANTS);
  return applicants.get(applicants.idFromString(objectId));
}

/** Returns the rate limiter of one iLive key. @param keyHash the beginning of the key's SHA-256 */
export function rateLimiterOf(env: Env, keyHash: string): RateLimiterObject {
  return within(env, env.RATE_LIMITER).getByName(keyHash);
}

/**
 * Returns the object that remembers one `Idempotency-Key` of one caller.
 * @param name names the pair of caller and key
 */
export function idempotencyKeyOf(env: Env, name: string): IdempotencyKeyObject {
  return within(env, env.IDEMPOTENCY_KEYS).getByName(name);
}

/** Returns the part of a namespace that lies in the deployment's jurisdiction; all of it when none is set. */
function within<T extends Rpc.DurableObjectBranded>(
  env: Env,
  namespace: DurableObjectNamespace<T>,
): DurableObjectNamespace<T> {
  const jurisdiction = jurisdictionOf(env);
  // workerd on this machine knows no jurisdictions and would throw, so nothing is asked for where none is set.
  return jurisdiction === null ? namespace : namespace.jurisdiction(jurisdiction);
}

/** Returns the object that keeps the figures of `/metrics` and `/status`. There is one for the whole service. */
export function figuresOf(env: Env): FiguresObject {
  return within(env, env.FIGURES).getByName('figures');
}
