/** What is assumed about sessions. To try it, sessions are spent, and for what follows a verdict a person is needed. */
import type { Inference } from './inference.ts';

const SESSIONS = '/docs/liveness/managed-sessions';
const RESULT = '/docs/liveness/attestation';
const WEBHOOKS = '/docs/auth/webhooks';

/** Tried with two sessions that nobody opens. */
export const SESSION_INFERENCES = [
  {
    id: 'session_created',
    statement: 'A session is made from mode, redirect_url, webhook_url and reference_id, with any 2xx.',
    source: SESSIONS,
    file: 'src/ilive/client.ts',
    mention: 'Creates a session (/docs/liveness/managed-sessions)',
  },
  {
    id: 'session_active',
    statement: 'The mode that asks for challenges is named active.',
    source: '/docs/liveness/active-vs-passive',
    file: 'src/ilive/client.ts',
    mention: 'Inferred: the literal `active`',
  },
  {
    id: 'session_id_form',
    statement: 'A session_id consists of 1 to 128 letters, digits, - and _.',
    source: SESSIONS,
    file: 'src/ilive/answer-values.ts',
    mention: 'What an id must be to become part of a path',
  },
  {
    id: 'session_url_host',
    statement: 'session_url is an https address at one of ILIVE_SESSION_HOSTS.',
    source: SESSIONS,
    file: 'src/ilive/session-hosts.ts',
    mention: "the applicant's browser is sent there, so it must be one of these hosts",
  },
  {
    id: 'session_token',
    statement: 'The answer has a token, a text of at most 4,096 characters.',
    source: SESSIONS,
    file: 'src/ilive/wire.ts',
    mention: 'token: text(4_096)',
  },
  {
    id: 'result_unfinished',
    statement: 'Before the verdict, /result has none, or is refused with a permanent status such as 404.',
    source: RESULT,
    file: 'src/applicant/steps/execute.ts',
    mention: 'Inferred (see `resultSchema`): before there is a verdict',
  },
  {
    id: 'result_asked_early',
    statement: 'To ask early for /result does not use the token up: asked again it answers the same.',
    source: RESULT,
    file: 'src/applicant/steps/execute.ts',
    mention: 'Inferred: asking before the verdict does not use up the token',
  },
  {
    id: 'result_wrong_token',
    statement: 'A wrong token is refused with 401, 404 or 410, and the code does not name the API key.',
    source: RESULT,
    file: 'src/ilive/failure.ts',
    mention: 'There a 401 or 404 means these',
  },
  {
    id: 'photo_missing',
    statement: 'A photo that is not there is refused with 401, 404 or 410.',
    source: RESULT,
    file: 'src/ilive/failure.ts',
    mention: 'Tells whether a failure of `/result` or `/photo` is about the session',
  },
] as const satisfies readonly Inference[];

/** Tried with one session that a person finishes (`--live`). */
export const LIVE_INFERENCES = [
  {
    id: 'webhook_headers',
    statement: 'X-iLive-Signature is sha256= and 64 hex digits, X-iLive-Timestamp a whole number.',
    source: WEBHOOKS,
    file: 'src/ilive/webhook.ts',
    mention: 'a header is absent or has a wrong form',
  },
  {
    id: 'webhook_signed_text',
    statement: 'The signed text is <X-iLive-Timestamp>.<raw body>.',
    source: WEBHOOKS,
    file: 'src/ilive/webhook.ts',
    mention: '`<X-iLive-Timestamp>.<raw body>` is the common construction',
  },
  {
    id: 'webhook_secret',
    statement: 'The secret is used as it is, as UTF-8 text.',
    source: WEBHOOKS,
    file: 'src/ilive/webhook.ts',
    mention: 'Inferred: the secret is used as UTF-8 text',
  },
  {
    id: 'webhook_timestamp',
    statement: 'The timestamp is in seconds and at most ILIVE_WEBHOOK_TOLERANCE_S from the time of arrival.',
    source: WEBHOOKS,
    file: 'src/ilive/webhook.ts',
    mention: 'Inferred: no page gives a number',
  },
  {
    id: 'webhook_verdict',
    statement: 'The body has event liveness.verdict, the session_id, and a verdict of pass, retry or fail.',
    source: WEBHOOKS,
    file: 'src/ilive/webhook.ts',
    mention: 'A verdict counts only if it stands where it is documented',
  },
  {
    id: 'webhook_confidence',
    statement: 'The body has a confidence from 0 to 1.',
    source: WEBHOOKS,
    file: 'src/ilive/webhook.ts',
    mention: 'confidence: orMissing(score)',
  },
  {
    id: 'webhook_reference',
    statement: 'The body repeats the reference_id.',
    source: WEBHOOKS,
    file: 'src/api/webhooks.ts',
    mention: 'the applicant that `reference_id` names',
  },
  {
    id: 'webhook_id',
    statement: 'X-iLive-Webhook-Id is a UUID.',
    source: WEBHOOKS,
    file: 'src/api/webhooks.ts',
    mention: 'its value is kept only if it is a UUID',
  },
  {
    id: 'result_verdict',
    statement: 'After the webhook, /result has the same verdict, and the session_id if any.',
    source: RESULT,
    file: 'src/ilive/wire.ts',
    mention: 'Inferred: the names are those of the webhook',
  },
  {
    id: 'result_confidence',
    statement: '/result has a confidence from 0 to 1.',
    source: RESULT,
    file: 'src/ilive/wire.ts',
    mention: 'confidence: orMissing(score)',
  },
  {
    id: 'result_photo_quality',
    statement: 'After a pass, /result has a photo_quality_score from 0 to 1.',
    source: '/docs/guides/kyc-onboarding',
    file: 'src/ilive/wire.ts',
    mention: '`photo_quality_score` (/docs/guides/kyc-onboarding) is in this answer',
  },
  {
    id: 'photo_after_result',
    statement: 'After a pass, the same token opens /photo although /result was asked with it.',
    source: RESULT,
    file: 'src/ilive/client.ts',
    mention: 'may go along with the token. The bytes are not checked here',
  },
  {
    id: 'photo_bytes',
    statement: '/photo answers the JPEG itself.',
    source: '/docs/get-started/web',
    file: 'src/ilive/client.ts',
    mention: 'Inferred: the body is the picture itself',
  },
  {
    id: 'redirect_path',
    statement: 'The browser is sent to redirect_url with its path as it was given.',
    source: SESSIONS,
    file: 'src/api/returns.ts',
    mention: "path: '/return/{opaque}'",
  },
] as const satisfies readonly Inference[];
