/** Reads and checks the settings. With a missing or invalid setting the service does not run; no value is guessed. */
import { z } from 'zod';
import type { Retention } from '#src/core/erasure.ts';
import type { Policy, ReviewRules } from '#src/core/policy.ts';
import type { Result } from '#src/core/result.ts';
import { defaultSessionHosts, sessionSourcesOf } from '#src/ilive/session-hosts.ts';
import { addressProblem } from '#src/notifications/receiver-url.ts';
import { hashCanonical } from '#src/platform/canonical-json.ts';
import { DAY_MS } from '#src/platform/day.ts';
import { JURISDICTIONS } from '#src/platform/jurisdiction.ts';
import { isLoopback } from '#src/platform/loopback.ts';
import { apiKeys } from './api-keys.ts';
import { sharedSecrets } from './secret-strength.ts';
import {
  accessAudience,
  accessTeam,
  brandSetting,
  collectionName,
  collectionsSetting,
  dataKey,
  daysSetting,
  hoursSetting,
  iliveApiKey,
  importShareSetting,
  linkSetting,
  notifySecret,
  optionalLimit,
  optionalShareSetting,
  originSetting,
  secretText,
  sessionHostsSetting,
  shareSetting,
  thresholdSetting,
  wholeSetting,
} from './setting-types.ts';
import { fourEyesSetting, rolesSetting } from './team.ts';

/**
 * Far below the default duplicate threshold, so that the log shows the similarities under the threshold; far above the
 * similarity of two strangers.
 */
const DEFAULT_SEARCH_FLOOR = 0.3;

const MINUTE_MS = 60_000;

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value);

/** Makes the schema of the settings by their public names, with the default of each that has one. */
export const makeSettingsSchema = () =>
  z.object({
    ILIVE_BASE_URL: originSetting.default('https://api.iliveauth.com'),
    ILIVE_API_KEY: iliveApiKey,
    ILIVE_WEBHOOK_SECRET: secretText(16),
    ILIVE_WEBHOOK_SECRET_PREVIOUS: secretText(16).optional(),
    ILIVE_WEBHOOK_TOLERANCE_S: wholeSetting(300, 1, 86_400),
    ILIVE_COLLECTION: collectionName.default('users'),
    /** Former collections that were deleted at iLive, and with them all their faces. */
    ILIVE_DELETED_COLLECTIONS: collectionsSetting,
    ILIVE_RPM: wholeSetting(600, 0, 1_000_000),
    ILIVE_RPS: wholeSetting(50, 0, 100_000),
    IMPORT_SHARE: importShareSetting,
    /** If unset: the hosts under the parent domain of `ILIVE_BASE_URL`'s host. */
    ILIVE_SESSION_HOSTS: sessionHostsSetting.optional(),
    ILIVE_TIMEOUT_MS: wholeSetting(15_000, 100, 60_000),
    API_KEYS: apiKeys,
    DATA_KEY: dataKey,
    DATA_KEY_PREVIOUS: dataKey.optional(),
    PUBLIC_URL: originSetting,
    JURISDICTION: z.enum(JURISDICTIONS).optional(),
    MATCH_THRESHOLD: thresholdSetting(0.65),
    DUPLICATE_THRESHOLD: thresholdSetting(0.5),
    /** If unset: `DEFAULT_SEARCH_FLOOR`, or `DUPLICATE_THRESHOLD` if that is lower. */
    SEARCH_FLOOR: optionalShareSetting,
    PHOTO_QUALITY_MIN: shareSetting(0.6),
    MAX_LIVENESS_ATTEMPTS: wholeSetting(2, 1, 10),
    MAX_SESSIONS: wholeSetting(5, 1, 100),
    RETRY_MODE: z.enum(['active', 'passive']).default('active'),
    SEARCH_MAX_RESULTS: wholeSetting(5, 1, 100),
    SESSION_TTL_S: wholeSetting(1_800, 1, 86_400),
    MAX_UPLOADS: wholeSetting(50, 1, 1_000),
    /** If unset, there is no limit for all applicants together. */
    SESSION_BUDGET_PER_DAY: optionalLimit,
    CHECK_ID_PHOTO: z.stringbool().default(true),
    REQUIRE_CONSENT: z.stringbool().default(false),
    CONSENT_VERSION: z.string().trim().max(100).default('2'),
    BRAND_NAME: brandSetting.optional(),
    SUPPORT_URL: linkSetting.optional(),
    PRIVACY_URL: linkSetting.optional(),
    /** If unset, the pages for the applicant are switched off. */
    LINK_SECRET: secretText(32).optional(),
    LINK_SECRET_PREVIOUS: secretText(32).optional(),
    RETAIN_PHOTOS_DAYS: daysSetting,
    RETAIN_ABANDONED_DAYS: daysSetting,
    NOTIFY_URL: z.string().optional(),
    NOTIFY_SECRET: notifySecret.optional(),
    NOTIFY_SECRET_PREVIOUS: notifySecret.optional(),
    NOTIFY_ALLOW_LOOPBACK: z.stringbool().default(false),
    ACCESS_TEAM_DOMAIN: accessTeam.optional(),
    ACCESS_AUD: accessAudience.optional(),
    /** If unset, everybody who may review is `reviewer` and `senior`. */
    ROLES: rolesSetting.optional(),
    FOUR_EYES: fourEyesSetting.optional(),
    CLAIM_MINUTES: wholeSetting(15, 1, 1_440),
    /** If unset, no case is ever overdue. */
    REVIEW_DUE_HOURS: hoursSetting,
    CONSOLE_TITLE_FIELD: z.string().min(1).max(40).optional(),
  });

type Settings = z.infer<ReturnType<typeof makeSettingsSchema>>;

/** The settings that are secrets: they are never stored, shown or logged in the clear. */
export const SECRET_SETTINGS = [
  'ILIVE_API_KEY',
  'ILIVE_WEBHOOK_SECRET',
  'ILIVE_WEBHOOK_SECRET_PREVIOUS',
  'API_KEYS',
  'DATA_KEY',
  'DATA_KEY_PREVIOUS',
  'LINK_SECRET',
  'LINK_SECRET_PREVIOUS',
  'NOTIFY_SECRET',
  'NOTIFY_SECRET_PREVIOUS',
] as const satisfies readonly (keyof Settings)[];

/** Made when it is first used, so that it is no part of the start. */
const checkedSettings = z.lazy(() =>
  makeSettingsSchema().check(({ value, issues }) => {
    const { NOTIFY_URL: url, NOTIFY_SECRET: secret, NOTIFY_ALLOW_LOOPBACK: allowLoopback } = value;
    const report = (setting: string, message: string) =>
      issues.push({ code: 'custom', path: [setting], message, input: null });
    const problem = url === undefined ? null : addressProblem(url, allowLoopback);
    if (problem) report('NOTIFY_URL', problem);
    if (url !== undefined && !secret) report('NOTIFY_SECRET', 'must be set: NOTIFY_URL is');
    const { ILIVE_COLLECTION: inForce, ILIVE_DELETED_COLLECTIONS: gone } = value;
    // A 404 for the collection in force would count as proof that its faces are gone.
    if (gone.includes(inForce)) report('ILIVE_DELETED_COLLECTIONS', 'must not name ILIVE_COLLECTION');
    const { SEARCH_FLOOR: floor, DUPLICATE_THRESHOLD: duplicate } = value;
    // With a floor above the threshold the search would miss duplicates between the two.
    if (floor !== undefined && floor > duplicate)
      report('SEARCH_FLOOR', 'must not be above DUPLICATE_THRESHOLD');
    const { ACCESS_TEAM_DOMAIN: team, ACCESS_AUD: audience } = value;
    if (team !== undefined && !audience) report('ACCESS_AUD', 'must be set: ACCESS_TEAM_DOMAIN is');
    if (audience !== undefined && !team) report('ACCESS_TEAM_DOMAIN', 'must be set: ACCESS_AUD is');
    if (team !== undefined && cannotProtect(team, value.PUBLIC_URL))
      report('ACCESS_TEAM_DOMAIN', 'must not be used on loopback with an https PUBLIC_URL');
    if (value.FOUR_EYES && Object.values(value.API_KEYS).some((key) => isNameless(key, team !== undefined)))
      report(
        'API_KEYS',
        `must name the person of each key with the scope reviews${team === undefined ? '' : ' by e-mail address, as Access does'}: FOUR_EYES is set`,
      );
    for (const [setting, other] of sharedSecrets(secretsOf(value)))
      report(setting, `must not be the same secret as ${other}`);
  }),
);

/**
 * Tells whether Cloudflare Access cannot be what signs reviewers in: the sandbox plays its part on this machine and
 * signs anyone in, which is for a local service over http only; and Access does not stand before a local https service.
 */
function cannotProtect(team: string, publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' && (isLoopback(new URL(team).hostname) || isLoopback(hostname));
}

/**
 * Whether a key can decide and does not say whose it is: with it, one person could be both pairs of eyes. The console
 * knows people by e-mail address, so where there is one, another id of the same person would be a second pair.
 */
function isNameless({ scopes, person }: Settings['API_KEYS'][string], hasConsole: boolean): boolean {
  return scopes.includes('reviews') && !(hasConsole ? person?.includes('@') : person);
}

/** All secrets by the names of their settings. Of the API keys there are only hashes. */
function secretsOf(value: Settings) {
  return SECRET_SETTINGS.filter((name) => name !== 'API_KEYS').map((name) => [name, value[name]] as const);
}

/** The settings by their public names, and the values computed from them. */
export type Config = Settings & {
  /** The least similarity that a face search asks for: `SEARCH_FLOOR`, or its default if that is unset. */
  readonly searchFloor: number;
  /** Where iLive's pages may be: `ILIVE_SESSION_HOSTS`, or its default if that is unset. */
  readonly sessionHosts: readonly string[];
  /** The same as source expressions of a Content-Security-Policy. */
  readonly sessionSources: readonly string[];
  readonly policy: Policy;
  readonly retention: Retention;
};

/** A missing or invalid setting, and what it must be. Never holds the value: it may be a secret. */
export type SettingProblem = { readonly setting: string; readonly must: string };

/** Reads the settings from the Worker's environment. An empty variable counts as unset. */
export function parseConfig(env: object): Result<Config, readonly SettingProblem[]> {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const kept = blankIsUnset(value);
      return typeof kept === 'string' || typeof kept === 'number' || typeof kept === 'boolean'
        ? [[name, String(kept)]]
        : [];
    }),
  );
  const parsed = checkedSettings.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({
      setting: String(path[0]),
      must: message,
    }));
    return { ok: false, refusal: problems };
  }
  const { data } = parsed;
  const searchFloor = data.SEARCH_FLOOR ?? Math.min(DEFAULT_SEARCH_FLOOR, data.DUPLICATE_THRESHOLD);
  const sessionHosts = data.ILIVE_SESSION_HOSTS ?? defaultSessionHosts(data.ILIVE_BASE_URL);
  const hosts = { sessionHosts, sessionSources: sessionSourcesOf(sessionHosts) };
  const rules = { policy: policyOf(data), retention: retentionOf(data) };
  return { ok: true, value: { ...data, searchFloor, ...hosts, ...rules } };
}

function retentionOf(settings: Settings): Retention {
  const { RETAIN_PHOTOS_DAYS: photos, RETAIN_ABANDONED_DAYS: abandoned } = settings;
  return {
    photosMs: photos === undefined ? null : photos * DAY_MS,
    abandonedMs: abandoned === undefined ? null : abandoned * DAY_MS,
  };
}

/** Makes the policy. Its version is `p-` and the first 8 hex digits of the SHA-256 of the rules' canonical JSON. */
function policyOf(settings: Settings): Policy {
  const rules = {
    matchThreshold: settings.MATCH_THRESHOLD,
    duplicateThreshold: settings.DUPLICATE_THRESHOLD,
    photoQualityMin: settings.PHOTO_QUALITY_MIN,
    maxLivenessAttempts: settings.MAX_LIVENESS_ATTEMPTS,
    maxSessions: settings.MAX_SESSIONS,
    retryMode: settings.RETRY_MODE,
    sessionTtlMs: settings.SESSION_TTL_S * 1_000,
    requireConsent: settings.REQUIRE_CONSENT,
    maxUploads: settings.MAX_UPLOADS,
  };
  return { version: `p-${hashCanonical(rules).slice(0, 8)}`, ...rules, review: reviewRulesOf(settings) };
}

function reviewRulesOf(settings: Settings): ReviewRules {
  const { CLAIM_MINUTES: minutes, REVIEW_DUE_HOURS: hours, FOUR_EYES: fourEyes = [] } = settings;
  return {
    claimMs: minutes * MINUTE_MS,
    dueMs: hours === undefined ? null : hours * 60 * MINUTE_MS,
    fourEyes,
  };
}
