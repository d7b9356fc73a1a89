/** The service as the import calls it: each call is made again until it is answered. */
import type { Result } from '#src/core/result.ts';
import { retryAfterMs } from '#src/platform/retry-after.ts';
import { type Answer, applicantIn, refusalOf, shortened, stopIfUseless } from './answers.ts';
import type { CustomerLine, Refusal } from './customer-line.ts';
import { ImportStopped, type Target } from './options.ts';
import type { Applicant } from './outcome.ts';
import type { Clock, Pace } from './pace.ts';

/** What a picture came to: `isNew` if the service did not have it. */
export type Given = Result<{ readonly applicant: Applicant; readonly isNew: boolean }, Refusal>;

/** The calls. @throws `ImportStopped`, all of them, when none would succeed */
export type Service = {
  /** Gives a known face. May be made again: the same user and picture changes nothing. */
  give(customer: CustomerLine, picture: Uint8Array<ArrayBuffer>): Promise<Given>;
  /** The applicant now. */
  read(userId: string): Promise<Applicant | Absent>;
};

/** Why there is no applicant to read. */
export type Absent = 'absent' | 'not_answered';

/** What it depends on. */
export type ServicePorts = {
  readonly target: Target;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Aborted when the run stops: what is in flight ends, nothing is begun. */
  readonly stop: AbortSignal;
  /** For those lines that say nothing of it. */
  readonly defaults: { readonly source: string | null; readonly keepPhotos: boolean };
};

/** A request that is not answered is cut off; a picture may take a while over a slow line. */
const TIMEOUT_MS = 120_000;
const FIRST_WAIT_MS = 500;
const MOST_WAIT_MS = 30_000;
/** So long all calls wait because one was told to. */
const MOST_PAUSE_MS = 60_000;
/** So long one call is made again. If all others fail too, the run ends; else the line is left out. */
const PATIENCE_MS = 15 * 60_000;

/** `maybeDone`: an earlier try may have had its effect, although its answer was lost. */
type LastAnswer = Answer & { readonly maybeDone: boolean };

/** Makes it. */
export function createService({ target, pace, clock, fetch, stop, defaults }: ServicePorts): Service {
  let answeredAt = clock.now();

  /** @returns the answer, which is neither a 429 nor a 5xx; null if none came although others did */
  async function call(path: string, body: () => FormData | null, bytes: number): Promise<LastAnswer | null> {
    const startedAt = clock.now();
    let maybeDone = false;
    for (let tries = 1; ; tries += 1) {
      stop.throwIfAborted();
      const made = body();
      const ended = await pace.enter(bytes);
      if (stop.aborted) ended({ busy: false, retryAfterMs: 0 });
      stop.throwIfAborted();
      const answer = await once(`${target.url}${path}`, made);
      const asked = typeof answer === 'string' ? null : retryAfterMs(answer.headers, clock.now());
      // So long a wait is about this customer alone: as many pictures of them were given today.
      const isTheirs = typeof answer !== 'string' && answer.status === 429 && (asked ?? 0) > PATIENCE_MS;
      const passes =
        typeof answer === 'string' || (answer.status === 429 && !isTheirs) || answer.status >= 500;
      const busy = passes && (typeof answer === 'string' || answer.status !== 500);
      ended({ busy, retryAfterMs: busy ? Math.min(asked ?? 0, MOST_PAUSE_MS) : 0 });
      if (!passes) {
        answeredAt = clock.now();
        return { ...answer, maybeDone };
      }
      maybeDone ||= typeof answer === 'string' || answer.status >= 500;
      if (clock.now() - startedAt >= PATIENCE_MS) {
        if (answeredAt > startedAt) return null;
        const why =
          typeof answer === 'string' ? answer : `it answers ${answer.status} ${shortened(answer.text)}`;
        throw new ImportStopped(
          `The service has not been in reach for 15 minutes: ${why}. Run the import again later.`,
        );
      }
      await clock.sleep(Math.max(asked ?? 0, Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), MOST_WAIT_MS)));
    }
  }

  /** @returns why there is no answer, if there is none */
  async function once(url: string, body: FormData | null): Promise<Answer | string> {
    try {
      const init = body === null ? {} : { method: 'POST', body };
      const headers = { authorization: `Bearer ${target.key}` };
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(url, { ...init, headers, redirect: 'manual', signal });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return cause instanceof Error ? cause.message || cause.name : String(cause);
    }
  }

  return {
    async give(customer, picture) {
      const form = () => formOf(customer, picture, defaults);
      const answer = await call('/v1/known-faces', form, picture.length);
      if (answer === null) return { ok: false, refusal: NOT_ANSWERED };
      const { status } = answer;
      if (status === 200 || status === 201) {
        const applicant = applicantIn(answer, customer.userId);
        return { ok: true, value: { applicant, isNew: status === 201 || answer.maybeDone } };
      }
      stopIfUseless(answer);
      return { ok: false, refusal: refusalOf(answer) };
    },

    async read(userId) {
      const answer = await call(`/v1/applicants/${encodeURIComponent(userId)}`, () => null, 0);
      if (answer === null) return 'not_answered';
      if (answer.status === 404) return 'absent';
      if (answer.status === 200) return applicantIn(answer, userId);
      stopIfUseless(answer);
      throw new ImportStopped(`GET /v1/applicants answers ${answer.status} ${shortened(answer.text)}.`);
    },
  };
}

const NOT_ANSWERED: Refusal = {
  code: 'not_answered',
  detail: 'The service has not answered for 15 minutes, although it answered others: run the import again.',
};
function formOf(
  { userId, metadata, source, keepPhoto }: CustomerLine,
  picture: Uint8Array<ArrayBuffer>,
  defaults: ServicePorts['defaults'],
): FormData {
  const form = new FormData();
  form.set('user_id', userId);
  if (metadata) form.set('metadata', JSON.stringify(metadata));
  const from = source ?? defaults.source;
  if (from !== null) form.set('source', from);
  if (keepPhoto ?? defaults.keepPhotos) form.set('keep_photo', 'true');
  form.set('image', new Blob([picture]), 'image');
  return form;
}
