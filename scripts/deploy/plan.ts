/** What a deployment has to do, and what keeps it from beginning. Pure. */
import type { Result } from '../../src/core/result.ts';
import type { AccountState } from './account.ts';
import { type Choices, resourceNames } from './choices.ts';
import type { Problem } from './failure.ts';
import { type Bucket, LOCKED_PREFIX, type LockRule, lockedSeconds, secondsOf } from './r2.ts';
import type { Secrets } from './secrets-file.ts';
import { settingProblems } from './settings.ts';
import type { Version } from './worker.ts';

/** The plan. Whether the Worker is uploaded shows once it is built. */
export type Plan = {
  readonly publicUrl: string;
  /** Null when D1 must be created. */
  readonly databaseId: string | null;
  /** The migrations that D1 lacks, in their order. */
  readonly migrations: readonly string[];
  /** Null when the bucket must be created. */
  readonly bucket: Bucket | null;
  readonly locksAudit: boolean;
  /** When the cron runs as of now. A deployment that broke off may have left the Worker without. */
  readonly crons: readonly string[];
  /** The version that serves; null before the first deployment. */
  readonly before: Version | null;
};

/** What the plan is made of. */
export type PlanInput = {
  readonly choices: Choices;
  readonly state: AccountState;
  readonly secrets: Secrets;
  /** The file names in `migrations/`. */
  readonly migrations: readonly string[];
};

/** Makes the plan. @returns all problems at once, so that they can be solved at once */
export function planDeployment({
  choices,
  state,
  secrets,
  migrations,
}: PlanInput): Result<Plan, readonly Problem[]> {
  const wanted = choices.jurisdiction ?? null;
  const publicUrl = choices.public_url ?? `https://${choices.name}.${state.subdomain ?? 'none'}.workers.dev`;
  const bucket = state.buckets.find(({ jurisdiction }) => jurisdiction === wanted) ?? null;
  const problems = [
    ...addressProblems(choices, state),
    ...placeProblems(choices, state),
    ...photoLockProblems(choices, bucket),
    ...auditLockProblems(choices, bucket),

    ...versionProblems(choices, state),
    ...settingProblems({ choices, publicUrl, secrets, deployedSecrets: state.worker?.secrets ?? [] }),
  ];
  if (problems.length > 0) return { ok: false, refusal: problems };
  const applied = new Set(state.database?.migrations);
  return {
    ok: true,
    value: {
      publicUrl,
      databaseId: state.database?.id ?? null,
      migrations: migrations.filter((name) => !applied.has(name)).toSorted(),
      bucket,
      locksAudit: auditLocks(bucket).length === 0,
      crons: state.worker?.crons ?? [],
      before: state.worker?.versions[0] ?? null,
    },
  };
}

function addressProblems(choices: Choices, state: AccountState): readonly Problem[] {
  const noSubdomain = choices.public_url === undefined && state.subdomain === null;
  return [
    ...(noSubdomain
      ? [
          {
            what: 'the account has no workers.dev subdomain',
            remedy:
              'open Workers & Pages in the dashboard once and choose one, or write an address of your own as "public_url"',
          },
        ]
      : []),
    ...state.hostsWithoutZone.map((host) => ({
      what: `${host} is in no zone of the account`,
      remedy: `add its domain to ${state.account.name} (${state.account.id}) first, or correct "public_url"`,
    })),
    ...state.takenDomains.map(({ host, worker }) => ({
      what: `${host} is the address of another Worker of the account, ${worker}, and would be taken from it`,
      remedy: `choose another "public_url" (and "routes"), or take ${host} away from ${worker} in the dashboard first`,
    })),
  ];
}

/** Data cannot be moved: what lies in another jurisdiction would be left behind, with all applicants. */
function placeProblems(choices: Choices, { database, buckets }: AccountState): readonly Problem[] {
  const wanted = choices.jurisdiction ?? null;
  const names = resourceNames(choices);
  const words = (jurisdiction: string | null) =>
    jurisdiction === null ? 'no jurisdiction' : `the jurisdiction ${jurisdiction}`;
  const remedy = (there: string | null) =>
    `a place cannot be changed: set "jurisdiction" to ${there === null ? 'nothing (leave it out)' : `"${there}"`}, or choose another "name"`;
  const elsewhere = buckets.filter(({ jurisdiction }) => jurisdiction !== wanted);
  return [
    ...(database !== null && database.jurisdiction !== wanted
      ? [
          {
            what: `the database ${names.database} lies in ${words(database.jurisdiction)}, not in ${words(wanted)}`,
            remedy: remedy(database.jurisdiction),
          },
        ]
      : []),
    ...elsewhere.map(({ jurisdiction }) => ({
      what: `the bucket ${names.bucket} lies in ${words(jurisdiction)}, not in ${words(wanted)}`,
      remedy: remedy(jurisdiction),
    })),
  ];
}

/** The commands that remove locks, as they can be typed. */
function removalOf(choices: Choices, locks: readonly LockRule[]): string {
  const place = choices.jurisdiction === undefined ? '' : ` -J ${choices.jurisdiction}`;
  const { bucket } = resourceNames(choices);
  return locks
    .map(({ id }) => `npx wrangler r2 bucket lock remove ${bucket} --name ${id}${place}`)
    .join('; ');
}

function photoLockProblems(choices: Choices, bucket: Bucket | null): readonly Problem[] {
  const tooWide = bucket?.locks.filter(({ enabled, prefix }) => enabled && locksPhotos(prefix ?? '')) ?? [];
  return tooWide.map((lock) => ({
    what: `the lock ${lock.id} on the bucket covers the photos, so that no applicant could be erased`,
    remedy: `remove it: ${removalOf(choices, [lock])}`,
  }));
}

function auditLocks(bucket: Bucket | null) {
  return bucket?.locks.filter(({ enabled, prefix }) => enabled && prefix === LOCKED_PREFIX) ?? [];
}

/** A lock that is there may have been made by hand, or for fewer days. One that is stronger is left as it is. */
function auditLockProblems(choices: Choices, bucket: Bucket | null): readonly Problem[] {
  const wanted = lockedSeconds(choices);
  const locks = auditLocks(bucket);
  if (locks.length === 0 || locks.some((rule) => secondsOf(rule) >= wanted)) return [];
  const inDays = (seconds: number) =>
    seconds === Number.POSITIVE_INFINITY ? 'for ever' : `for ${Math.floor(seconds / 86_400)} days`;
  const present = Math.max(...locks.map(secondsOf));
  const lasts = present > 0 ? inDays(present) : 'no new file';
  return [
    {
      what: `the lock ${locks.map(({ id }) => id).join(', ')} on ${LOCKED_PREFIX} locks ${lasts}, not ${inDays(wanted)}`,
      remedy: `remove it (${removalOf(choices, locks)}) and run the command again, which makes the right one; or set "audit_lock_days" to what you want`,
    },
  ];
}

function locksPhotos(prefix: string): boolean {
  return prefix.startsWith('photos/') || 'photos/'.startsWith(prefix);
}

function versionProblems({ name }: Choices, { worker }: AccountState): readonly Problem[] {
  if (worker === null || worker.versions.length < 2) return [];
  return [
    {
      what: 'two versions of the Worker serve at once: a gradual deployment is under way',
      remedy: `end it first, so that there is one version to go back to: npx wrangler versions deploy --name ${name}`,
    },
  ];
}
