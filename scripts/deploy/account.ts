/** What there is in the customer's account: all that the plan needs to know. Reads only. */
import { z } from 'zod';
import { routesOf } from './choices.ts';
import type { CloudflareApi } from './cloudflare-api.ts';
import { type Database, findDatabase } from './d1.ts';
import { DeployFailure } from './failure.ts';
import { type Bucket, findBuckets } from './r2.ts';
import { PERMISSIONS, type Target } from './target.ts';
import { findWorker, type Worker } from './worker.ts';

const accountSchema = z.object({ id: z.string(), name: z.string() });
const domainsSchema = z.array(z.object({ hostname: z.string(), service: z.string() }));

/** A custom domain, and the Worker that has it. */
export type TakenDomain = { readonly host: string; readonly worker: string };

/** The state of the account. */
export type AccountState = {
  readonly account: { readonly id: string; readonly name: string };
  /** Of workers.dev; null when the account has none. */
  readonly subdomain: string | null;
  /** Hosts of the routes that are in no zone of the account. */
  readonly hostsWithoutZone: readonly string[];
  /** The custom domains of the deployment that another Worker has. Wrangler would take them away from it without a word. */
  readonly takenDomains: readonly TakenDomain[];
  readonly database: Database | null;
  /** All of that name: one may lie in each jurisdiction. */
  readonly buckets: readonly Bucket[];
  readonly worker: Worker | null;
};

/** Finds the only account of the token. @throws DeployFailure when there are several */
export async function onlyAccount(api: CloudflareApi): Promise<string> {
  const schema = z.array(accountSchema);
  const accounts = await api.call({ path: '/accounts', permission: PERMISSIONS.account, schema });
  const [account, ...others] = accounts;
  if (account !== undefined && others.length === 0) return account.id;
  const names = accounts.map(({ id, name }) => `${name} (${id})`).join(', ') || 'none';
  throw new DeployFailure(
    `which account? The token is for: ${names}`,
    'write its id as "account_id" into the deployment file, or set CLOUDFLARE_ACCOUNT_ID',
  );
}

/** Reads the state. @throws DeployFailure when the token may not read a part of it */
export async function readAccount(target: Target): Promise<AccountState> {
  const { api, accountId } = target;
  const path = `/accounts/${accountId}`;
  const account = await api.call({ path, permission: PERMISSIONS.account, schema: accountSchema });
  const [subdomain, hosts, takenDomains, database, buckets, worker] = await Promise.all([
    findSubdomain(target),
    hostsWithoutZone(target),
    findTakenDomains(target),
    findDatabase(target),
    findBuckets(target),
    findWorker(target),
  ]);
  return { account, subdomain, hostsWithoutZone: hosts, takenDomains, database, buckets, worker };
}

async function findSubdomain({ api, accountId }: Target): Promise<string | null> {
  const path = `/accounts/${accountId}/workers/subdomain`;
  const schema = z.object({ subdomain: z.string().nullish() });
  return (await api.find({ path, permission: PERMISSIONS.scripts, schema }))?.subdomain || null;
}

async function hostsWithoutZone(target: Target): Promise<readonly string[]> {
  const hosts = routesOf(target.choices).map(({ pattern }) =>
    pattern.replace(/\/.*$/, '').replace(/^\*\.?/, ''),
  );
  const found = await Promise.all(hosts.map((host) => isInZone(target, host)));
  return hosts.filter((_, index) => !found[index]);
}

async function findTakenDomains({ api, accountId, choices }: Target): Promise<readonly TakenDomain[]> {
  const hosts = routesOf(choices).flatMap((route) => ('custom_domain' in route ? [route.pattern] : []));
  const found = await Promise.all(
    hosts.map((host) => {
      const path = `/accounts/${accountId}/workers/domains?hostname=${encodeURIComponent(host)}`;
      return api.call({ path, permission: PERMISSIONS.scripts, schema: domainsSchema });
    }),
  );
  return found
    .flat()
    .filter(({ hostname, service }) => hosts.includes(hostname) && service !== choices.name)
    .map(({ hostname, service }) => ({ host: hostname, worker: service }));
}

async function isInZone({ api, accountId }: Target, host: string): Promise<boolean> {
  const labels = host.split('.');
  const names = labels.slice(0, -1).map((_, from) => labels.slice(from).join('.'));
  const schema = z.array(z.object({ id: z.string() }));
  for (const name of names) {
    const path = `/zones?name=${encodeURIComponent(name)}&account.id=${accountId}`;
    if ((await api.call({ path, permission: PERMISSIONS.zone, schema })).length > 0) return true;
  }
  return false;
}
