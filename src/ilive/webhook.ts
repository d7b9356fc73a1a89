/** iLive's webhook: first verified over the raw bytes, then parsed (/docs/auth/webhooks). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { id, isPathId, orMissing, score, text } from './answer-values.ts';
import { decodeText, parseJson } from './lenient-json.ts';

/**
 * A webhook as received: the raw body, and the headers `X-iLive-Signature` and `X-iLive-Timestamp`, null when absent.
 */
export type Delivery = {
  readonly body: Uint8Array;
  readonly signature: string | null;
  readonly timestamp: string | null;
};

/** `malformed`: a header is absent or has a wrong form. `invalid`: signature or time is wrong, not saying which. */
export type Verification = 'valid' | 'malformed' | 'invalid';

/**
 * Builds the text that iLive signs. Inferred, and the most important guess about iLive, since the expression on the
 * page is not readable: `<X-iLive-Timestamp>.<raw body>` is the common construction. It is built in this function only,
 * so that a correction is one change. Two constructions must never be accepted at once.
 */
function signedText(timestamp: string, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${timestamp}.`), body]);
}

/**
 * Verifies the signature and the time of a webhook (/docs/auth/webhooks). Inferred: the secret is used as UTF-8 text.
 * @param secrets the current one and, during rotation, the previous one
 * @param toleranceS the largest difference between timestamp and clock, in seconds. Inferred: no page gives a number
 * @param nowMs the clock, ms since the epoch
 */
export function verifyDelivery(
  { body, signature, timestamp }: Delivery,
  secrets: readonly string[],
  toleranceS: number,
  nowMs: number,
): Verification {
  const presented = signaturesIn(signature ?? '');
  if (presented.length === 0 || !timestamp || !/^\d{1,12}$/.test(timestamp)) return 'malformed';
  const signedBytes = signedText(timestamp, body);
  const expected = secrets.map((secret) => createHmac('sha256', secret).update(signedBytes).digest());
  // Every pair is compared, so that the duration does not show which one matched.
  const signed = expected
    .flatMap((digest) => presented.map((given) => timingSafeEqual(digest, given)))
    .includes(true);
  const fresh = Math.abs(nowMs / 1_000 - Number(timestamp)) <= toleranceS;
  return signed && fresh ? 'valid' : 'invalid';
}

/**
 * Reads the signatures of a header. There can be several, joined by commas: of two secrets during a rotation, or of a
 * header that a proxy repeated. One of another form is left out.
 */
function signaturesIn(header: string): readonly Buffer[] {
  return header.split(',').flatMap((part) => {
    const hex = part.trim().match(/^sha256=([0-9a-f]{64})$/i)?.[1];
    return hex === undefined ? [] : [Buffer.from(hex, 'hex')];
  });
}

/** What a verified webhook says. `location` and `camera_metadata` are left out. Inferred: personal data. */
export type Announcement = {
  /** The sessions that it may be about: the one that it names, or else all that are found in its text. */
  readonly sessionIds: readonly string[];
  /** The `user_id`, if there is one that could be ours. */
  readonly referenceId: string | null;
  /** Null if there is none that can be read. */
  readonly verdict: string | null;
  readonly confidence: number | null;
  /** The field because of which there is no verdict, by its name; null if there is one. */
  readonly unreadable: string | null;
};

/** The type of the only event that has a verdict. */
const VERDICT_EVENT = 'liveness.verdict';
const KNOWN_VERDICTS: readonly string[] = ['pass', 'retry', 'fail'];

const announcementSchema = z.lazy(() =>
  z.object({
    event: orMissing(z.string()),
    session_id: orMissing(id),
    verdict: orMissing(text(64)),
    confidence: orMissing(score),
    reference_id: orMissing(id),
  }),
);

/**
 * Reads a verified webhook. What iLive has signed is not lost because of its form: the body may be JSON in another
 * shape, or no JSON, as long as it names a session. A verdict counts only if it stands where it is documented.
 */
export function readAnnouncement(body: Uint8Array): Announcement {
  const parsed = announcementSchema.safeParse(parseJson(body));
  const { event, session_id, verdict, confidence, reference_id } = parsed.data ?? NOTHING_READ;
  const unreadable = !parsed.success
    ? 'body'
    : event !== VERDICT_EVENT
      ? 'event'
      : !verdict
        ? 'verdict'
        : null;
  const named = session_id?.trim();
  return {
    sessionIds: (named ? [named] : sessionIdsIn(decodeText(body))).filter(isPathId),
    referenceId: reference_id?.trim() ?? null,
    verdict: unreadable === null && verdict !== null ? knownVerdict(verdict) : null,
    confidence,
    unreadable,
  };
}
const NOTHING_READ = { event: null, session_id: null, verdict: null, confidence: null, reference_id: null };

/** A known verdict in other case or padded is that verdict; any other text stays as it is, for a reviewer to see. */
function knownVerdict(verdict: string): string {
  const plain = verdict.trim().toLowerCase();
  return KNOWN_VERDICTS.includes(plain) ? plain : verdict;
}

const MOST_SESSION_IDS = 5;

/** Finds what stands behind the name `session_id` in a text: in JSON at any depth, cut off JSON, or a form. */
function sessionIdsIn(body: string): readonly string[] {
  const found = [...body.matchAll(/session_?id["']?\s*[:=]\s*["']?([A-Za-z0-9._~-]{1,200})/gi)].flatMap(
    ([, sessionId]) => sessionId ?? [],
  );
  return [...new Set(found)].slice(0, MOST_SESSION_IDS);
}
