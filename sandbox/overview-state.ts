import { FAULTS, VERDICT_PREFIXES } from './ilive/faults.ts';
import { phaseOf } from './ilive/session.ts';
import type { Delivery, Memory } from './memory.ts';

/** Newest entries of each kind that the overview shows. */
const SHOWN = 200;

/** Everything in memory that is fit to be seen: no tokens, no keys, no redirect URLs (they can carry secrets). */
export function overviewState(memory: Memory, now: number) {
  const sessions = memory.sessions.values().sort((a, b) => b.createdAt - a.createdAt);
  const collections = [...memory.collections.values()];
  const faces = collections.flatMap(({ externalId, faces }) =>
    [...faces.values()].map((face) => ({ collection: externalId, ...face })),
  );
  return {
    counts: { sessions: sessions.length, faces: faces.length, collections: collections.length },
    sessions: sessions.slice(0, SHOWN).map((session) => ({
      session_id: session.id,
      reference_id: session.referenceId,
      mode: session.mode,
      status: phaseOf(session, now),
      verdict: session.outcome?.verdict ?? null,
      confidence: session.outcome?.confidence ?? null,
      photo_quality_score: session.outcome?.photoQuality ?? null,
      created_at: iso(session.createdAt),
      expires_at: iso(session.expiresAt),
      decided_at: session.outcome ? iso(session.outcome.decidedAt) : null,
    })),
    collections: collections.map(({ externalId, description, createdAt, faces }) => ({
      external_id: externalId,
      description,
      face_count: faces.size,
      created_at: iso(createdAt),
    })),
    faces: faces
      .sort((a, b) => b.position - a.position)
      .slice(0, SHOWN)
      .map((face) => ({
        collection: face.collection,
        face_id: face.faceId,
        external_face_id: face.externalFaceId,
        external_image_id: face.externalImageId,
      })),
    calls: memory.calls
      .map(({ at, method, path, status, durationMs }) => ({
        at: iso(at),
        method,
        path,
        status,
        duration_ms: durationMs,
      }))
      .reverse(),
    prefixes: [...VERDICT_PREFIXES, ...FAULTS].map(({ prefix, effect }) => ({ prefix, effect })),
  };
}

/** A delivery with all that was sent, so that a test can send it again. */
export function describeDelivery({ id, sessionId, url, body, attempts }: Delivery) {
  return {
    delivery_id: id,
    session_id: sessionId,
    url,
    headers: attempts.at(-1)?.headers ?? {},
    body,
    attempts: attempts.map((attempt) => ({ ...attempt, at: iso(attempt.at) })),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
