/** Requests that are made again when the other side is busy or away for a moment. */

const TRIES = 6;
const FIRST_WAIT_MS = 500;
const TIMEOUT_MS = 120_000;

/** A request that did not succeed, and would not if it were made again at once. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
}

/**
 * Gets the JSON of a success. Tries six times after 429, 5xx and broken connections, and waits as `Retry-After` says.
 * The request must have the same effect if it is made again.
 * @throws `RequestFailed` with the status and the beginning of the answer
 */
export async function fetchJson(url: string, init: RequestInit): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await attempt(url, init);
    if (outcome.ok) return outcome.body;
    if (!outcome.mayPass || tries === TRIES) throw new RequestFailed(`${new URL(url).host}: ${outcome.why}`);
    const waitMs = outcome.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (tries - 1);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

type Outcome =
  | { readonly ok: true; readonly body: unknown }
  | {
      readonly ok: false;
      readonly why: string;
      readonly mayPass: boolean;
      readonly retryAfterMs: number | null;
    };

async function attempt(url: string, init: RequestInit): Promise<Outcome> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const text = await response.text();
    if (response.ok) return { ok: true, body: JSON.parse(text) };
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    const retryAfterMs = Number.isFinite(after) ? after * 1_000 : null;
    const mayPass = response.status === 429 || response.status >= 500;
    return { ok: false, why: `${response.status} ${text.slice(0, 300)}`, mayPass, retryAfterMs };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, why, mayPass: true, retryAfterMs: null };
  }
}
