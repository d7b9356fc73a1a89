/** The two files of a new deployment, and its first API keys. Pure but for chance. */
import { createHash, randomBytes } from 'node:crypto';
import type { Scope } from '../../src/config/api-keys.ts';
import type { Secrets } from './secrets-file.ts';

/** The first callers, and what the key of each opens: no more than it needs. */
const FIRST_KEYS: Readonly<Record<string, readonly Scope[]>> = {
  backend: ['applicants'],
  eraser: ['erase'],
  reviewer: ['reviews'],
  auditor: ['audit'],
  operator: ['operate'],
};

/** What the operator has answered. An empty text stands for "none". */
export type Answers = {
  readonly name: string;
  readonly publicUrl: string;
  readonly jurisdiction: string;
  readonly iliveApiKey: string;
  readonly iliveWebhookSecret: string;
};

/** The files' contents, and the keys, which stand in neither of them. */
export type NewDeployment = {
  readonly choices: Readonly<Record<string, unknown>>;
  readonly secrets: Secrets;
  readonly apiKeys: readonly {
    readonly name: string;
    readonly scopes: readonly Scope[];
    readonly key: string;
  }[];
};

/** Makes them. */
export function newDeployment(answers: Answers): NewDeployment {
  const apiKeys = Object.entries(FIRST_KEYS).map(([name, scopes]) => ({
    name,
    scopes,
    key: `kyc_${randomBytes(24).toString('hex')}`,
  }));
  const hashed = apiKeys.map(({ name, scopes, key }) => [
    name,
    { sha256: createHash('sha256').update(key).digest('hex'), scopes },
  ]);
  return {
    choices: {
      name: answers.name,
      ...(answers.publicUrl === '' ? {} : { public_url: answers.publicUrl }),
      ...(answers.jurisdiction === '' ? {} : { jurisdiction: answers.jurisdiction }),
      vars: {},
    },
    secrets: {
      API_KEYS: JSON.stringify(Object.fromEntries(hashed)),
      DATA_KEY: randomBytes(32).toString('base64'),
      LINK_SECRET: randomBytes(32).toString('hex'),
      ILIVE_API_KEY: answers.iliveApiKey,
      ILIVE_WEBHOOK_SECRET: answers.iliveWebhookSecret,
    },
    apiKeys,
  };
}
