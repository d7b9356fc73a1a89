import { createHash, randomBytes } from 'node:crypto';

/** Keys made for this run; nothing of them is worth hiding or keeping. */
const keys = {
  backend: randomBytes(24).toString('hex'),
  reader: randomBytes(24).toString('hex'),
  eraser: randomBytes(24).toString('hex'),
  reviewer: randomBytes(24).toString('hex'),
  auditor: randomBytes(24).toString('hex'),
  operator: randomBytes(24).toString('hex'),
  importer: randomBytes(24).toString('hex'),
};
/** Whose key it is that a test sends. */
export type KeyHolder = keyof typeof keys;
/** The scope of each key: exactly one, so that a test shows what that scope opens. */
export const SCOPE_OF = {
  backend: 'applicants',
  reader: 'read',
  eraser: 'erase',
  reviewer: 'reviews',
  auditor: 'audit',
  operator: 'operate',
  importer: 'import',
} as const satisfies Record<KeyHolder, string>;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The settings of the Worker under test, and what its callers need, as bindings. */
export const testSettings = {
  ILIVE_BASE_URL: 'https://ilive.test',
  ILIVE_API_KEY: `iksk_test_${randomBytes(16).toString('hex')}`,
  ILIVE_WEBHOOK_SECRET: randomBytes(24).toString('hex'),
  ILIVE_WEBHOOK_SECRET_PREVIOUS: randomBytes(24).toString('hex'),
  API_KEYS: JSON.stringify(
    Object.fromEntries(
      Object.entries(keys).map(([name, key]) => [
        name,
        { sha256: sha256(key), scopes: [SCOPE_OF[name as KeyHolder]] },
      ]),
    ),
  ),
  DATA_KEY: randomBytes(32).toString('base64'),
  PUBLIC_URL: 'https://kyc.test',
  LINK_SECRET: randomBytes(32).toString('hex'),
  ACCESS_TEAM_DOMAIN: 'team.test',
  ACCESS_AUD: randomBytes(32).toString('hex'),
  TEST_KEYS: JSON.stringify(keys),
};

/** The keys of `testSettings`, with the person of each that decides: where two reviewers are needed it must be named. */
export const API_KEYS_WITH_PERSONS = JSON.stringify({
  ...JSON.parse(testSettings.API_KEYS),
  reviewer: { ...JSON.parse(testSettings.API_KEYS).reviewer, person: 'rita@example.com' },
});

/** What needs two reviewers where anything may happen: what happens there often enough to be met. */
export const FOUR_EYES_OF_MODEL = 'reject:liveness_failed,retry_liveness:liveness_failed';

const notifySecret = () => `whsec_${randomBytes(32).toString('base64')}`;

/** Where the Worker under test sends its notifications, while their secret rotates. */
export const notifySettings = {
  NOTIFY_URL: 'https://customer.test/notifications',
  NOTIFY_SECRET: notifySecret(),
  NOTIFY_SECRET_PREVIOUS: notifySecret(),
};
