/** What a fresh machine lacks: local secrets and the local database. Nothing here is ever deployed. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url).href);
const SECRETS_FILE = '.local/secrets.json';
/** The settings for `wrangler dev`. Not `.dev.vars`: that one would leak into the tests and the generated types. */
export const ENV_FILE = '.local/dev.env';
/** What a customer's backend needs to know of the service; `examples/backend` reads it. */
const BACKEND_ENV_FILE = '.local/backend.env';
/** Where `npm run import` finds the local service. */
const IMPORT_ENV_FILE = '.local/import.env';
/** The link to the pages of one applicant: a credential, so it is printed nowhere. */
export const LINK_FILE = '.local/applicant-link';

/** The local callers, and the scope of the key of each: no more than it needs. */
const SCOPES = {
  backend: 'applicants',
  eraser: 'erase',
  reviewer: 'reviews',
  auditor: 'audit',
  operator: 'operate',
  importer: 'import',
} as const;

/** Keys and secrets of this checkout, made once. The keys are what a local caller sends. */
export type LocalSecrets = {
  readonly keys: Readonly<Record<keyof typeof SCOPES, string>>;
  readonly iliveApiKey: string;
  readonly iliveWebhookSecret: string;
  readonly dataKey: string;
  /** The console's audience at Cloudflare Access, whose part the sandbox plays. */
  readonly accessAud: string;
  /** Signs the notifications to the caller's backend. */
  readonly notifySecret: string;
  /** Signs the applicants' links. */
  readonly linkSecret: string;
};

/** Where things listen. */
export type Addresses = { readonly serviceUrl: string; readonly sandboxUrl: string };

/** The secrets of this checkout; new ones on the first run, kept in a git-ignored file. */
export async function localSecrets(): Promise<LocalSecrets> {
  const kept = await readFile(join(ROOT, SECRETS_FILE), 'utf8').catch(() => null);
  // A file of an older checkout lacks what came later.
  const fresh = newSecrets();
  const known: Partial<LocalSecrets> = kept === null ? {} : JSON.parse(kept);
  const secrets: LocalSecrets = { ...fresh, ...known, keys: { ...fresh.keys, ...known.keys } };
  await writePrivate(SECRETS_FILE, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** Secrets that nobody has had before. */
export function newSecrets(): LocalSecrets {
  const random = (prefix: string) => `${prefix}${randomBytes(24).toString('hex')}`;
  return {
    keys: {
      backend: random('kyc_'),
      eraser: random('kyc_'),
      reviewer: random('kyc_'),
      auditor: random('kyc_'),
      operator: random('kyc_'),
      importer: random('kyc_'),
    },
    iliveApiKey: random('iksk_local_'),
    iliveWebhookSecret: random('whs_'),
    dataKey: randomBytes(32).toString('base64'),
    accessAud: randomBytes(32).toString('hex'),
    notifySecret: `whsec_${randomBytes(32).toString('base64')}`,
    linkSecret: randomBytes(32).toString('hex'),
  };
}

/** The settings of a local service. With a `notifyUrl`, notifications go there, be it on this machine. */
export function settingsOf(
  secrets: LocalSecrets,
  { serviceUrl, sandboxUrl }: Addresses,
  notifyUrl?: string,
): Record<string, string> {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const { backend, eraser, reviewer, auditor, operator, importer } = secrets.keys;
  const apiKeys = {
    backend: { sha256: sha256(backend), scopes: [SCOPES.backend] },
    eraser: { sha256: sha256(eraser), scopes: [SCOPES.eraser] },
    reviewer: { sha256: sha256(reviewer), scopes: [SCOPES.reviewer] },
    auditor: { sha256: sha256(auditor), scopes: [SCOPES.auditor] },
    operator: { sha256: sha256(operator), scopes: [SCOPES.operator] },
    // `read` too: the import looks whether the faces are in.
    importer: { sha256: sha256(importer), scopes: [SCOPES.importer, 'read'] },
  };
  return {
    ILIVE_BASE_URL: sandboxUrl,
    ILIVE_API_KEY: secrets.iliveApiKey,
    ILIVE_WEBHOOK_SECRET: secrets.iliveWebhookSecret,
    API_KEYS: JSON.stringify(apiKeys),
    DATA_KEY: secrets.dataKey,
    PUBLIC_URL: serviceUrl,
    LINK_SECRET: secrets.linkSecret,
    ACCESS_TEAM_DOMAIN: sandboxUrl,
    ACCESS_AUD: secrets.accessAud,
    ...(notifyUrl
      ? { NOTIFY_URL: notifyUrl, NOTIFY_SECRET: secrets.notifySecret, NOTIFY_ALLOW_LOOPBACK: 'true' }
      : {}),
  };
}

/** Writes them for `wrangler dev`. */
export function writeSettings(
  envFile: string,
  secrets: LocalSecrets,
  addresses: Addresses,
  notifyUrl?: string,
): Promise<void> {
  return writeVars(envFile, settingsOf(secrets, addresses, notifyUrl));
}

/** Writes what the example backend reads. */
export async function writeBackendSettings(secrets: LocalSecrets, { serviceUrl }: Addresses): Promise<void> {
  await writeVars(BACKEND_ENV_FILE, {
    KYC_URL: serviceUrl,
    KYC_API_KEY: secrets.keys.backend,
    KYC_NOTIFY_SECRET: secrets.notifySecret,
  });
}

/** Writes what `npm run import` reads; the environment goes before it. */
export async function writeImportSettings(secrets: LocalSecrets, { serviceUrl }: Addresses): Promise<void> {
  await writeVars(IMPORT_ENV_FILE, { KYC_URL: serviceUrl, KYC_API_KEY: secrets.keys.importer });
}

/** Writes the link to the pages of one applicant. */
export function writeApplicantLink(link: string): Promise<void> {
  return writePrivate(LINK_FILE, `${link}\n`);
}

function writeVars(file: string, vars: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(vars).map(([name, value]) => `${name}='${value}'`);
  return writePrivate(file, `${lines.join('\n')}\n`);
}

async function writePrivate(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(ROOT, file)), { recursive: true, mode: 0o700 });
  await writeFile(join(ROOT, file), text, { mode: 0o600 });
}

/** Brings the local D1 up to date; `persistTo` as the service's. */
export async function migrateLocal(persistTo?: string): Promise<void> {
  const persist = persistTo === undefined ? [] : ['--persist-to', persistTo];
  await run('wrangler', ['d1', 'migrations', 'apply', 'DB', '--local', ...persist]);
}

/** The environment of every wrangler call: no questions, no metrics, no second log in the home folder. */
export const WRANGLER_ENV = {
  ...process.env,
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_WRITE_LOGS: 'false',
  CI: 'true',
  NO_COLOR: '1',
};

function run(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env: WRANGLER_ENV, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`));
    });
  });
}
