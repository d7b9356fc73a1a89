/** The public shapes of JSON in and out; one schema each, from which types and documentation are made. */
import { z } from '@hono/zod-openapi';
import { decisionSchema, reasonSchema } from '../core/reasons.ts';

/** RFC 3339 UTC with milliseconds. */
export const instant = z.iso.datetime();
const score = z.number().min(0).max(1);

/** The caller's own id of a person; it names the Durable Object. */
export const userIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,119}$/);
/** The public statuses. */
export const statusSchema = z.enum([
  'awaiting_id_photo',
  'awaiting_liveness',
  'verifying',
  'in_review',
  'approved',
  'rejected',
  'erased',
]);

/** Lone surrogates have no canonical JSON, so the log could not hold them. */
const wellFormed = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode (no lone surrogates)');

/** What a caller may hang on an applicant: up to 50 short values. */
export const metadataSchema = z
  .record(wellFormed(40).min(1), z.union([wellFormed(500), z.number(), z.boolean(), z.null()]))
  .refine((metadata) => Object.keys(metadata).length <= 50, 'must have at most 50 keys');

/** Any offset is taken; we keep and show UTC with milliseconds. */
const givenInstant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const consentSchema = z.strictObject({ version: wellFormed(100).min(1), given_at: givenInstant });

/** Consent as the core takes it; null where none was given. */
export function consentOf(given: z.infer<typeof consentSchema> | undefined) {
  return given ? { version: given.version, givenAt: given.given_at } : null;
}

/** `POST /v1/applicants`. */
export const createApplicantSchema = z.strictObject({
  user_id: userIdSchema,
  metadata: metadataSchema.optional(),
  consent: consentSchema.optional(),
});

/** `POST …/sessions`. */
export const startSessionSchema = z.strictObject({
  redirect_url: wellFormed(2_000)
    .pipe(z.url({ protocol: /^https$/, message: 'must be an https URL' }))
    .optional(),
  consent: consentSchema.optional(),
});

/** `POST …/decisions`. */
export const decideSchema = z.strictObject({
  decision: decisionSchema,
  reviewer: wellFormed(200).min(1),
  note: wellFormed(5_000).default(''),
  seq: z.int().positive(),
});

const hitSchema = z.object({
  external_face_id: z.string().nullable(),
  face_id: z.string(),
  similarity: score,
  self: z.boolean(),
});

const erasureSchema = z
  .object({
    erased_at: instant,
    cause: z.enum(['request', 'retention']),
    deleted: z.array(
      z.object({
        what: z.enum(['photos', 'face', 'personal_data']),
        where: z.enum(['r2', 'ilive', 'd1', 'durable_object']),
        at: instant,
        count: z.int().optional(),
        face_id: z.string().optional(),
      }),
    ),
    pending: z.array(
      z.object({
        what: z.enum(['photos', 'face', 'personal_data']),
        where: z.enum(['r2', 'ilive', 'd1']),
        /** When it is tried or looked for again, where that is known. */
        due_at: instant.optional(),
        face_id: z.string().optional(),
        session_id: z.string().optional(),
      }),
    ),
    note: z.string(),
  })
  .nullable();

/** The receipt of an erasure. */
export type ErasureView = NonNullable<z.infer<typeof erasureSchema>>;

/** The applicant as everybody sees it. */
export const applicantSchema = z.object({
  user_id: userIdSchema,
  status: statusSchema,
  next_action: z.enum(['upload_id_photo', 'start_liveness', 'complete_liveness', 'wait', 'none']),
  reasons: z.array(reasonSchema),
  attempt: z.int().min(0),
  attempts_left: z.int().min(0),
  id_photo: z
    .object({
      uploaded_at: instant,
      sha256: z.string(),
      bytes: z.int(),
      content_type: z.enum(['image/jpeg', 'image/png']),
      warnings: z.array(z.string()),
    })
    .nullable(),
  liveness: z
    .object({
      session_id: z.string(),
      session_url: z.string().nullable(),
      mode: z.enum(['passive', 'active']),
      verdict: z.string().nullable(),
      confidence: score.nullable(),
      photo_quality_score: score.nullable(),
      started_at: instant,
      expires_at: instant,
      decided_at: instant.nullable(),
    })
    .nullable(),
  match: z
    .object({
      similarity: score,
      threshold: score,
      outcome: z.enum(['match', 'below_threshold', 'accepted_by_reviewer']),
      decided_at: instant,
    })
    .nullable(),
  face: z.object({ face_id: z.string(), collection: z.string(), indexed_at: instant }).nullable(),
  dedupe: z
    .object({
      threshold: score,
      outcome: z.enum(['unique', 'possible_duplicate']),
      hits: z.array(hitSchema),
      decided_at: instant,
    })
    .nullable(),
  review: z
    .object({
      opened_at: instant,
      decision: decisionSchema.nullable(),
      reviewer: z.string().nullable(),
      note: z.string().nullable(),
      decided_at: instant.nullable(),
    })
    .nullable(),
  policy: z.string(),
  seq: z.int(),
  created_at: instant,
  updated_at: instant,
  decided_at: instant.nullable(),
  metadata: metadataSchema,
  photos_deleted_at: instant.nullable(),
  erasure: erasureSchema,
});

/** The applicant as everybody sees it. */
export type ApplicantView = z.infer<typeof applicantSchema>;
/** Metadata as the caller gave it. */
export type Metadata = z.infer<typeof metadataSchema>;

/** `201` of `POST …/sessions`. */
export const sessionSchema = z.object({
  session_id: z.string(),
  session_url: z.string(),
  mode: z.enum(['passive', 'active']),
  attempt: z.int(),
  expires_at: instant,
});

/** An open session as the caller needs it. */
export type SessionView = z.infer<typeof sessionSchema>;

/** The path parameter of every route about one applicant. */
export const userIdParam = z.object({ user_id: userIdSchema });

/** `POST /v1/applicants` as a form: the same fields, the objects as JSON text, and the picture. */
export const createFormSchema = z.strictObject({
  user_id: z.string(),
  metadata: z.string().optional(),
  consent: z.string().optional(),
  id_photo: z.any().optional().openapi({ type: 'string', format: 'binary' }),
});

/** A response that is an applicant. */
export function applicantResponse(description: string) {
  return { description, content: { 'application/json': { schema: applicantSchema } } };
}

/** A response that is a page of something. */
export function pageResponse<S extends z.ZodType>(description: string, item: S) {
  const schema = z.object({ data: z.array(item), next_cursor: z.string().nullable() });
  return { description, content: { 'application/json': { schema } } };
}
