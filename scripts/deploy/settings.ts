/** The settings of a deployment, read by the Worker's own schema before anything is deployed. Pure but for chance. */
import { createHash, randomBytes } from 'node:crypto';
import { parseConfig, SECRET_SETTINGS } from '../../src/config/config.ts';
import { type Choices, settingsSchema } from './choices.ts';
import type { Problem } from './failure.ts';
import type { Secrets } from './secrets-file.ts';

/** The secrets without which the service does not run. */
export const REQUIRED_SECRETS = SECRET_SETTINGS.filter(
  (name) => !settingsSchema.shape[name].safeParse(undefined).success,
);

const secretNames: ReadonlySet<string> = new Set(SECRET_SETTINGS);

/** The settings to be checked. */
export type GivenSettings = {
  readonly choices: Choices;
  readonly publicUrl: string;
  /** Those of the secrets file. */
  readonly secrets: Secrets;
  /** The names of the secrets that the deployed Worker has. Their values cannot be read. */
  readonly deployedSecrets: readonly string[];
};

/** Finds what is wrong with the settings; a secret that only the deployed Worker has is taken to be right. */
export function settingProblems(given: GivenSettings): readonly Problem[] {
  const { choices, publicUrl, secrets, deployedSecrets } = given;
  const missing = REQUIRED_SECRETS.filter((name) => !(name in secrets) && !deployedSecrets.includes(name));
  const kept = [...deployedSecrets, ...missing].filter((name) => !(name in secrets));
  const parsed = parseConfig({
    ...choices.vars,
    PUBLIC_URL: publicUrl,
    JURISDICTION: choices.jurisdiction,
    ...Object.fromEntries(kept.map((name) => [name, anySecret(name)])),
    ...secrets,
  });
  const wrong = parsed.ok ? [] : parsed.refusal;
  return [
    ...missing.map((name) => ({
      what: `the secret ${name} is missing`,
      remedy: `put ${name} into the secrets file and give it with --secrets-file`,
    })),
    ...wrong.map(({ setting, must }) => ({
      what: `the setting ${setting}: ${must}`,
      remedy: `correct it in ${secretNames.has(setting) ? 'the secrets file' : 'the deployment file'}; docs/operate.md, "Settings"`,
    })),
  ];
}

/** Makes a value that the schema takes, in place of one that cannot be read. */
function anySecret(name: string): string {
  const random = randomBytes(32);
  if (name.startsWith('DATA_KEY')) return random.toString('base64');
  if (name.startsWith('NOTIFY_SECRET')) return `whsec_${random.toString('base64')}`;
  if (name === 'ILIVE_API_KEY') return `iksk_${random.toString('hex')}`;
  const hash = createHash('sha256').update(random).digest('hex');
  return name === 'API_KEYS' ? JSON.stringify({ any: { sha256: hash, scopes: ['read'] } }) : hash;
}
