/**
 * The settings of a stored release. Each key is the SHA-256 of a public phrase and the key's name, so that no file holds
 * a secret and each later build opens what was stored. Never change the phrase: the stored releases depend on it.
 */
import { createHash } from 'node:crypto';

const PHRASE = 'kyc-onboarding: keys of the stored releases, made for tests and known to all';

const derived = (name: string) => createHash('sha256').update(`${PHRASE}: ${name}`).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The API keys by their callers. Each opens one scope. */
const SCOPE_OF = {
  backend: 'applicants',
  eraser: 'erase',
  reviewer: 'reviews',
  auditor: 'audit',
  operator: 'operate',
  importer: 'import',
} as const;

/** Who calls. */
export type Caller = keyof typeof SCOPE_OF;

/** The key that a caller sends. */
export function keyOf(caller: Caller): string {
  return `kyc_${derived(`API key of ${caller}`).toString('hex')}`;
}

/** The 32 bytes of `DATA_KEY`. */
export const DATA_KEY = derived('DATA_KEY');

/** What the Worker is started with. */
export const SETTINGS = {
  PUBLIC_URL: 'https://kyc.test',
  ILIVE_BASE_URL: 'https://ilive.test',
  ILIVE_API_KEY: `iksk_test_${derived('ILIVE_API_KEY').toString('hex')}`,
  ILIVE_WEBHOOK_SECRET: derived('ILIVE_WEBHOOK_SECRET').toString('hex'),
  API_KEYS: JSON.stringify(
    Object.fromEntries(
      Object.entries(SCOPE_OF).map(([caller, scope]) => [
        caller,
        { sha256: sha256(keyOf(caller as Caller)), scopes: [scope] },
      ]),
    ),
  ),
  DATA_KEY: DATA_KEY.toString('base64'),
  LINK_SECRET: derived('LINK_SECRET').toString('hex'),
  SESSION_BUDGET_PER_DAY: '1000',
  NOTIFY_URL: 'https://customer.test/notifications',
  NOTIFY_SECRET: `whsec_${derived('NOTIFY_SECRET').toString('base64')}`,
} as const;
