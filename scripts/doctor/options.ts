/** The command line of the doctor. Pure. */
import { isLoopback } from '#src/platform/loopback.ts';

/** How to call it. */
export const USAGE = `npm run doctor -- deployments/<name>.json [options]
  --secrets-file FILE      the secrets; else deployments/<name>.secrets.json, if it is there
  --photos A.jpg B.jpg     two photos of one person who agrees to it: tries what needs a face
  --burst                  makes more calls at once than the key allows, to see a 429
  --live                   one session that you finish: tries the webhook, the result and the photo
  --webhook-url URL        with --live: the https address of a tunnel to this machine
  --port N                 with --live: where the tunnel leads to (8799)
  --yes                    spends sessions without asking
  --base-url URL           iLive's address, in place of the deployment's
  --service-url URL        the deployment's address, in place of public_url
In the environment: ILIVE_API_KEY and ILIVE_WEBHOOK_SECRET, in place of the secrets file; KYC_OPERATE_KEY, a key with the
scope operate, for what /status tells.`;

/** What was asked for. */
export type DoctorOptions = {
  readonly file: string | null;
  readonly secretsFile: string | null;
  readonly photos: readonly [string, string] | null;
  readonly burst: boolean;
  readonly live: boolean;
  readonly webhookUrl: string | null;
  readonly port: number;
  readonly yes: boolean;
  readonly baseUrl: string | null;
  readonly serviceUrl: string | null;
};

const DEFAULT_PORT = 8799;
/** The options by how many values follow. */
const VALUES: Readonly<Record<string, number>> = {
  '--secrets-file': 1,
  '--photos': 2,
  '--burst': 0,
  '--live': 0,
  '--webhook-url': 1,
  '--port': 1,
  '--yes': 0,
  '--base-url': 1,
  '--service-url': 1,
};

/** Reads the arguments. @throws when they make no sense */
export function parseOptions(args: readonly string[]): DoctorOptions {
  const given = new Map<string, readonly string[]>();
  const files: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at] ?? '';
    const count = VALUES[name];
    if (count === undefined && name.startsWith('-')) throw new Error(`${name} is no option.\n${USAGE}`);
    if (count === undefined) {
      files.push(name);
      continue;
    }
    const values = args.slice(at + 1, at + 1 + count);
    if (values.length < count || values.some((value) => value.startsWith('--')))
      throw new Error(`${name} needs ${count === 1 ? 'a value' : `${count} values`}.\n${USAGE}`);
    given.set(name, values);
    at += count;
  }
  const one = (name: string) => given.get(name)?.[0] ?? null;
  const [first, second] = given.get('--photos') ?? [];
  const options: DoctorOptions = {
    file: files[0] ?? null,
    secretsFile: one('--secrets-file'),
    photos: first !== undefined && second !== undefined ? [first, second] : null,
    burst: given.has('--burst'),
    live: given.has('--live'),
    webhookUrl: originOf('--webhook-url', one('--webhook-url')),
    port: portOf(one('--port')),
    yes: given.has('--yes'),
    baseUrl: originOf('--base-url', one('--base-url')),
    serviceUrl: originOf('--service-url', one('--service-url')),
  };
  if (files.length > 1) throw new Error(`One deployment at a time, not ${files.join(' and ')}.\n${USAGE}`);
  if (options.file === null && options.baseUrl === null && options.serviceUrl === null)
    throw new Error(USAGE);
  return options;
}

function originOf(name: string, text: string | null): string | null {
  if (text === null) return null;
  const url = URL.parse(text);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!url || !isSafe)
    throw new Error(`${name} must be an address that begins with https:// (http:// on this machine only)`);
  return url.origin;
}

function portOf(text: string | null): number {
  const port = text === null ? DEFAULT_PORT : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port must be 0 to 65535');
  return port;
}
