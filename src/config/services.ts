/** Makes the clients, stores and keys from the settings, once for each environment. */
import { createHash } from 'node:crypto';
import type { Result } from '#src/core/result.ts';
import { createRecords, type Records } from '#src/d1/applicants.ts';
import { createDeploymentRecords, type DeploymentRecords } from '#src/d1/deployment.ts';
import { countRowsUnder } from '#src/d1/operations.ts';
import { createRowMac, type RowMac } from '#src/d1/row-mac.ts';
import { observation, WAIT_BUCKETS_S } from '#src/figures/figures.ts';
import { createReporter, type Reporter } from '#src/figures/reporter.ts';
import { createIliveClient, type IliveClient } from '#src/ilive/client.ts';
import { observeCalls } from '#src/ilive/observed-client.ts';
import { askForLane, askRateLimiter } from '#src/ilive/rate-limit/ask-rate-limiter.ts';
import { createSessionBudget, type SessionBudget } from '#src/ilive/rate-limit/ask-session-budget.ts';
import type { Lane, Priority, Slot } from '#src/ilive/rate-limit/rate-limit.ts';
import type { Receiver } from '#src/notifications/send.ts';
import { createPhotos, type Photos } from '#src/photos/photo-store.ts';
import { rateLimiterOf } from '#src/platform/objects.ts';
import { createSeal, type Seal } from '#src/platform/seal.ts';
import { keptQuestion } from '#src/platform/shared-question.ts';
import { createTextMacs, type TextMacs } from '#src/platform/text-mac.ts';
import { type Config, parseConfig, type SettingProblem } from './config.ts';
import { noteCall } from './note-call.ts';
import { createPlacement, type Placement } from './placement.ts';

/** iLive, the stores, the keys and the settings, ready to use. */
export type Services = {
  readonly config: Config;
  readonly ilive: IliveClient;
  readonly photos: Photos;
  readonly records: Records;
  readonly deployment: DeploymentRecords;
  readonly placement: Placement;
  readonly rowMac: RowMac;
  /** Counts the rows with a MAC by the previous `DATA_KEY`; null when it is not being rotated. @throws when D1 fails */
  readonly formerKeyRows: () => Promise<number | null>;
  /** Makes and checks the MAC of each day's file. */
  readonly dayMac: TextMacs;
  readonly seal: Seal;
  /** `DATA_KEY`, then during its rotation the previous one: 32 bytes each. */
  readonly dataKeys: DataKeys;
  /** `LINK_SECRET`, then during its rotation the previous one; null when there are no pages for applicants. */
  readonly linkSecrets: LinkSecrets | null;
  /** Where notifications are sent; null when `NOTIFY_URL` is not set. */
  readonly receiver: Receiver | null;
  /** Asks the rate limiter when this many calls to iLive's `/api/v2` may start: at once when no limit is set. */
  readonly slot: (priority: Priority, calls: number, lane: Lane) => Promise<Slot>;
  /** How far ahead the rate limiter has promised starts (ms). @throws when it cannot be asked */
  readonly backlogMs: () => Promise<number>;
  /** The daily limit on liveness sessions, shared by all applicants; null when `SESSION_BUDGET_PER_DAY` is not set. */
  readonly sessionBudget: SessionBudget | null;
  /** What this isolate counts for `/metrics` and `/status`. */
  readonly figures: Reporter;
};

/** Keys that are all accepted. The first one makes what is new. */
export type DataKeys = readonly [Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]];
/** Secrets that are all accepted. The first one signs what is new. */
export type LinkSecrets = readonly [string, ...string[]];

/** The services, or the settings that are missing or invalid. */
export type ServicesResult = Result<Services, readonly SettingProblem[]>;

const COUNT_WITHIN_MS = 5_000;
const COUNT_KEPT_MS = 600_000;

const cache = new WeakMap<Env, ServicesResult>();

/** Returns the services of this environment. The first call reads the settings, later ones return the same result. */
export function servicesOf(env: Env): ServicesResult {
  const result = cache.get(env) ?? makeServices(env);
  cache.set(env, result);
  return result;
}

/** Returns the services. @throws when a setting is missing or invalid */
export function requireServices(env: Env): Services {
  const result = servicesOf(env);
  if (!result.ok) throw new Error('settings are not ready');
  return result.value;
}

function makeServices(env: Env): ServicesResult {
  const parsed = parseConfig(env);
  if (!parsed.ok) return parsed;
  const { value: config } = parsed;
  const dataKeys = currentFirst(config.DATA_KEY, config.DATA_KEY_PREVIOUS);
  const connection = {
    baseUrl: config.ILIVE_BASE_URL,
    apiKey: config.ILIVE_API_KEY,
    timeoutMs: config.ILIVE_TIMEOUT_MS,
    fetch: (request: Request) => fetch(request),
    sessionHosts: config.sessionHosts,
  };
  const tier = { perMinute: config.ILIVE_RPM, perSecond: config.ILIVE_RPS };
  const { SESSION_BUDGET_PER_DAY: budget } = config;
  const deployment = createDeploymentRecords(env.DB, dataKeys);
  const figures = createReporter(env);
  const rowMac = createRowMac(dataKeys);
  const isLimited = tier.perMinute > 0 || tier.perSecond > 0;
  const keyHash = createHash('sha256').update(config.ILIVE_API_KEY).digest('hex').slice(0, 16);
  return {
    ok: true,
    value: {
      config,
      ilive: observeCalls(createIliveClient(connection), (call) => noteCall(figures, call, Date.now())),
      photos: createPhotos(env.PHOTOS),
      records: createRecords(env.DB),
      deployment,
      placement: createPlacement(deployment, config.JURISDICTION ?? null),
      rowMac,
      formerKeyRows: createFormerKeyCount(env.DB, rowMac),
      dayMac: createTextMacs(dataKeys, 'day_mac'),
      seal: createSeal(dataKeys),
      dataKeys,
      linkSecrets: config.LINK_SECRET ? currentFirst(config.LINK_SECRET, config.LINK_SECRET_PREVIOUS) : null,
      receiver: receiverOf(config),
      async slot(priority, calls, lane) {
        const askedAt = Date.now();
        if (!isLimited) return { startAt: askedAt, final: true };
        if (lane === 'known') return askForLane(env, keyHash, priority, calls, tier, config.IMPORT_SHARE);
        const slot = await askRateLimiter(env, keyHash, priority, calls, tier);
        // `soon` may reserve nothing, and `due` claims what was counted before.
        if (priority === 'next')
          figures.addCounters(
            observation('slot_wait', WAIT_BUCKETS_S, Math.max(0, slot.startAt - askedAt) / 1_000),
          );
        return slot;
      },
      backlogMs: async () => (isLimited ? rateLimiterOf(env, keyHash).backlogMs() : 0),
      sessionBudget: budget === undefined ? null : createSessionBudget(env, budget),
      figures,
    },
  };
}

/** The count reads every row, so an isolate makes it once in ten minutes, however often `/status` is asked for. */
function createFormerKeyCount(db: D1Database, { previousKeyId }: RowMac): Services['formerKeyRows'] {
  if (previousKeyId === null) return async () => null;
  return keptQuestion(
    COUNT_WITHIN_MS,
    () => COUNT_KEPT_MS,
    () => countRowsUnder(db, previousKeyId),
  );
}

/** The current one first, then the previous one while it is rotated. */
function currentFirst<T>(current: T, previous: T | undefined): readonly [T, ...T[]] {
  return previous === undefined ? [current] : [current, previous];
}

function receiverOf(config: Config): Receiver | null {
  const { NOTIFY_URL: url, NOTIFY_SECRET: current, NOTIFY_SECRET_PREVIOUS: previous } = config;
  if (url === undefined || current === undefined) return null;
  const secrets = previous === undefined ? [current] : [current, previous];
  return { url, secrets, fetch: (request) => fetch(request) };
}
