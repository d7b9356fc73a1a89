/** A team with keys of the scope `reviews`: the Worker under test, with their keys and roles in its settings. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createHash, randomBytes } from 'node:crypto';
import worker from '../../src/app.ts';
import type { Role } from '../../src/config/team.ts';
import type { Answer } from './customer.ts';

/** A key: whose it is, if that is said, and the scopes if not `reviews` alone. */
export type TeamKey = { readonly person?: string; readonly scopes?: readonly string[] };

/** Sends a request with the key of that name. */
export type SendAs<Name extends string> = <T = any>(
  as: Name,
  method: string,
  path: string,
  given?: { json?: unknown; headers?: Record<string, string> },
) => Promise<Answer<T>>;

/**
 * Creates a team.
 * @param keys by name
 * @param roles the setting `ROLES`; without it the setting is unset
 */
export function createTeam<Name extends string>(
  keys: Readonly<Record<Name, TeamKey>>,
  roles?: Readonly<Record<string, readonly Role[]>>,
): SendAs<Name> {
  const secrets = new Map<string, string>();
  const apiKeys = Object.entries<TeamKey>(keys).map(([name, { scopes = ['reviews'], person }]) => {
    const secret = randomBytes(24).toString('hex');
    secrets.set(name, secret);
    const sha256 = createHash('sha256').update(secret).digest('hex');
    return [name, { sha256, scopes, ...(person === undefined ? {} : { person }) }];
  });
  const settings = {
    ...env,
    API_KEYS: JSON.stringify({ ...JSON.parse(env.API_KEYS), ...Object.fromEntries(apiKeys) }),
    ...(roles === undefined ? {} : { ROLES: JSON.stringify(roles) }),
  } as Env;
  return async (as, method, path, { json, headers = {} } = {}) => {
    const given = new Headers({ authorization: `Bearer ${secrets.get(as)}`, ...headers });
    if (json !== undefined) given.set('content-type', 'application/json');
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const context = createExecutionContext();
    const request = new Request(`https://kyc.test${path}`, { method, headers: given, ...body });
    const response = await worker.fetch(request, settings, context);
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const answer = {
      status: response.status,
      headers: response.headers,
      body: isJson ? await response.json() : await response.arrayBuffer(),
    };
    await waitOnExecutionContext(context);
    return answer as Answer<any>;
  };
}
