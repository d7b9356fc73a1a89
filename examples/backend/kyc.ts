/** The calls to the KYC service that an onboarding takes, typed by its own description. */
import createClient from 'openapi-fetch';
import type { components, paths } from '../api.d.ts';

/** An applicant as the service answers it. */
export type Applicant = components['schemas']['Applicant'];
/** An error of the service; go by its `code`. */
export type Problem = components['schemas']['Problem'];
/** The calls. */
export type Kyc = ReturnType<typeof createKyc>;

/** Thrown when the service says no. */
export class KycError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail} (request ${problem.request_id})`);
    this.problem = problem;
  }
}

/** Where the service is, and your key with the scope `applicants`. `fetch` is for tests. */
export type KycOptions = {
  readonly url: string;
  readonly apiKey: string;
  readonly fetch?: (request: Request) => Promise<Response>;
};

/** A client with the calls that this backend needs. */
export function createKyc({ url, apiKey, fetch = globalThis.fetch }: KycOptions) {
  const client = createClient<paths>({
    baseUrl: url,
    fetch,
    headers: { authorization: `Bearer ${apiKey}` },
  });

  return {
    /** Creates the applicant; one that exists already is answered as it is, so trying again does no harm. */
    create: async (userId: string) =>
      must(await client.POST('/v1/applicants', { body: { user_id: userId } })),

    /** Uploads the photo of the ID, JPEG or PNG. */
    uploadIdPhoto: async (userId: string, photo: Blob) =>
      must(
        await client.PUT('/v1/applicants/{user_id}/id-photo', {
          params: { path: { user_id: userId } },
          body: photo,
          bodySerializer: (bytes) => bytes,
          headers: { 'content-type': 'image/jpeg' },
        }),
      ),

    /** Starts liveness. Afterwards the applicant comes back to `redirectUrl`, which must be https. */
    startLiveness: async (userId: string, redirectUrl?: string) =>
      must(
        await client.POST('/v1/applicants/{user_id}/sessions', {
          params: { path: { user_id: userId } },
          body: redirectUrl === undefined ? {} : { redirect_url: redirectUrl },
        }),
      ),

    /** The applicant now. */
    read: async (userId: string) =>
      must(await client.GET('/v1/applicants/{user_id}', { params: { path: { user_id: userId } } })),
  };
}

function must<T>({ data, error }: { data?: T; error?: Problem }): T {
  if (data === undefined) throw error ? new KycError(error) : new Error('The KYC service gave no answer.');
  return data;
}
