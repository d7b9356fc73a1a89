/** The command line and the environment of the import. Pure. */
import { parseArgs } from 'node:util';
import { originSetting } from '#src/config/setting-types.ts';

/** How to call it. */
export const USAGE = `npm run import -- FILE.ndjson --photos DIR [options]
  --dry-run              checks lines and pictures here and estimates time and cost; the service is not asked
  --source NAME          where the customers come from; a line's own "source" goes before it
  --keep-photos          keeps the pictures at the service; a line's own "keep_photo" goes before it
  --again                sends every picture, also of those who are in: after a change of ILIVE_COLLECTION
  --report FILE          writes one line of JSON for each customer
  --allow-host HOST      a host that pictures may be fetched from by https; may be given several times
  --allow-private-hosts  those hosts may be in your own network
  --at-once N            requests at the same time (8)
  --rpm N, --share N     with --dry-run: ILIVE_RPM (600) and IMPORT_SHARE (0.5) of the service
In the environment: KYC_URL, the service's address, and KYC_API_KEY, a key with the scopes import and read.`;

/** Where the service is, and the key to it. */
export type Target = { readonly url: string; readonly key: string };

/** What was asked for. */
export type ImportOptions = {
  readonly file: string;
  readonly photosDir: string;
  /** Null for a dry run. */
  readonly target: Target | null;
  readonly source: string | null;
  readonly keepPhotos: boolean;
  /** Whether pictures are sent of those too who seem to be in. */
  readonly again: boolean;
  readonly reportFile: string | null;
  /** Exact hosts, with a port unless it is 443. */
  readonly allowedHosts: readonly string[];
  readonly allowPrivateHosts: boolean;
  readonly atOnce: number;
  readonly rpm: number;
  readonly share: number;
};

/** A run that cannot begin or go on. The message says what to do. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';
}

const MOST_AT_ONCE = 64;
const MOST_RPM = 1_000_000;
const MAX_SOURCE_CHARACTERS = 100;

/** Reads the arguments and the environment. @throws `ImportStopped` when they make no sense */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ImportOptions {
  const { values, positionals } = parsed(args);
  const [file, ...others] = positionals;
  const { photos: photosDir } = values;
  if (!file || others.length > 0 || !photosDir) throw new ImportStopped(USAGE);
  const dryRun = values['dry-run'] ?? false;
  if (!dryRun && (values.rpm !== undefined || values.share !== undefined))
    throw new ImportStopped(
      '--rpm and --share are for --dry-run: else the service keeps to its own settings.',
    );
  return {
    file,
    photosDir,
    target: dryRun ? null : targetOf(env),
    source: sourceOf(values.source),
    keepPhotos: values['keep-photos'] ?? false,
    again: values.again ?? false,
    reportFile: values.report ?? null,
    allowedHosts: (values['allow-host'] ?? []).map(hostOf),
    allowPrivateHosts: values['allow-private-hosts'] ?? false,
    atOnce: numberOf('--at-once', values['at-once'] ?? '8', { min: 1, max: MOST_AT_ONCE, whole: true }),
    rpm: numberOf('--rpm', values.rpm ?? '600', { min: 1, max: MOST_RPM, whole: true }),
    share: numberOf('--share', values.share ?? '0.5', { min: 0.01, max: 1, whole: false }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        photos: { type: 'string' },
        'dry-run': { type: 'boolean' },
        source: { type: 'string' },
        'keep-photos': { type: 'boolean' },
        again: { type: 'boolean' },
        report: { type: 'string' },
        'allow-host': { type: 'string', multiple: true },
        'allow-private-hosts': { type: 'boolean' },
        'at-once': { type: 'string' },
        rpm: { type: 'string' },
        share: { type: 'string' },
      },
    });
  } catch (error) {
    throw new ImportStopped(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function targetOf({ KYC_URL, KYC_API_KEY }: Readonly<Record<string, string | undefined>>): Target {
  if (!KYC_URL)
    throw new ImportStopped('Set KYC_URL, the address of the service; docs/import.md has an example.');
  if (!KYC_API_KEY)
    throw new ImportStopped('Set KYC_API_KEY, a key with the scopes import and read (docs/import.md).');
  const url = originSetting.safeParse(KYC_URL);
  // Over http key and faces would go out in clear text.
  if (!url.success)
    throw new ImportStopped('KYC_URL must be an https origin without a path (http on this machine only).');
  if (!/^[\x21-\x7e]+$/.test(KYC_API_KEY))
    throw new ImportStopped(
      'KYC_API_KEY has characters that no key has: look for blanks or line breaks in it.',
    );
  return { url: url.data, key: KYC_API_KEY };
}

function sourceOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (text.trim() === '' || text.length > MAX_SOURCE_CHARACTERS || !text.isWellFormed())
    throw new ImportStopped(`--source must be a text of 1 to ${MAX_SOURCE_CHARACTERS} characters.`);
  return text;
}

function hostOf(text: string): string {
  const url = URL.parse(`https://${text}`);
  if (!url || text.includes('*') || url.host !== text.toLowerCase() || `https://${url.host}/` !== url.href)
    throw new ImportStopped(
      '--allow-host must be a host as in an address, such as photos.example.com or photos.example.com:8443.',
    );
  return url.host;
}

function numberOf(
  name: string,
  text: string,
  { min, max, whole }: { min: number; max: number; whole: boolean },
): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new ImportStopped(`${name} must be ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}.`);
}
