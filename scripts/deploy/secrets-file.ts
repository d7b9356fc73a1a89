/** The secrets file: a JSON object of texts, readable by its owner only, and never in git. */
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { SECRET_SETTINGS } from '../../src/config/config.ts';
import { DeployFailure } from './failure.ts';

/** Secrets by the names of their settings. */
export type Secrets = Readonly<Record<string, string>>;

const fileSchema = z.partialRecord(z.enum(SECRET_SETTINGS), z.string().min(1, 'is empty'));

/** Reads the file. @throws DeployFailure when it is missing, open to others, in git, or not what it must be */
export async function readSecretsFile(file: string): Promise<Secrets> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new DeployFailure(`${file} cannot be read`, 'give the right path, or leave out --secrets-file');
  });
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new DeployFailure(`${file} can be read by others`, `chmod 600 ${file}`);
  if (await isSeenByGit(file))
    throw new DeployFailure(
      `${file} is not ignored by git, so it could be committed`,
      'call it deployments/<name>.secrets.json, or put it outside of the checkout',
    );
  return parseSecrets(text, file);
}

/** Reads the file's content. No message quotes it. */
function parseSecrets(text: string, file: string): Secrets {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new DeployFailure(`${file} is not JSON`, 'write {"NAME": "value", …}; API_KEYS is JSON in a text');
  }
  const parsed = fileSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.');
  const message = issue?.code === 'unrecognized_keys' ? 'is none of the secrets' : issue?.message;
  throw new DeployFailure(`${file}: ${name || 'the file'}: ${message}`, 'see docs/operate.md, "Settings"');
}

/** Tells whether the file lies in a checkout and git does not ignore it. */
async function isSeenByGit(file: string): Promise<boolean> {
  const path = resolve(file);
  try {
    await promisify(execFile)('git', ['check-ignore', '--quiet', '--no-index', path], { cwd: dirname(path) });
    return isTracked(path);
  } catch (error) {
    // 1: not ignored. 128: no checkout. No number: no git.
    return z.object({ code: z.literal(1) }).safeParse(error).success;
  }
}

async function isTracked(path: string): Promise<boolean> {
  return promisify(execFile)('git', ['ls-files', '--error-unmatch', path], { cwd: dirname(path) }).then(
    () => true,
    () => false,
  );
}
