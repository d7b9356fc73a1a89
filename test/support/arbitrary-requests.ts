/** Requests as no well-meaning caller would send them, for every route. */
import fc from 'fast-check';
import { oddForm } from './arbitrary-forms.ts';
import { corruptedJson, oddBody } from './arbitrary-json.ts';
import { oddPicture } from './arbitrary-pictures.ts';
import { oddHeader, oddQuery, oddSegment } from './arbitrary-request-parts.ts';

/** A request to be, printed where a test fails. */
export type OddRequest = {
  readonly method: string;
  readonly path: string;
  readonly as: 'backend' | 'eraser' | 'reviewer' | 'auditor' | 'nobody';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
  /** In chunks and without a length. */
  readonly streamed: boolean;
};

/** No DELETE: it would be a good request, and the other requests' applicants would be gone. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'PROPFIND'];
const often = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: odd });

type Kind = Pick<OddRequest, 'method' | 'as'> & {
  readonly path: (user: string) => string;
  readonly type?: string;
  /** Takes a query, so it is mostly given an odd one. */
  readonly list?: true;
  readonly body?: fc.Arbitrary<OddRequest['body']>;
};

const json = 'application/json';
const ofJson = (right: Record<string, unknown>) => fc.oneof(corruptedJson(right), oddBody);
const REVIEW = {
  decision: 'reject',
  ground: 'different_person',
  same_person: { match: 'no', hits: { 'face-1': 'cannot_tell' } },
  reviewer: 'r-1',
  note: 'seen',
  seq: 9,
};
const CONSENT = { version: 'v3', given_at: '2026-01-02T03:04:05Z' };

function kindsFor(newUser: string): Kind[] {
  const applicant = { user_id: newUser, metadata: { plan: 'gold' }, consent: CONSENT };
  return [
    { method: 'POST', as: 'backend', path: () => '/v1/applicants', type: json, body: ofJson(applicant) },
    { method: 'GET', as: 'backend', path: () => '/v1/applicants', list: true },
    { method: 'GET', as: 'backend', path: (user) => `/v1/applicants/${user}` },
    {
      method: 'PUT',
      as: 'backend',
      path: (user) => `/v1/applicants/${user}/id-photo`,
      type: 'image/jpeg',
      body: oddPicture,
    },
    {
      method: 'POST',
      as: 'backend',
      path: (user) => `/v1/applicants/${user}/sessions`,
      type: json,
      body: ofJson({ redirect_url: 'https://app.example/done', consent: CONSENT }),
    },
    {
      method: 'POST',
      as: 'reviewer',
      path: (user) => `/v1/applicants/${user}/decisions`,
      type: json,
      body: ofJson(REVIEW),
    },
    { method: 'DELETE', as: 'eraser', path: (user) => `/v1/applicants/no-${user}` },
    {
      method: 'POST',
      as: 'backend',
      path: (user) => `/v1/applicants/${user}/notifications/resend`,
      type: json,
      body: oddBody,
    },
    { method: 'GET', as: 'reviewer', path: () => '/v1/reviews', list: true },
    { method: 'GET', as: 'reviewer', path: (user) => `/v1/applicants/${user}/photos/id` },
    { method: 'GET', as: 'reviewer', path: (user) => `/v1/applicants/${user}/photos/${user}` },
    { method: 'GET', as: 'auditor', path: (user) => `/v1/applicants/${user}/events`, list: true },
    { method: 'GET', as: 'auditor', path: () => '/v1/events', list: true },
    { method: 'GET', as: 'nobody', path: (user) => `/return/${user}` },
    { method: 'GET', as: 'nobody', path: () => '/healthz' },
    { method: 'GET', as: 'nobody', path: () => '/openapi.json' },
    { method: 'GET', as: 'backend', path: (user) => `/v1/${user}` },
    { method: 'GET', as: 'backend', path: (user) => `//v1/applicants/${user}//x/..` },
    { method: 'POST', as: 'nobody', path: () => '/webhooks/ilive', type: json, body: oddBody },
  ];
}

/** Any route, with some of it odd. `newUser` is a user_id that nobody has. */
export function oddRequest(users: readonly string[], newUser: string): fc.Arbitrary<OddRequest> {
  const form = oddForm(newUser).map(
    ({ type, body }): Kind => ({
      method: 'POST',
      as: 'backend',
      path: () => '/v1/applicants',
      type,
      body: fc.constant(body),
    }),
  );
  const kind = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...kindsFor(newUser)) },
    { weight: 1, arbitrary: form },
  );
  return kind.chain(({ method, as, path, type, list, body = fc.constant(null) }) =>
    fc
      .record({
        method: often(fc.constant(method), fc.constantFrom(...METHODS)),
        user: often(fc.constantFrom(...users), oddSegment),
        query: list ? oddQuery : often(fc.constant(''), oddQuery),
        as: often(fc.constant(as), fc.constantFrom('backend', 'eraser', 'reviewer', 'auditor', 'nobody')),
        more: fc.oneof(
          { weight: 5, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.array(oddHeader, { maxLength: 3 }) },
        ),
        body,
        streamed: fc.boolean(),
      })
      .map(
        ({ user, query, more, ...request }): OddRequest => ({
          ...request,
          path: path(user) + query,
          headers: { ...(type === undefined ? {} : { 'content-type': type }), ...Object.fromEntries(more) },
        }),
      ),
  );
}
