/** The settings of a deployment: from its files, read as `npm run deploy` reads them, and from the environment. */
import { originSetting } from '#src/config/setting-types.ts';
import type { Choices } from '../deploy/choices.ts';
import { findSecretsFile, readChoices } from '../deploy/preflight.ts';
import { readSecretsFile } from '../deploy/secrets-file.ts';
import type { DoctorOptions } from './options.ts';

/** The settings that are known. No message holds a value: many are secrets. */
export type DeploymentSettings = {
  /** Where the service is; null if it is not known. */
  readonly serviceUrl: string | null;
  /** Where iLive is: https, or this machine. */
  readonly iliveUrl: string;
  /** By name, as the Worker gets them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether all of them are known, or only those that are no secrets. */
  readonly hasSecrets: boolean;
};

const ILIVE = 'https://api.iliveauth.com';
const NO_CHOICES: Pick<Choices, 'vars'> & Partial<Choices> = { vars: {} };
/** The secrets that the environment may give. */
const FROM_ENVIRONMENT = ['ILIVE_API_KEY', 'ILIVE_WEBHOOK_SECRET'] as const;

/**
 * Reads them.
 * @throws when a file cannot be read, is open to others or wrong, or iLive's address would have the key sent in clear text
 */
export async function readSettings(
  { file, secretsFile, baseUrl, serviceUrl }: DoctorOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DeploymentSettings> {
  const choices = file === null ? NO_CHOICES : await readChoices(file);
  const secretsPath = file === null ? secretsFile : await findSecretsFile(file, secretsFile ?? undefined);
  const secrets = secretsPath === null ? null : await readSecretsFile(secretsPath);
  const fromEnvironment = FROM_ENVIRONMENT.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  const publicUrl = choices.public_url ?? serviceUrl;
  const settings: Record<string, string> = {
    ...Object.fromEntries(Object.entries(choices.vars).map(([name, value]) => [name, String(value)])),
    ...(publicUrl ? { PUBLIC_URL: publicUrl } : {}),
    ...(choices.jurisdiction ? { JURISDICTION: choices.jurisdiction } : {}),
    ...secrets,
    ...Object.fromEntries(fromEnvironment),
    ...(baseUrl ? { ILIVE_BASE_URL: baseUrl } : {}),
  };
  const iliveUrl = originSetting.safeParse(settings.ILIVE_BASE_URL ?? ILIVE);
  if (!iliveUrl.success)
    throw new Error(
      'ILIVE_BASE_URL must be an https origin without a path. Nothing was sent: the key would go out in clear text, or elsewhere.',
    );
  return {
    serviceUrl: serviceUrl ?? publicUrl ?? null,
    iliveUrl: iliveUrl.data,
    settings,
    hasSecrets: secrets !== null,
  };
}
