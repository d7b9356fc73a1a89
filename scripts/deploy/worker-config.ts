/** The configuration of one deployment for wrangler: `wrangler.toml` with the customer's choices. Pure. */
import { createHash } from 'node:crypto';
import { type Choices, resourceNames, routesOf } from './choices.ts';

/**
 * Names the file that it is written to: one for each run, since two may go on at once from one checkout. Git ignores it;
 * paths in it start in the project's folder, so it lies there. @param name of the deployment @param run the id of the process
 */
export const configFileOf = (name: string, run: number) => `wrangler.deploy.${name}.${run}.json`;

/** The parts of `wrangler.toml` that a deployment changes; the others are taken over as they are. */
export type BaseConfig = {
  readonly triggers: { readonly crons: readonly string[] };
  readonly ratelimits: readonly { readonly name: string; readonly namespace_id: string }[];
} & Readonly<Record<string, unknown>>;

/** What the configuration needs to know beyond the choices. */
export type Found = {
  /** The service's own address. */
  readonly publicUrl: string;
  /** The id of D1; null as long as it does not exist. */
  readonly databaseId: string | null;
  /** The secrets without which the service does not run: wrangler refuses to deploy without them. */
  readonly requiredSecrets: readonly string[];
};

/** Makes the configuration. */
export function workerConfig(base: BaseConfig, choices: Choices, found: Found) {
  const { database, bucket } = resourceNames(choices);
  const routes = routesOf(choices);
  const { jurisdiction } = choices;
  const inJurisdiction = jurisdiction === undefined ? {} : { jurisdiction };
  return {
    ...base,
    name: choices.name,
    ...(choices.account_id === undefined ? {} : { account_id: choices.account_id }),
    workers_dev: routes.length === 0,
    // A preview would be a second address of the service, with the same data.
    preview_urls: false,
    ...(routes.length === 0 ? {} : { routes }),
    d1_databases: [
      {
        binding: 'DB',
        database_name: database,
        ...(found.databaseId === null ? {} : { database_id: found.databaseId }),
        migrations_dir: 'migrations',
      },
    ],
    r2_buckets: [{ binding: 'PHOTOS', bucket_name: bucket, ...inJurisdiction }],
    ratelimits: base.ratelimits.map((limit) => ({
      ...limit,
      namespace_id: namespaceId(choices.name, limit.namespace_id),
    })),
    vars: {
      ...Object.fromEntries(Object.entries(choices.vars).map(([name, value]) => [name, String(value)])),
      PUBLIC_URL: found.publicUrl,
      ...(jurisdiction === undefined ? {} : { JURISDICTION: jurisdiction }),
    },
    secrets: { required: found.requiredSecrets },
  };
}

/**
 * Makes the id of a rate limit's count: of two deployments in one account each must count for itself.
 * @returns a positive integer of up to 14 digits, as text
 */
function namespaceId(name: string, id: string): string {
  const hash = createHash('sha256').update(name).digest().readUInt32BE(0);
  return `${hash}${id}`;
}
