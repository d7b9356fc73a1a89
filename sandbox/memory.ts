import { type BoundedMap, createBoundedMap } from './bounded-map.ts';
import type { Box } from './face/geometry.ts';
import type { Session } from './ilive/session.ts';

/** A face in a collection: where it was on its picture and what it looks like, but not the picture. */
export interface StoredFace {
  faceId: string;
  externalFaceId: string | null;
  externalImageId: string | null;
  box: Box;
  attributes: Record<string, unknown>;
  embedding: Float32Array;
  /** Grows by one with each face: the order of listing. */
  position: number;
}

/** A named set of faces. */
export interface Collection {
  externalId: string;
  description: string | null;
  createdAt: number;
  faces: Map<string, StoredFace>;
}

/** One POST of a webhook: what was sent and how it ended (`error` when the receiver was not reached). */
export interface DeliveryAttempt {
  at: number;
  headers: Record<string, string>;
  status: number | null;
  error: string | null;
}

/** A verdict on its way to its receiver. */
export interface Delivery {
  id: string;
  sessionId: string;
  url: string;
  body: string;
  attempts: DeliveryAttempt[];
}

/** One request as the overview shows it; the path is without its query, where tokens are. */
export interface Call {
  at: number;
  method: string;
  path: string;
  status: number;
  durationMs: number;
}

/** All that the sandbox knows. It lives as long as the process and is written nowhere. */
export interface Memory {
  sessions: BoundedMap<Session>;
  deliveries: BoundedMap<Delivery>;
  collections: Map<string, Collection>;
  /** Latest last. */
  calls: Call[];
  nextPosition(): number;
  clear(): void;
}

const MAX_SESSIONS = 10_000;
const MAX_CALLS = 200;

/** Makes an empty memory. */
export function createMemory(): Memory {
  const sessions = createBoundedMap<Session>(MAX_SESSIONS);
  const deliveries = createBoundedMap<Delivery>(MAX_SESSIONS);
  const collections = new Map<string, Collection>();
  const calls: Call[] = [];
  let position = 0;
  return {
    sessions,
    deliveries,
    collections,
    calls,
    nextPosition: () => ++position,
    clear() {
      sessions.clear();
      deliveries.clear();
      collections.clear();
      calls.length = 0;
    },
  };
}

/** Notes a call, and forgets the one 200 calls ago. */
export function noteCall(memory: Memory, call: Call): void {
  memory.calls.push(call);
  if (memory.calls.length > MAX_CALLS) memory.calls.shift();
}
