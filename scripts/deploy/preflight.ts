/** All that is looked at before anything is changed. */
import { access, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ROOT } from '../local-setup.ts';
import { onlyAccount, readAccount } from './account.ts';
import { type Choices, parseChoices } from './choices.ts';
import { createCloudflareApi } from './cloudflare-api.ts';
import { DeployFailure, PreflightFailure } from './failure.ts';
import { type Plan, planDeployment } from './plan.ts';
import type { Secrets } from './secrets-file.ts';
import type { Say } from './steps.ts';
import type { Target } from './target.ts';
import { loginToken, wranglerEnv } from './wrangler.ts';

/** Reads the deployment file. */
export async function readChoices(file: string): Promise<Choices> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new DeployFailure(`${file} cannot be read`, 'npm run deploy -- --init makes one');
  });
  const parsed = parseChoices(text, file);
  if (!parsed.ok) throw new PreflightFailure(parsed.refusal);
  return parsed.value;
}

/** Finds the secrets file: the one that was given, else the one that `--init` has made, else null. */
export async function findSecretsFile(file: string, given: string | undefined): Promise<string | null> {
  if (given !== undefined) return resolve(given);
  const made = resolve(file.replace(/\.json$/, '.secrets.json'));
  return access(made).then(
    () => made,
    () => null,
  );
}

/** Opens the account by the token of the environment, else by that of `wrangler login`. @returns wrangler's environment too */
export async function openAccount(choices: Choices): Promise<{ target: Target; env: NodeJS.ProcessEnv }> {
  const token = process.env.CLOUDFLARE_API_TOKEN || (await loginToken());
  if (!token)
    throw new DeployFailure('who are you at Cloudflare?', 'npx wrangler login, or set CLOUDFLARE_API_TOKEN');
  const baseUrl = process.env.CLOUDFLARE_API_BASE_URL || 'https://api.cloudflare.com/client/v4';
  const api = createCloudflareApi({ token, baseUrl });
  const accountId = choices.account_id ?? (process.env.CLOUDFLARE_ACCOUNT_ID || (await onlyAccount(api)));
  return { target: { api, accountId, choices }, env: wranglerEnv({ accountId, token }) };
}

/** Looks at the account and the settings. @throws PreflightFailure with all problems */
export async function preflight(target: Target, secrets: Secrets, say: Say): Promise<Plan> {
  const state = await readAccount(target);
  say('account', `${state.account.name} (${state.account.id})`);
  const files = await readdir(join(ROOT, 'migrations'));
  const migrations = files.filter((name) => name.endsWith('.sql'));
  const plan = planDeployment({ choices: target.choices, state, secrets, migrations });
  if (!plan.ok) throw new PreflightFailure(plan.refusal);
  say('settings', `right; address ${plan.value.publicUrl}`);
  const kept = state.worker?.secrets.filter((name) => !(name in secrets)) ?? [];
  say('secrets', `${Object.keys(secrets).length} in the file, ${kept.length} kept`);
  return plan.value;
}
