import type { FaceEngine } from './face/engine.ts';

/** Sends a webhook. The answer's status is all that counts; throwing means the receiver was not reached. */
export type Deliver = (url: string, init: RequestInit) => Promise<Response>;

/** What `createSandbox` needs, and what it may be told. */
export interface SandboxOptions {
  engine: FaceEngine;
  /** Keys that callers may use, all of one tenant. */
  apiKeys: readonly string[];
  webhookSecret: string;
  /** Origin for `session_url`; when absent, the origin that the session was created at. */
  publicUrl?: string;
  /** Permit http://127.0.0.1 and http://localhost as redirect and webhook URLs. Default false, as at iLive. */
  allowLoopback?: boolean;
  /** v2 requests per minute and second for each key; 0 (the default) is no cap. */
  rpm?: number;
  rps?: number;
  /** Larger pictures are refused with 413; below 8 MB, to play a stricter iLive. Default 8,000,000. */
  maxImageBytes?: number;
  /** Pictures with a shorter side (pixels) are refused with 400. Default 0: none is. */
  minImageSide?: number;
  /** Life of a session in seconds. Default 1800 (`/docs/liveness/managed-sessions`). */
  sessionTtlS?: number;
  maxCollections?: number;
  maxFacesPerCollection?: number;
  /** Pause before a webhook's second and last attempt. Default 2000. */
  webhookRetryMs?: number;
  /** How long the `slow-` fault holds an answer back. Default 2000. */
  slowMs?: number;
  deliver?: Deliver;
  /** Milliseconds since 1970. */
  now?: () => number;
  sleep?: (ms: number) => Promise<void>;
}

/** The options with nothing left open, but for `publicUrl`. */
export type Settings = Required<Omit<SandboxOptions, 'publicUrl'>> & { publicUrl: string | null };

/** iLive does not document how long it waits for a receiver. */
const DELIVERY_TIMEOUT_MS = 5000;

/** Fills in the defaults. */
export function withDefaults(options: SandboxOptions): Settings {
  return {
    publicUrl: null,
    allowLoopback: false,
    rpm: 0,
    rps: 0,
    maxImageBytes: 8_000_000,
    minImageSide: 0,
    sessionTtlS: 1800,
    maxCollections: 1000,
    maxFacesPerCollection: 100_000,
    webhookRetryMs: 2000,
    slowMs: 2000,
    deliver: deliverByFetch,
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ...options,
  };
}

function deliverByFetch(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(DELIVERY_TIMEOUT_MS) });
}
