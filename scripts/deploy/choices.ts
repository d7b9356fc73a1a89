/** The customer's choices for one deployment: `deployments/<name>.json`. Pure. */
import { z } from 'zod';
import { makeSettingsSchema, SECRET_SETTINGS } from '../../src/config/config.ts';
import type { Result } from '../../src/core/result.ts';
import { JURISDICTIONS } from '../../src/platform/jurisdiction.ts';
import type { Problem } from './failure.ts';

/** The schema of the settings, as the Worker reads them. */
export const settingsSchema = makeSettingsSchema();

/** The longest name whose bucket (`<name>-photos`) has at most the 63 characters that R2 allows. */
const MAX_NAME_LENGTH = 56;
const namePattern = new RegExp(`^[a-z][a-z0-9-]{1,${MAX_NAME_LENGTH - 2}}[a-z0-9]$`);

/** The schema of the deployment's name: that of the Worker and of D1, and the beginning of the bucket's. */
export const nameSchema = z
  .string()
  .regex(namePattern, `must be 3 to ${MAX_NAME_LENGTH} of a-z, 0-9 and -, and begin with a letter`);

/** The schema of the service's own address. */
export const publicUrlSchema = z
  .string()
  .regex(/^https:\/\/[a-z0-9.-]+\.[a-z]{2,}\/?$/, 'must be https:// and a host name, without a path')
  .transform((url) => url.replace(/\/$/, ''));

const routeSchema = z.union([
  z.strictObject({ pattern: z.string().min(1), custom_domain: z.literal(true) }),
  z.strictObject({ pattern: z.string().min(1), zone_name: z.string().min(1) }),
]);

const varSchema = z.union(
  [z.string(), z.number(), z.boolean()],
  'must be a text, a number, true or false; JSON, such as that of ROLES, is written as a text',
);

const choicesSchema = z.strictObject({
  name: nameSchema,
  /** The id of the account at Cloudflare. If absent: `CLOUDFLARE_ACCOUNT_ID`, or the only account of the token. */
  account_id: z.string().min(1).optional(),
  /** If absent: `https://<name>.<the account's subdomain>.workers.dev`. */
  public_url: publicUrlSchema.optional(),
  /** If absent: the host of `public_url` as a custom domain, whose DNS record and certificate Cloudflare makes. */
  routes: z.array(routeSchema).min(1).optional(),
  jurisdiction: z.enum(JURISDICTIONS).optional(),
  /** How long the files of the days under `audit/` are locked. If absent: for ever. */
  audit_lock_days: z.int().min(1).max(36_500).optional(),
  vars: z.record(z.string(), varSchema).default({}),
});

/** The choices, as the file holds them. */
export type Choices = z.infer<typeof choicesSchema>;
/** A route of the Worker, as wrangler takes it. */
export type Route = z.infer<typeof routeSchema>;

/** Reads the choices. @param text the file's content @param file its name, for the messages */
export function parseChoices(text: string, file: string): Result<Choices, readonly Problem[]> {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return { ok: false, refusal: [{ what: `${file} is not JSON: ${error}`, remedy: `correct ${file}` }] };
  }
  const parsed = choicesSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({
      what: `${file}: ${path.join('.') || 'the file'}: ${message}`,
      remedy: 'compare it with deployments/example.json',
    }));
    return { ok: false, refusal: problems };
  }
  const problems = [...varProblems(parsed.data, file), ...routeProblems(parsed.data, file)];
  return problems.length > 0 ? { ok: false, refusal: problems } : { ok: true, value: parsed.data };
}

/** The settings that have a place of their own in the file. */
const OWN_PLACE: ReadonlyMap<string, string> = new Map([
  ['PUBLIC_URL', 'public_url'],
  ['JURISDICTION', 'jurisdiction'],
]);
const secretNames: ReadonlySet<string> = new Set(SECRET_SETTINGS);

function varProblems({ vars }: Choices, file: string): readonly Problem[] {
  return Object.keys(vars).flatMap((name) => {
    const place = OWN_PLACE.get(name);
    if (place !== undefined)
      return [{ what: `${file}: vars.${name} has a place of its own`, remedy: `write it as "${place}"` }];
    if (secretNames.has(name))
      return [{ what: `${file}: vars.${name} is a secret`, remedy: 'put it into the secrets file' }];
    if (!Object.hasOwn(settingsSchema.shape, name))
      return [{ what: `${file}: vars.${name} is not a setting`, remedy: 'see docs/operate.md, "Settings"' }];
    return [];
  });
}

function routeProblems({ public_url: url, routes }: Choices, file: string): readonly Problem[] {
  if (routes === undefined) return [];
  if (url === undefined)
    return [{ what: `${file}: routes without public_url`, remedy: 'add the address that the routes serve' }];
  const { host } = new URL(url);
  if (routes.some(({ pattern }) => pattern === host || pattern.startsWith(`${host}/`))) return [];
  return [{ what: `${file}: no route serves ${host}`, remedy: `add a route with the pattern ${host}/*` }];
}

/** Returns the routes, none when the service is at workers.dev. */
export function routesOf({ public_url: url, routes }: Choices): readonly Route[] {
  if (url === undefined) return [];
  return routes ?? [{ pattern: new URL(url).host, custom_domain: true }];
}

/** Returns the names of D1 and of the bucket. */
export function resourceNames({ name }: Choices): { readonly database: string; readonly bucket: string } {
  return { database: name, bucket: `${name}-photos` };
}
