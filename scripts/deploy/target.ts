/** Where a deployment goes. */
import type { Choices } from './choices.ts';
import type { CloudflareApi } from './cloudflare-api.ts';

/** The account, and what is to be deployed into it. */
export type Target = {
  readonly api: CloudflareApi;
  readonly accountId: string;
  readonly choices: Choices;
};

/** The permissions of the token, as Cloudflare's dashboard calls them. */
export const PERMISSIONS = {
  account: 'Account Settings: Read',
  scripts: 'Workers Scripts: Edit',
  d1: 'D1: Edit',
  r2: 'Workers R2 Storage: Edit',
  zone: 'Zone: Read',
} as const;
