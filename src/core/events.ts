/**
 * The events of the log: facts in the past tense. An event that holds a judgement also holds its evidence, threshold,
 * policy version and ruling, so that the log explains itself. The shape is both stored and public (`GET …/events`): add
 * fields, never rename or drop one.
 */
import { z } from 'zod';
import { groundSchema, samePersonSchema } from './grounds.ts';
import { closingDecisionSchema, reasonSchema } from './reasons.ts';

/** The most other faces of an ID photo that are kept: a photo of a crowd must not fill the log. */
export const MAX_OTHER_FACES = 9;

const instant = z.iso.datetime();
const score = z.number().min(0).max(1);
const mode = z.enum(['passive', 'active']);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A picture in R2: its key, which holds no personal data, its SHA-256 in lower-case hex and its size in bytes. */
const storedPhoto = { key: z.string(), sha256, bytes: z.number().int().positive() };
const contentType = z.enum(['image/jpeg', 'image/png']);

/** What a picture shows: the ID document, the live person, or a customer from before. */
export const photoKindSchema = z.enum(['id', 'liveness', 'known']);
/** One of these kinds. */
export type PhotoKind = z.infer<typeof photoKindSchema>;
/** What a reviewer says of two customers. */
export const pairDecisionSchema = z.enum(['same_person', 'different']);

/** Where a judgement leads: on to the next check, back to the applicant, or to a reviewer. */
const ruling = { next: z.enum(['continue', 'retry', 'review']), reason: reasonSchema.nullable() };
const judged = { ...ruling, policy: z.string() };

/**
 * Where the face is on a picture, as fractions of the upright picture's width and height. `aspect` is the width of that
 * picture divided by its height.
 */
export const faceBoxSchema = z.object({
  left: score,
  top: score,
  width: score,
  height: score,
  aspect: z.number().positive(),
});

/** A face that the search found. Of strangers' faces the log keeps only those above the duplicate threshold. */
export const hitSchema = z.object({
  external_face_id: z.string().nullable(),
  face_id: z.string(),
  similarity: score,
  /** Only if iLive's similarity could not be read. It then counts as 1, so that a reviewer looks at the face. */
  similarity_unreadable: z.literal(true).optional(),
  /** A face of the same applicant, which is never a duplicate. */
  self: z.boolean(),
});

/** What a reviewer says with a decision. */
const reviewed = {
  ground: groundSchema,
  /** A label from the caller. The authenticated reviewer is the event's actor. */
  reviewer: z.string(),
  note_hash: sha256.nullable(),
  reviewed_seq: z.number().int(),
};
const decided = {
  decision: closingDecisionSchema,
  ...reviewed,
  /** What the reviewer saw; null if not given. */
  same_person: samePersonSchema.nullable(),
  reasons: z.array(reasonSchema),
  policy: z.string(),
};

function event<T extends string, S extends z.ZodRawShape>(type: T, data: S) {
  return z.object({ type: z.literal(type), data: z.object(data) });
}

/**
 * Parses a stored event. An event that does not parse must stop the reader: guessing could change the state. Made when
 * it is first used, so that the start does not wait for it.
 */
export const applicantEventSchema = z.lazy(() =>
  z.discriminatedUnion('type', [
    event('applicant_created', {
      user_id: z.string(),
      /** Random prefix of the keys of this applicant's pictures in R2. */
      photo_prefix: z.string(),
      /** Salted hash of the metadata, which can be erased; the log cannot. */
      metadata_hash: sha256.nullable(),
      /** A customer from before: the status is `known` at first. */
      known: z.literal(true).optional(),
    }),
    /**
     * The picture of a customer from before, cleaned and checked as an ID photo. `picture_id` is the `session_id` of the
     * events about its face.
     */
    event('known_face_given', {
      picture_id: z.string(),
      ...storedPhoto,
      content_type: contentType,
      /** Of the file as it was sent. */
      sent_sha256: sha256,
      warnings: z.array(z.string()),
      face: faceBoxSchema.nullable(),
      other_faces: z.array(faceBoxSchema).max(MAX_OTHER_FACES),
      source: z.string().nullable(),
      keep_photo: z.boolean(),
      /** Where the face is indexed next. Recorded before that call, because its answer can get lost. */
      collection: z.string(),
    }),
    /** The face could not be indexed, or not be searched for, for good. It changes no status. */
    event('known_face_failed', {
      picture_id: z.string(),
      step: z.string(),
      code: z.string(),
      /** iLive takes no such picture: the same one is of no use. */
      of_picture: z.boolean(),
      /** With `unparsable_answer`: the path of the field that could not be read. */
      field: z.string().optional(),
    }),
    /** One picture of a customer from before was deleted from R2, while others may stay. */
    event('photo_deleted', { key: z.string() }),
    /** Whether two customers are one person, as a reviewer says. In the logs of both. */
    event('known_pair_decided', {
      other_user_id: z.string(),
      face_id: z.string(),
      other_face_id: z.string(),
      similarity: score,
      decision: pairDecisionSchema,
      /** A label from the caller. The authenticated reviewer is the event's actor. */
      reviewer: z.string(),
      note_hash: sha256.nullable(),
    }),
    /** A customer from before has not gone on with an onboarding (retention). The status is `known` again. */
    event('onboarding_abandoned', {}),
    event('consent_recorded', { version: z.string(), given_at: instant }),
    /** A new link to the applicant's pages. Links of earlier generations, their cookies and forms do not work any more. */
    event('onboarding_link_renewed', { generation: z.number().int().positive() }),
    /**
     * No link works any more, until a new one is made. `generation` is that of the newest. The newest session does not
     * count any more, unless the applicant is in review or decided.
     */
    event('onboarding_links_ended', { generation: z.number().int().min(0) }),
    /** An upload on the applicant's own page, before the photo is checked. A refused photo leaves no other trace. */
    event('id_photo_received', { bytes: z.number().int().positive() }),
    event('id_photo_stored', {
      ...storedPhoto,
      content_type: contentType,
      warnings: z.array(z.string()),
      /** The largest face; null if iLive was not asked or gave no usable box. */
      face: faceBoxSchema.nullable(),
      /** The other faces, largest first. */
      other_faces: z.array(faceBoxSchema).max(MAX_OTHER_FACES),
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
      /** `confirm` makes the `confirm` step due, `mismatch` opens a review, `none` changes no status. */
      effect: z.enum(['confirm', 'none', 'mismatch']),
    }),
    /**
     * A signed webhook named the session but had no verdict that could be read, because of `field`. It counts as no
     * verdict; `/result` is requested.
     */
    event('unreadable_verdict_received', {
      session_id: z.string(),
      field: z.string(),
      webhook_id: z.string().nullable(),
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
      content_type: contentType,
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
      /** The face on the liveness photo; null if iLive gave no usable box. */
      liveness_face: faceBoxSchema.nullable(),
      /** Where the face is indexed next. Recorded before that call, because its answer can get lost. */
      collection: z.string(),
      ...judged,
    }),
    event('face_not_found', {
      photo: z.enum(['id', 'liveness']),
      session_id: z.string(),
      id_photo: z.string(),
      ...judged,
    }),
    /** iLive refuses the ID photo itself: too large, unreadable, of a wrong type. */
    event('id_photo_unusable', {
      session_id: z.string(),
      id_photo: z.string(),
      /** iLive's error code, or `http_` and the status. */
      code: z.string(),
      ...judged,
    }),
    event('collection_missing', {
      collection: z.string(),
      /** An earlier index call into it may have taken effect nevertheless. */
      uncertain: z.boolean(),
    }),
    event('collection_ensured', { collection: z.string() }),
    /**
     * `ILIVE_COLLECTION` was changed before the face of the session was on record. It is indexed into `collection`; an
     * earlier call may have put one into `from`.
     */
    event('collection_changed', {
      session_id: z.string(),
      from: z.string(),
      collection: z.string(),
      /** An index call into `from` may have been made, so the session's faces there are listed later. */
      uncertain: z.boolean(),
    }),
    event('face_indexed', {
      /** Of the session, or the `picture_id` of a customer from before. */
      session_id: z.string(),
      face_id: z.string(),
      collection: z.string(),
      /** Found by listing the faces: an earlier call whose answer was lost had made it. */
      adopted: z.boolean(),
      /** An earlier call may still take effect, so the session's faces are listed once more later. */
      uncertain: z.boolean(),
    }),
    event('faces_searched', {
      face_id: z.string(),
      collection: z.string(),
      /** The least similarity that the search was asked for. */
      floor: score,
      /** A stranger's face above it is a possible duplicate. */
      threshold: score,
      /** The page size of the last request. `hits` and `near` together are never more than this. */
      max_results: z.number().int().min(1).max(100),
      hits: z.array(hitSchema),
      /**
       * The similarities of all other faces, highest first. Their ids are left out: the log must not name people without
       * need.
       */
      near: z.array(score),
      ...judged,
    }),
    /**
     * The id that iLive gave for the indexed face is that of another customer's face: the search says so, and the list of
     * the session's faces does not name it. It is not searched, shown or deleted as this applicant's any more.
     */
    event('face_disowned', { session_id: z.string(), face_id: z.string(), collection: z.string() }),
    event('face_deleted', { face_id: z.string(), collection: z.string() }),
    event('faces_reconciled', {
      session_id: z.string(),
      collection: z.string(),
      deleted: z.array(z.string()),
      /** False for an early check, after which an index call could still take effect. */
      last: z.boolean(),
    }),
    event('verification_failed', {
      step: z.string(),
      code: z.string(),
      /** With `unparsable_answer`: the path of the field that could not be read. */
      field: z.string().optional(),
    }),
    event('review_decided', {
      ...decided,
      /** The number of the `decision_proposed` that it carries out; null if none was needed. */
      proposal_seq: z.number().int().nullable(),
    }),
    /** A decision that needs another reviewer to decide the same on the same evidence. It changes no status. */
    event('decision_proposed', decided),
    event('proposal_withdrawn', {}),
    /** The actor has the case until then. */
    event('review_claimed', { reviewer: z.string(), until: instant, taken_over: z.boolean() }),
    event('review_claim_ended', {}),
    /** The case goes to the senior queue. */
    event('review_escalated', reviewed),
    /** The case goes back to the standard queue. */
    event('review_returned', reviewed),
    event('review_overdue', { due_at: instant }),
    event('note_added', { reviewer: z.string(), note_hash: sha256 }),
    event('applicant_erased', { cause: z.enum(['request', 'retention']) }),
    /** All pictures under the prefix were deleted. After an erasure this is done once more a minute later. */
    event('photos_deleted', {
      photo_prefix: z.string(),
      count: z.number().int().min(0),
      cause: z.enum(['erasure', 'retention']),
    }),
    /** The row in D1 holds nothing personal any more. */
    event('d1_row_erased', {}),
    /** The picture in R2 is not the one that the log names, so it was neither sent nor shown. */
    event('photo_altered', {
      photo: photoKindSchema,
      key: z.string(),
      /** As the log names it. */
      sha256,
      /** Of the bytes in R2. Null if their number alone is wrong: then they were not read. */
      found_sha256: sha256.nullable(),
    }),
    event('photo_viewed', { photo: photoKindSchema, sha256 }),
  ]),
);

/** An event as the core returns it. The log adds number, time and actor. */
export type ApplicantEvent = z.infer<typeof applicantEventSchema>;
/** The actor of all events that the applicant's own pages cause. */
export const APPLICANT_ACTOR = 'applicant';
/** The name of an event. */
export type EventType = ApplicantEvent['type'];
/** The data of the event with the given `type`. */
export type DataOf<T extends EventType> = Extract<ApplicantEvent, { type: T }>['data'];
/** An event of the log. `at` is RFC 3339 UTC with milliseconds, `actor` is who caused it. */
export type LoggedEvent = ApplicantEvent & {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
};
/** Where a face is on a picture. */
export type FaceBox = z.infer<typeof faceBoxSchema>;
/** A face that the search found. */
export type Hit = z.infer<typeof hitSchema>;
