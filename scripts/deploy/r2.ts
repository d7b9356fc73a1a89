/** The bucket of the photos, and the lock on what the nights write. */
import { z } from 'zod';
import { JURISDICTIONS, type Jurisdiction } from '../../src/platform/jurisdiction.ts';
import { resourceNames } from './choices.ts';
import { PERMISSIONS, type Target } from './target.ts';

const permission = PERMISSIONS.r2;
/** What is locked. Photos lie under `photos/`: a lock on them would keep applicants from being erased. */
export const LOCKED_PREFIX = 'audit/';

const ruleSchema = z.looseObject({
  id: z.string(),
  enabled: z.boolean().default(true),
  prefix: z.string().nullish(),
});
/** `default` stands for no jurisdiction. */
const bucketSchema = z.object({ name: z.string(), jurisdiction: z.string().optional() });
const rulesSchema = z.object({ rules: z.array(ruleSchema).nullish() });

/** A bucket that was found. */
export type Bucket = {
  readonly jurisdiction: string | null;
  readonly locks: readonly z.infer<typeof ruleSchema>[];
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

/** Adds the lock on the files of the days to the rules that the bucket has. */
export async function lockAudit(
  { api, accountId, choices }: Target,
  present: Bucket['locks'],
): Promise<void> {
  const days = choices.audit_lock_days;
  const condition =
    days === undefined ? { type: 'Indefinite' } : { type: 'Age', maxAgeSeconds: days * 86_400 };
  const rule = { id: 'audit-heads', enabled: true, prefix: LOCKED_PREFIX, condition };
  await api.call({
    path: `/accounts/${accountId}/r2/buckets/${resourceNames(choices).bucket}/lock`,
    permission,
    method: 'PUT',
    headers: inJurisdiction(choices.jurisdiction ?? null),
    json: { rules: [...present, rule] },
    schema: z.unknown(),
  });
}
