/**
 * The service with counted bindings; nothing of the product knows. `GET /bench/tally` says what was used since the last
 * time, `POST /bench/advance` moves the clock and rings the alarm of an applicant where it is due.
 */
import * as product from '../../src/index.ts';
import { countedBucket, countedDatabase, countedNamespace, countStorage } from './counted-bindings.ts';
import { advance, rings } from './moved-time.ts';
import { takeTally, tally } from './tally.ts';

/** Passes all: the bench's one caller is all callers. */
const unlimited: RateLimit = { limit: async () => ({ success: true }) };

const known = new WeakMap<Env, Env>();
/** A storage that nobody holds could be made anew, without its count. */
const kept = new Set<DurableObjectStorage>();

function countedEnv(env: Env): Env {
  const counted = known.get(env) ?? {
    ...env,
    DB: countedDatabase(env.DB),
    PHOTOS: countedBucket(env.PHOTOS),
    APPLICANTS: countedNamespace(env.APPLICANTS, 'applicant'),
    RATE_LIMITER: countedNamespace(env.RATE_LIMITER, 'rate_limiter'),
    IDEMPOTENCY_KEYS: countedNamespace(env.IDEMPOTENCY_KEYS, 'idempotency_key'),
    FIGURES: countedNamespace(env.FIGURES, 'figures'),
    REQUESTS_OF_KEY: unlimited,
    FAILED_KEYS_OF_ADDRESS: unlimited,
    LINKS_OF_ADDRESS: unlimited,
    BAD_WEBHOOKS_OF_ADDRESS: unlimited,
    STARTS_OF_APPLICANT: unlimited,
  };
  known.set(env, counted);
  return counted;
}

function countedState(ctx: DurableObjectState): DurableObjectState {
  const storage = countStorage(ctx);
  kept.add(storage);
  Object.defineProperty(ctx, 'storage', { value: storage });
  return ctx;
}

/** The applicant, counted. */
export class Applicant extends product.Applicant {
  constructor(ctx: DurableObjectState, env: Env) {
    super(countedState(ctx), countedEnv(env));
    tally('object.starts');
  }

  /** Rings the alarm while it is due. */
  async ring(): Promise<void> {
    while (rings(this.ctx.id.toString())) await this.alarm();
  }

  override alarm(): Promise<void> {
    tally('object.requests');
    tally('alarms');
    return super.alarm();
  }
}

/** The rate limiter, counted. */
export class RateLimiter extends product.RateLimiter {
  constructor(ctx: DurableObjectState, env: Env) {
    super(countedState(ctx), countedEnv(env));
  }
}

/** The object with the figures, counted. */
export class Figures extends product.Figures {
  constructor(ctx: DurableObjectState, env: Env) {
    super(countedState(ctx), countedEnv(env));
  }
}

/** A remembered request, counted. */
export class IdempotencyKey extends product.IdempotencyKey {
  constructor(ctx: DurableObjectState, env: Env) {
    super(countedState(ctx), countedEnv(env));
  }
}

async function bench({ pathname, searchParams }: URL, env: Env): Promise<Response> {
  if (pathname === '/bench/tally') return Response.json(takeTally('object'));
  advance(Number(searchParams.get('ms')));
  const applicant = env.APPLICANTS.getByName(searchParams.get('user') ?? '');
  // The product's type does not know of it.
  await Reflect.apply(Reflect.get(applicant, 'ring'), applicant, []);
  return new Response(null, { status: 204 });
}

export default {
  fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (url.pathname.startsWith('/bench/')) return bench(url, env);
    tally('worker.requests');
    return product.default.fetch(request, countedEnv(env), ctx);
  },
} satisfies ExportedHandler<Env>;
