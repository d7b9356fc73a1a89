/** Everything outside that the settings lead to, made once for each environment. */
import { createHash } from 'node:crypto';
import type { Result } from '#src/core/result.ts';
import { createRecords, type Records } from '#src/d1/applicants.ts';
import { createRowMac, type RowMac } from '#src/d1/row-mac.ts';
import { createIliveClient, type IliveClient } from '#src/ilive/client.ts';
import { askRateLimiter } from '#src/ilive/rate-limit/ask-rate-limiter.ts';
import type { Priority, Slot } from '#src/ilive/rate-limit/rate-limit.ts';
import type { Receiver } from '#src/notifications/send.ts';
import { createPhotos, type Photos } from '#src/photos/photo-store.ts';
import { createSeal, type Seal } from '#src/platform/seal.ts';
import { type Config, parseConfig, type SettingProblem } from './config.ts';

/** The third party, the stores and the key, ready to use. */
export type Services = {
  readonly config: Config;
  readonly ilive: IliveClient;
  readonly photos: Photos;
  readonly records: Records;
  readonly rowMac: RowMac;
  readonly seal: Seal;
  /** Where notifications go, or null where nobody wants them. */
  readonly receiver: Receiver | null;
  /** A slot for that many v2 calls: at once where the key has no cap. */
  readonly slot: (priority: Priority, calls: number) => Promise<Slot>;
};

/** The world, or which settings are wrong. */
export type ServicesResult = Result<Services, readonly SettingProblem[]>;

const known = new WeakMap<Env, ServicesResult>();

/** Reads the settings on the first call for this environment. */
export function servicesOf(env: Env): ServicesResult {
  const result = known.get(env) ?? makeServices(env);
  known.set(env, result);
  return result;
}

/** Gives the services. @throws while the settings are not ready */
export function requireServices(env: Env): Services {
  const result = servicesOf(env);
  if (!result.ok) throw new Error('settings are not ready');
  return result.value;
}

function makeServices(env: Env): ServicesResult {
  const parsed = parseConfig(env);
  if (!parsed.ok) return parsed;
  const { value: config } = parsed;
  const connection = {
    baseUrl: config.ILIVE_BASE_URL,
    apiKey: config.ILIVE_API_KEY,
    timeoutMs: config.ILIVE_TIMEOUT_MS,
    fetch: (request: Request) => fetch(request),
  };
  const tier = { perMinute: config.ILIVE_RPM, perSecond: config.ILIVE_RPS };
  const capped = tier.perMinute > 0 || tier.perSecond > 0;
  const keyHash = createHash('sha256').update(config.ILIVE_API_KEY).digest('hex').slice(0, 16);
  return {
    ok: true,
    value: {
      config,
      ilive: createIliveClient(connection),
      photos: createPhotos(env.PHOTOS),
      records: createRecords(env.DB),
      rowMac: createRowMac(dataKeysOf(config)),
      seal: createSeal(dataKeysOf(config)),
      receiver: receiverOf(config),
      slot: async (priority, calls) =>
        capped ? askRateLimiter(env, keyHash, priority, calls, tier) : { startAt: Date.now(), final: true },
    },
  };
}

/** The present key first. */
function dataKeysOf({ DATA_KEY: present, DATA_KEY_PREVIOUS: previous }: Config) {
  return previous === undefined ? ([present] as const) : ([present, previous] as const);
}

function receiverOf(config: Config): Receiver | null {
  const { NOTIFY_URL: url, NOTIFY_SECRET: current, NOTIFY_SECRET_PREVIOUS: previous } = config;
  if (url === undefined || current === undefined) return null;
  const secrets = previous === undefined ? [current] : [current, previous];
  return { url, secrets, fetch: (request) => fetch(request) };
}
