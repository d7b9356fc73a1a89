import { readWishes, type Verdict } from './faults.ts';

/** How a session ended. */
export interface Outcome {
  verdict: Verdict;
  confidence: number;
  /** 0 to 1, or null when the picture had no face. */
  photoQuality: number | null;
  /** JPEG, on a pass only. */
  portrait: Uint8Array<ArrayBuffer> | null;
  decidedAt: number;
}

/** A liveness session; times are milliseconds since 1970. */
export interface Session {
  id: string;
  token: string;
  mode: 'active' | 'passive';
  referenceId: string | null;
  redirectUrl: string | null;
  webhookUrl: string | null;
  createdAt: number;
  expiresAt: number;
  outcome: Outcome | null;
  /** How often the result was asked for. */
  resultCalls: number;
}

/** Where a session stands. A verdict outlives the session's half hour. */
export function phaseOf(session: Session, now: number): 'open' | 'expired' | 'decided' {
  if (session.outcome) return 'decided';
  return now < session.expiresAt ? 'open' : 'expired';
}

/** Where the person goes after the verdict, with the session's id added to what query there is. */
export function redirectTarget(session: Session): string | null {
  if (session.redirectUrl === null) return null;
  const url = new URL(session.redirectUrl);
  url.searchParams.set('session_id', session.id);
  return url.href;
}

/**
 * The verdict: what was asked for at the capture, else what the reference asks for, else pass. Nothing here judges
 * liveness. A pass needs a face to make the portrait from; without one it is a retry.
 */
export function chooseVerdict(
  asked: Verdict | 'auto',
  reference: string | null,
  faceFound: boolean,
): Verdict {
  const wanted = asked === 'auto' ? (readWishes(reference).verdict ?? 'pass') : asked;
  return wanted === 'pass' && !faceFound ? 'retry' : wanted;
}

/** Lower bound and width of each verdict's band (`/docs/liveness/overview`), kept clear of the next one's edge. */
const BANDS: Record<Verdict, readonly [number, number]> = {
  pass: [0.7, 0.2999],
  retry: [0.45, 0.2498],
  fail: [0.01, 0.4398],
};

/** A confidence within the verdict's band, four decimals; the same for the same hash (hex). */
export function confidenceFor(verdict: Verdict, sha256: string): number {
  const [low, width] = BANDS[verdict];
  const fraction = Number.parseInt(sha256.slice(0, 8), 16) / 2 ** 32;
  return roundTo4(low + fraction * width);
}

/** Four decimals, as iLive gives its scores. */
export function roundTo4(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** ISO 8601 with microseconds and `+00:00`, as iLive writes times; the clock here knows milliseconds only. */
export function isoMicroseconds(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}
