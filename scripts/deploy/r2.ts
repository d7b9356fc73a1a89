/** The bucket of the photos, and the lock on what the nights write. */
import { z } from 'zod';
import { JURISDICTIONS, type Jurisdiction } from '../../src/platform/jurisdiction.ts';
import { type Choices, resourceNames } from './choices.ts';
import { PERMISSIONS, type Target } from './target.ts';

const permission = PERMISSIONS.r2;
/** What is locked. Photos lie under `photos/`: a lock on them would keep applicants from being erased. */
export const LOCKED_PREFIX = 'audit/';
const LOCK_ID = 'audit-heads';

const ruleSchema = z.looseObject({
  id: z.string(),
  enabled: z.boolean().default(true),
  prefix: z.string().nullish(),
  condition: z.looseObject({ type: z.string(), maxAgeSeconds: z.number().optional() }).optional(),
});
/** `default` stands for no jurisdiction. */
const bucketSchema = z.object({ name: z.string(), jurisdiction: z.string().optional() });
const rulesSchema = z.object({ rules: z.array(ruleSchema).nullish() });

/** A rule that locks what is in a bucket. */
export type LockRule = z.infer<typeof ruleSchema>;

/** A bucket that was found. */
export type Bucket = {
  readonly jurisdiction: string | null;
  readonly locks: readonly LockRule[];
};

/** R2 keeps the buckets of each jurisdiction apart, and looks where the header says. */
const inJurisdiction = (jurisdiction: Jurisdiction | null): Record<string, string> =>
  jurisdiction === null ? {} : { 'cf-r2-jurisdiction': jurisdiction };

/** Finds the buckets of that name: one may lie in each jurisdiction. */
export async function findBuckets({ api, accountId, choices }: Target): Promise<readonly Bucket[]> {
  const wanted = choices.jurisdiction ?? null;
  const places = [null, ...JURISDICTIONS];
  const path = `/accounts/${accountId}/r2/buckets/${resourceNames(choices).bucket}`;
  const found = await Promise.all(
    places.map(async (jurisdiction): Promise<readonly Bucket[]> => {
      const headers = inJurisdiction(jurisdiction);
      const find = api.find({ path, permission, headers, schema: bucketSchema });
      // An account may not be allowed into a jurisdiction that nobody has asked for.
      const there = jurisdiction === wanted ? await find : await find.catch(() => null);
      // The answer says where it lies; without that, it lies where it was found.
      const place = there?.jurisdiction ?? jurisdiction ?? 'default';
      if (there === null || place !== (jurisdiction ?? 'default')) return [];
      const locks = await api.find({ path: `${path}/lock`, permission, headers, schema: rulesSchema });
      return [{ jurisdiction, locks: locks?.rules ?? [] }];
    }),
  );
  return found.flat();
}

/** Creates the bucket in the deployment's jurisdiction. */
export async function createBucket({ api, accountId, choices }: Target): Promise<void> {
  await api.call({
    path: `/accounts/${accountId}/r2/buckets`,
    permission,
    method: 'POST',
    headers: inJurisdiction(choices.jurisdiction ?? null),
    json: { name: resourceNames(choices).bucket },
    schema: z.object({ name: z.string() }),
  });
}

/** Returns how long a lock must last: `audit_lock_days`, or for ever (seconds). */
export function lockedSeconds({ audit_lock_days: days }: Choices): number {
  return days === undefined ? Number.POSITIVE_INFINITY : days * 86_400;
}

/** Returns how long a rule locks each file after it was written (seconds). One that ends on a date locks no later file. */
export function secondsOf({ condition }: LockRule): number {
  if (condition?.type === 'Indefinite') return Number.POSITIVE_INFINITY;
  return condition?.type === 'Age' ? (condition.maxAgeSeconds ?? 0) : 0;
}

/** Adds the lock on the files of the days to the rules that the bucket has. */
export async function lockAudit(
  { api, accountId, choices }: Target,
  present: Bucket['locks'],
): Promise<void> {
  const seconds = lockedSeconds(choices);
  const condition =
    seconds === Number.POSITIVE_INFINITY ? { type: 'Indefinite' } : { type: 'Age', maxAgeSeconds: seconds };
  const rule = { id: LOCK_ID, enabled: true, prefix: LOCKED_PREFIX, condition };
  await api.call({
    path: `/accounts/${accountId}/r2/buckets/${resourceNames(choices).bucket}/lock`,
    permission,
    method: 'PUT',
    headers: inJurisdiction(choices.jurisdiction ?? null),
    // One of ours that was switched off has the same id.
    json: { rules: [...present.filter(({ id, enabled }) => enabled || id !== LOCK_ID), rule] },
    schema: z.unknown(),
  });
}
