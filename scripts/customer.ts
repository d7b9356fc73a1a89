/** A customer's backend in a few lines, as the README's curl lines show it; and the applicant's phone. */
import type { ApplicantView, CreatedApplicantView, SessionView } from '../src/contract/applicant.ts';
import type { Addresses, LocalSecrets } from './local-setup.ts';

/** An answer that was no success. */
export type Refused = { readonly status: number; readonly code: string; readonly detail: string };

/** The calls of one customer. */
export type Customer = ReturnType<typeof createCustomer>;

const DECIDED_WITHIN_MS = 60_000;
const POLL_MS = 200;

/** Calls the service over HTTP with the local keys. */
export function createCustomer({ serviceUrl }: Addresses, { keys }: LocalSecrets) {
  async function call<T>(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<T | Refused> {
    const headers = {
      authorization: `Bearer ${keys.backend}`,
      'content-type': typeof body === 'string' ? 'application/json' : 'image/jpeg',
    };
    const response = await fetch(`${serviceUrl}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return response.json() as Promise<T | Refused>;
  }
  async function must<T extends object>(answer: Promise<T | Refused>): Promise<T> {
    const body = await answer;
    if ('code' in body) throw new Error(`${body.status} ${body.code}: ${body.detail}`);
    return body;
  }
  const read = (userId: string) => must(call<ApplicantView>('GET', `/v1/applicants/${userId}`));

  return {
    /** The applicant now. */
    read,

    create: (userId: string) =>
      must(call<CreatedApplicantView>('POST', '/v1/applicants', JSON.stringify({ user_id: userId }))),

    uploadIdPhoto: (userId: string, picture: Uint8Array<ArrayBuffer>) =>
      call<ApplicantView>('PUT', `/v1/applicants/${userId}/id-photo`, picture),

    start: (userId: string) => must(call<SessionView>('POST', `/v1/applicants/${userId}/sessions`, '{}')),

    /** Waits until what was captured in that session is decided. */
    async decided(userId: string, sessionId: string): Promise<ApplicantView> {
      const deadline = Date.now() + DECIDED_WITHIN_MS;
      for (;;) {
        const applicant = await read(userId);
        const { status, liveness } = applicant;
        if (status !== 'verifying' && liveness?.session_id === sessionId && liveness.verdict !== null)
          return applicant;
        if (Date.now() > deadline)
          throw new Error(`${userId} is still ${status} after ${DECIDED_WITHIN_MS / 1_000} s`);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
  };
}

/** Shows a face on iLive's page and comes back to the service, as a browser would. */
export async function captureAndReturn(
  session: SessionView,
  picture: Uint8Array<ArrayBuffer>,
  verdict: string,
): Promise<void> {
  const form = new FormData();
  form.set('image', new File([picture], 'capture.jpg', { type: 'image/jpeg' }));
  form.set('verdict', verdict);
  const captureUrl = new URL(`/capture/${session.session_id}`, session.session_url);
  const response = await fetch(captureUrl, { method: 'POST', body: form });
  if (!response.ok)
    throw new Error(`the sandbox refused the capture: ${response.status} ${await response.text()}`);
  const { redirect_url: redirectUrl } = (await response.json()) as { redirect_url: string };
  await fetch(redirectUrl, { redirect: 'manual' });
}
