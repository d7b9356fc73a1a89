/**
 * What can have happened to an applicant: the arms of the log. Each is a fact in the past tense. One that was judged
 * carries the evidence, the threshold, the policy's version and the ruling, so that the log alone explains itself.
 * This is the stored shape and the public one (`GET …/events`): add fields, never rename or drop one.
 */
import { z } from 'zod';
import { groundSchema, samePersonSchema } from './grounds.ts';
import { decisionSchema, reasonSchema } from './reasons.ts';

const instant = z.iso.datetime();
const score = z.number().min(0).max(1);
const mode = z.enum(['passive', 'active']);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A stored picture: its R2 key (no personal data in it) and what exactly lies there. */
const storedPhoto = { key: z.string(), sha256, bytes: z.number().int().positive() };

/** Where a judgement leads: on to the next check, back to the applicant, or to a person. */
const ruling = { next: z.enum(['continue', 'retry', 'review']), reason: reasonSchema.nullable() };
const judged = { ...ruling, policy: z.string() };

/**
 * Where on a picture the face is that counts, as fractions of the upright picture; `aspect` is that picture's width divided
 * by its height.
 */
export const faceBoxSchema = z.object({
  left: score,
  top: score,
  width: score,
  height: score,
  aspect: z.number().positive(),
});

/** A face that the search found: the applicant's own, or a stranger's above the duplicate threshold. */
export const hitSchema = z.object({
  external_face_id: z.string().nullable(),
  face_id: z.string(),
  similarity: score,
  /** Of the same applicant, so never a duplicate. */
  self: z.boolean(),
});

function event<T extends string, S extends z.ZodRawShape>(type: T, data: S) {
  return z.object({ type: z.literal(type), data: z.object(data) });
}

/** Reads a stored event back; a log that cannot be read must stop, not guess. */
export const applicantEventSchema = z.discriminatedUnion('type', [
  event('applicant_created', {
    user_id: z.string(),
    /** Random folder of this applicant's pictures in R2. */
    photo_prefix: z.string(),
    /** Salted hash; the metadata itself can be erased, the log cannot. */
    metadata_hash: sha256.nullable(),
  }),
  event('consent_recorded', { version: z.string(), given_at: instant }),
  /** On the applicant's own page, before it is looked at; what is not taken stays nowhere else. */
  event('id_photo_received', { bytes: z.number().int().positive() }),
  event('id_photo_stored', {
    ...storedPhoto,
    content_type: z.enum(['image/jpeg', 'image/png']),
    warnings: z.array(z.string()),
    /** Null where iLive was not asked, or named none. */
    face: faceBoxSchema.nullable(),
  }),
  event('session_opened', {
    session_id: z.string(),
    mode,
    attempt: z.number().int().positive(),
    expires_at: instant,
  }),
  event('session_limit_reached', { sessions: z.number().int(), limit: z.number().int() }),
  event('applicant_returned', { session_id: z.string() }),
  event('verdict_received', {
    session_id: z.string(),
    verdict: z.string(),
    confidence: score.nullable(),
    webhook_id: z.string().nullable(),
    /** `confirm` wakes the pipeline, `none` is kept for the record. */
    effect: z.enum(['confirm', 'none', 'mismatch']),
  }),
  event('session_timed_out', { session_id: z.string() }),
  event('result_pending', { session_id: z.string() }),
  event('session_expired', { session_id: z.string() }),
  event('liveness_confirmed', {
    session_id: z.string(),
    verdict: z.string(),
    confidence: score.nullable(),
    photo_quality_score: score.nullable(),
    ...judged,
  }),
  event('liveness_photo_stored', {
    session_id: z.string(),
    ...storedPhoto,
    photo_quality_score: score.nullable(),
    minimum: score,
    ...judged,
  }),
  event('liveness_photo_unavailable', { session_id: z.string() }),
  event('faces_compared', {
    session_id: z.string(),
    liveness_photo: z.string(),
    id_photo: z.string(),
    similarity: score,
    threshold: score,
    /** On the liveness photo; null where iLive named none. */
    liveness_face: faceBoxSchema.nullable(),
    ...judged,
  }),
  event('face_not_found', {
    photo: z.enum(['id', 'liveness']),
    session_id: z.string(),
    id_photo: z.string(),
    ...judged,
  }),
  event('collection_missing', { collection: z.string() }),
  event('collection_ensured', { collection: z.string() }),
  event('face_indexed', {
    session_id: z.string(),
    face_id: z.string(),
    collection: z.string(),
    /** Found by listing, made by an earlier call whose answer was lost. */
    adopted: z.boolean(),
    /** An earlier call may still take effect, so the collection is looked at once more. */
    uncertain: z.boolean(),
  }),
  event('faces_searched', {
    face_id: z.string(),
    collection: z.string(),
    /** The least similarity that the search was asked for. */
    floor: score,
    /** A stranger above it is a possible duplicate. */
    threshold: score,
    /** The size of the page that was asked for last; hits and near ones together are never more. */
    max_results: z.number().int().min(1).max(100),
    hits: z.array(hitSchema),
    /** The similarities of all other strangers, highest first. They are not named: the log has nothing to do with them. */
    near: z.array(score),
    ...judged,
  }),
  event('face_deleted', { face_id: z.string(), collection: z.string() }),
  event('faces_reconciled', {
    session_id: z.string(),
    collection: z.string(),
    deleted: z.array(z.string()),
    /** False for an early look, after which an index call could still land. */
    last: z.boolean(),
  }),
  event('verification_failed', { step: z.string(), code: z.string() }),
  event('review_decided', {
    decision: decisionSchema,
    ground: groundSchema,
    /** What the reviewer saw, where it was said. */
    same_person: samePersonSchema.nullable(),
    /** A label that the caller gave. Who decided is the event's actor. */
    reviewer: z.string(),
    note_hash: sha256.nullable(),
    reviewed_seq: z.number().int(),
    reasons: z.array(reasonSchema),
    policy: z.string(),
  }),
  event('applicant_erased', { cause: z.enum(['request', 'retention']) }),
  /** All pictures under that prefix. After an erasure they are looked for once more a minute later. */
  event('photos_deleted', {
    photo_prefix: z.string(),
    count: z.number().int().min(0),
    cause: z.enum(['erasure', 'retention']),
  }),
  /** The row in D1 holds nothing personal any more. */
  event('d1_row_erased', {}),
  event('photo_viewed', { photo: z.enum(['id', 'liveness']), sha256 }),
]);

/** An event as the core answers it: what happened; who, when and which number are added by the log. */
export type ApplicantEvent = z.infer<typeof applicantEventSchema>;
/** The name of an event. */
export type EventType = ApplicantEvent['type'];
/** The data of the event of that name. */
export type DataOf<T extends EventType> = Extract<ApplicantEvent, { type: T }>['data'];
/** An event as it stands in the log. `at` is RFC 3339 UTC with milliseconds, `actor` who caused it. */
export type LoggedEvent = ApplicantEvent & {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
};
/** Where a face is on a picture. */
export type FaceBox = z.infer<typeof faceBoxSchema>;
/** A face as the search found it, and as the log keeps it where it is a hit. */
export type Hit = z.infer<typeof hitSchema>;
