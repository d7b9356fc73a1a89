/**
 * `npm run deploy -- deployments/<name>.json`: brings a deployment up to date in the customer's own account at Cloudflare.
 * Nothing is changed before everything was looked at; a second run changes nothing. `--init` makes the two files.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VERSION } from '../../src/config/release.ts';
import { ROOT } from '../local-setup.ts';
import { plainLine } from '../plain-text.ts';
import type { Choices } from './choices.ts';
import { DeployFailure, PreflightFailure, refusalText } from './failure.ts';
import { hashCode, isContentOf, tagOf } from './fingerprint.ts';
import { waitForHealth } from './health.ts';
import { init } from './init.ts';
import type { Plan } from './plan.ts';
import { findSecretsFile, openAccount, preflight, readChoices } from './preflight.ts';
import { readSecretsFile } from './secrets-file.ts';
import { REQUIRED_SECRETS } from './settings.ts';
import {
  applyMigrations,
  confirmHealth,
  ensureBucket,
  ensureDatabase,
  type HealthCheck,
  upload,
} from './steps.ts';
import { type BaseConfig, configFileOf, workerConfig } from './worker-config.ts';
import { buildWorker } from './wrangler.ts';

const USAGE = `npm run deploy -- deployments/<name>.json [--secrets-file FILE] [--health-url URL] [--health-within SECONDS]
     npm run deploy -- --init

     --secrets-file   secrets to be set; deployments/<name>.secrets.json if it is there. Others stay as they are
     --health-url     where to ask for /healthz, if not at the service's own address
     --health-within  how long to wait for it: 60 seconds, 300 at the first deployment`;

/** How long a new version may take to answer; a new address at the first deployment also needs its certificate. */
const HEALTH_WITHIN_MS = { first: 300_000, later: 60_000 };
/** How long a version that serves already may take. If it does not, it is uploaded again. */
const STILL_WELL_WITHIN_MS = 5_000;

/** What is said may hold names that others have given, such as the account's. */
const say = (step: string, what: string) => console.log(plainLine(`✓ ${step.padEnd(10)} ${what}`));

try {
  await main();
} catch (error) {
  const refusal = refusalText(error);
  if (refusal === null) throw error;
  console.error(refusal);
  if (error instanceof PreflightFailure) console.error('Nothing was changed.');
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return console.log(USAGE);
  if (values.init) return init(join(ROOT, 'deployments'));
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new DeployFailure('which deployment?', USAGE);
  const choices = await readChoices(file);
  const secretsFile = await findSecretsFile(file, values['secrets-file']);
  const secrets = secretsFile === null ? {} : await readSecretsFile(secretsFile);
  const { target, env } = await openAccount(choices);
  const plan = await preflight(target, secrets, say);
  const health = healthCheck(plan, values['health-url'], values['health-within']);

  const bundle = await mkdtemp(join(tmpdir(), 'kyc-bundle-'));
  const wrangler = { env, configFile: configFileOf(choices.name, process.pid) };
  const writeConfig = (databaseId: string | null) =>
    writeWorkerConfig(choices, plan, databaseId, wrangler.configFile);
  try {
    await writeConfig(plan.databaseId);
    const built = await buildWorker(bundle, wrangler);
    if (!built.ok)
      throw new DeployFailure(
        `the Worker cannot be built:\n${built.output}`,
        'nothing was changed; correct what is said above; if it is about a package, npm ci; then again',
      );
    say('build', `version ${VERSION}`);

    const databaseId = await ensureDatabase(target, plan, say);
    await ensureBucket(target, plan, say);
    const config = await writeConfig(databaseId);
    await applyMigrations(plan, wrangler, say);
    const code = await hashCode(bundle, join(ROOT, 'dist/assets'), config);
    const content = { code, secrets: secretsFile === null ? null : secrets };
    const { before } = plan;
    if (
      before !== null &&
      isContentOf(before.tag, content) &&
      (await servesStill(plan, before.id, config, health))
    )
      say('upload', 'not needed: code, settings and secrets are those that serve, and /healthz is well');
    else {
      const tag = tagOf(content, before?.tag ?? null);
      const versionId = await upload(target, plan, { tag, secretsFile }, wrangler, say);
      await confirmHealth(target, plan, versionId, health, wrangler, say);
    }
    console.log(`${choices.name} ${VERSION} serves at ${plan.publicUrl}`);
    if (secretsFile !== null)
      console.log(`Move ${secretsFile} to where you keep secrets: later runs keep those that are set.`);
  } finally {
    await rm(bundle, { recursive: true, force: true });
    await rm(join(ROOT, wrangler.configFile), { force: true });
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        init: { type: 'boolean', default: false },
        'secrets-file': { type: 'string' },
        'health-url': { type: 'string' },
        'health-within': { type: 'string' },
      },
    });
  } catch (error) {
    // Node adds a sentence about arguments that begin with a dash, of which there are none here.
    const what =
      error instanceof Error ? error.message.replace(/\. To specify a positional.*$/s, '') : String(error);
    throw new DeployFailure(what, USAGE);
  }
}

function healthCheck(plan: Plan, url = plan.publicUrl, withinS?: string): HealthCheck {
  const patience = plan.before === null ? HEALTH_WITHIN_MS.first : HEALTH_WITHIN_MS.later;
  const withinMs = withinS === undefined ? patience : Number(withinS) * 1_000;
  if (!URL.canParse(url) || !(withinMs > 0)) throw new DeployFailure('an option has a wrong value', USAGE);
  return { url: url.replace(/\/$/, ''), withinMs };
}

/** Tells whether the version is complete and well: a deployment may have broken off after its upload. */
async function servesStill(
  { crons }: Plan,
  versionId: string,
  { triggers }: BaseConfig,
  { url }: HealthCheck,
): Promise<boolean> {
  if (triggers.crons.toSorted().join() !== crons.toSorted().join()) return false;
  return (await waitForHealth(url, versionId, STILL_WELL_WITHIN_MS)).problem === null;
}

async function writeWorkerConfig(
  choices: Choices,
  { publicUrl }: Plan,
  databaseId: string | null,
  configFile: string,
) {
  // Wrangler takes seconds to load, and most refusals come before.
  const { experimental_readRawConfig } = await import('wrangler');
  const { rawConfig } = experimental_readRawConfig({ config: join(ROOT, 'wrangler.toml') });
  const found = { publicUrl, databaseId, requiredSecrets: REQUIRED_SECRETS };
  const config = workerConfig(rawConfig as BaseConfig, choices, found);
  await writeFile(join(ROOT, configFile), `${JSON.stringify(config, null, 2)}\n`);
  return config;
}
