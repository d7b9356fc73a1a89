/** The jurisdictions in which Cloudflare can keep Durable Objects, D1 and R2. */

/** The jurisdictions that all three of them know. Fixed when an object, a database or a bucket is created. */
export const JURISDICTIONS = ['eu', 'us', 'fedramp'] as const;
/** A jurisdiction. */
export type Jurisdiction = (typeof JURISDICTIONS)[number];

/**
 * Reads the variable `JURISDICTION` of the Worker's environment.
 * @returns null when it is unset or empty
 * @throws when it is none of `JURISDICTIONS`: an object would be made in the wrong place
 */
export function jurisdictionOf(env: object): Jurisdiction | null {
  const given = 'JURISDICTION' in env ? env.JURISDICTION : undefined;
  if (given === undefined || given === '') return null;
  const known = JURISDICTIONS.find((name) => name === given);
  if (known === undefined) throw new Error(`JURISDICTION must be one of ${JURISDICTIONS.join(', ')}`);
  return known;
}
