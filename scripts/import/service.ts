/** The service as the import calls it. */
import type { Result } from '#src/core/result.ts';
import { applicantIn, refusalOf, stopIfUseless } from './answers.ts';
import { type CallerPorts, createCaller } from './caller.ts';
import type { CustomerLine, Refusal } from './customer-line.ts';
import type { Applicant } from './outcome.ts';

/** What a picture came to: `isNew` if the service did not have it. */
export type Given = Result<{ readonly applicant: Applicant; readonly isNew: boolean }, Refusal>;

/** Why there is no applicant to read. */
export type Absent = 'absent' | 'not_answered';

/** The calls. @throws `ImportStopped`, all of them, when none would succeed */
export type Service = {
  /** Looks whether the service is there and the key may do all that follows. */
  check(): Promise<void>;
  /** Gives a known face. May be made again: the same user and picture changes nothing. */
  give(customer: CustomerLine, picture: Uint8Array<ArrayBuffer>): Promise<Given>;
  /** The applicant now. */
  read(userId: string): Promise<Applicant | Absent>;
};

/** What it depends on. */
export type ServicePorts = CallerPorts & {
  /** For those lines that say nothing of it. */
  readonly defaults: { readonly source: string | null; readonly keepPhotos: boolean };
};

/** One call for each scope that is needed. */
const CHECKS = ['/v1/known-faces/duplicates?limit=1', '/v1/applicants?status=known&limit=1'] as const;
const CHECK_MS = 10_000;

/** Makes it. */
export function createService({ defaults, ...ports }: ServicePorts): Service {
  const call = createCaller(ports);
  return {
    async check() {
      for (const path of CHECKS) {
        const answer = await call({ path, patienceMs: CHECK_MS });
        if (answer !== null) stopIfUseless(answer, [200]);
      }
    },

    async give(customer, picture) {
      const body = () => formOf(customer, picture, defaults);
      const answer = await call({ path: '/v1/known-faces', body, bytes: picture.length });
      if (answer === null) return { ok: false, refusal: NOT_ANSWERED };
      stopIfUseless(answer);
      const { status, maybeDone } = answer;
      if (status !== 200 && status !== 201) return { ok: false, refusal: refusalOf(answer) };
      const applicant = applicantIn(answer, customer.userId);
      return { ok: true, value: { applicant, isNew: status === 201 || maybeDone } };
    },

    async read(userId) {
      const answer = await call({ path: `/v1/applicants/${encodeURIComponent(userId)}` });
      if (answer === null) return 'not_answered';
      if (answer.status === 404) return 'absent';
      stopIfUseless(answer, [200]);
      return applicantIn(answer, userId);
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
