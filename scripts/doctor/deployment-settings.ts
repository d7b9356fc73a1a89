/** Reads the settings of a deployment from its files and the environment. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { DoctorOptions } from './options.ts';

/** The settings that are known. No message holds a value: many are secrets. */
export type DeploymentSettings = {
  /** Where the service is; null if it is not known. */
  readonly serviceUrl: string | null;
  /** By name, as the Worker gets them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether all of them are known, or only those that are no secrets. */
  readonly hasSecrets: boolean;
};

const fileSchema = z.looseObject({
  public_url: z.url({ protocol: /^https?$/ }).optional(),
  jurisdiction: z.string().optional(),
  vars: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
const secretsSchema = z.record(z.string(), z.string());
/** The secrets that the environment may give. */
const FROM_ENVIRONMENT = ['ILIVE_API_KEY', 'ILIVE_WEBHOOK_SECRET'] as const;

/** Reads them. @throws when a file cannot be read, saying which and what to do */
export async function readDeploymentSettings(
  { file, secretsFile, baseUrl, serviceUrl }: DoctorOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DeploymentSettings> {
  const deployment = parseFile(fileSchema, file === null ? '{}' : await readText(file), file ?? '');
  const implied = file?.replace(/\.json$/, '.secrets.json') ?? null;
  const secretsText = secretsFile === null ? await readIfThere(implied) : await readText(secretsFile);
  const secrets =
    secretsText === null ? {} : parseFile(secretsSchema, secretsText, secretsFile ?? implied ?? '');
  const own = deployment.public_url && new URL(deployment.public_url).origin;
  const fromEnvironment = FROM_ENVIRONMENT.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  const settings = {
    ...Object.fromEntries(Object.entries(deployment.vars).map(([name, value]) => [name, String(value)])),
    ...(own ? { PUBLIC_URL: own } : {}),
    ...(deployment.jurisdiction ? { JURISDICTION: deployment.jurisdiction } : {}),
    ...secrets,
    ...Object.fromEntries(fromEnvironment),
    ...(baseUrl ? { ILIVE_BASE_URL: baseUrl } : {}),
  };
  return { serviceUrl: serviceUrl ?? own ?? null, settings, hasSecrets: secretsText !== null };
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} cannot be read: give the path of a file that exists.`);
  });
}

async function readIfThere(file: string | null): Promise<string | null> {
  return file === null ? null : readFile(file, 'utf8').catch(() => null);
}

/** @throws naming the field, never its value */
function parseFile<T>(schema: z.ZodType<T>, text: string, file: string): T {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON.`);
  }
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const path = read.error.issues[0]?.path.join('.');
  throw new Error(`${file}: ${path || 'the file'} has another form than it must have; see docs/operate.md.`);
}
