/** Calls to Cloudflare's API: https://developers.cloudflare.com/api/ */
import { z } from 'zod';
import { plainLine } from '../plain-text.ts';
import { DeployFailure } from './failure.ts';

const TIMEOUT_MS = 30_000;
/** R2 is a subscription of its own; before someone has taken it, every call to it is 403 with this code. */
const R2_IS_OFF = 10042;

const envelopeSchema = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ code: z.number(), message: z.string() })).default([]),
  result: z.unknown(),
});

/** Whom to call as, and where. */
export type Access = {
  readonly token: string;
  /** Cloudflare's own address unless the variable `CLOUDFLARE_API_BASE_URL` names another, as for wrangler. */
  readonly baseUrl: string;
};

/** A call. `permission`: what the token needs for it, as Cloudflare's dashboard calls it. */
export type Call<T> = {
  readonly path: string;
  readonly permission: string;
  readonly schema: z.ZodType<T>;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Cloudflare's API, ready to be called. */
export type CloudflareApi = ReturnType<typeof createCloudflareApi>;

/** Makes the access to the API. */
export function createCloudflareApi({ token, baseUrl }: Access) {
  async function send<T>(call: Call<T>): Promise<{ readonly status: number; readonly body: unknown }> {
    const { path, method = 'GET', json, headers = {} } = call;
    const type = json === undefined ? {} : { 'Content-Type': 'application/json' };
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, ...type, ...headers },
        body: json === undefined ? null : JSON.stringify(json),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return { status: response.status, body: await response.json().catch(() => null) };
    } catch (error) {
      throw new DeployFailure(
        `Cloudflare's API does not answer: ${error}`,
        'try again; nothing was changed by this call',
      );
    }
  }

  /** Calls. @returns the result, null where there is no such thing @throws DeployFailure when it is refused */
  async function find<T>(call: Call<T>): Promise<T | null> {
    const { status, body } = await send(call);
    if (status === 404) return null;
    const envelope = envelopeSchema.safeParse(body);
    const errors = envelope.data?.errors ?? [];
    const said = errors.map(({ code, message }) => plainLine(`${message} (${code})`)).join('; ');
    if (status === 401 || status === 403)
      throw new DeployFailure(
        `Cloudflare refuses ${call.method ?? 'GET'} ${call.path} (${status}): ${said || 'no reason given'}`,
        errors.some(({ code }) => code === R2_IS_OFF)
          ? 'R2 is not switched on in this account: dash.cloudflare.com → R2 Object Storage, once; then run the command again'
          : `give the token the permission "${call.permission}", or log in with npx wrangler login`,
      );
    if (!envelope.success || !envelope.data.success || status >= 400)
      throw new DeployFailure(
        `Cloudflare answers ${status} to ${call.method ?? 'GET'} ${call.path}: ${said || 'nothing readable'}`,
        'look at https://www.cloudflarestatus.com, then run the command again',
      );
    const parsed = call.schema.safeParse(envelope.data.result);
    if (parsed.success) return parsed.data;
    throw new DeployFailure(
      `Cloudflare's answer to ${call.path} has another shape: ${parsed.error.issues[0]?.path.join('.')}`,
      'look for a newer version of this service, or do the step by hand: docs/operate.md',
    );
  }

  return {
    find,
    /** Calls. @returns the result @throws DeployFailure when it is refused or there is no such thing */
    async call<T>(call: Call<T>): Promise<T> {
      const result = await find(call);
      if (result !== null) return result;
      throw new DeployFailure(
        `Cloudflare knows nothing at ${call.path} (404)`,
        `check the account's id, and the token's permission "${call.permission}"`,
      );
    },
  };
}
