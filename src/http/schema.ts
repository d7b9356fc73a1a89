/** The public shapes of JSON out; one schema each, from which types and documentation are made. */
import { z } from '@hono/zod-openapi';
import { decisionSchema as coreDecisionSchema, reasonSchema as coreReasonSchema } from '../core/reasons.ts';
import { type ExampleName, examplesOf } from './examples.ts';

/** RFC 3339 UTC with milliseconds. */
export const instant = z.iso.datetime();
const score = z.number().min(0).max(1);
/** Not `.nullable()`: of a named schema that would make the name itself nullable in the documentation. */
export const orNull = <S extends z.ZodType>(schema: S) => z.union([schema, z.null()]);

/** The caller's own id of a person; it names the Durable Object. */
export const userIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,119}$/)
  .openapi({
    description:
      'Your own id of the person. It goes to iLive and into logs: an opaque id, never an e-mail address or a name.',
    examples: ['user-12345'],
  });
/** The public statuses. */
export const statusSchema = z
  .enum([
    'awaiting_id_photo',
    'awaiting_liveness',
    'verifying',
    'in_review',
    'approved',
    'rejected',
    'erased',
  ])
  .openapi('Status', {
    description: 'Where the applicant stands; `approved`, `rejected`, `erased` are final.',
  });
/** Why; the core's names. Made anew: what was made before the documentation's extension was loaded lacks it. */
export const reasonSchema = z.enum(coreReasonSchema.options).openapi('Reason', {
  description: 'Why the applicant stands there. The introduction lists what each leads to.',
});
/** The reviewers' answers; the core's names. */
export const decisionSchema = z.enum(coreDecisionSchema.options).openapi('Decision', {
  description:
    '`approve` accepts the evidence as it is, `reject` ends it, `retry_liveness` grants another session, `new_id_photo` asks for ' +
    'another ID photo, `resume` tries a failed step again.',
});

/** Lone surrogates have no canonical JSON, so the log could not hold them. */
export const wellFormed = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode (no lone surrogates)');

/** What a caller may hang on an applicant: up to 50 short values. */
export const metadataSchema = z
  .record(wellFormed(40).min(1), z.union([wellFormed(500), z.number(), z.boolean(), z.null()]))
  .refine((metadata) => Object.keys(metadata).length <= 50, 'must have at most 50 keys')
  .openapi('Metadata', {
    description: 'Yours: at most 50 keys of 1 to 40 characters, texts of at most 500. Kept out of the log.',
    maxProperties: 50,
    examples: [{ plan: 'gold' }],
  });

const idPhotoSchema = z
  .object({
    uploaded_at: instant,
    sha256: z.string().describe('Of the picture as stored, without its metadata; hex.'),
    bytes: z.int(),
    content_type: z.enum(['image/jpeg', 'image/png']),
    warnings: z.array(z.string()).describe('`dark`, `blurred`, `turned`: a sharper photo saves a review.'),
  })
  .openapi('IdPhoto');

const modeSchema = z
  .enum(['passive', 'active'])
  .openapi('LivenessMode', { description: '`passive` watches, `active` asks for movements.' });

const livenessSchema = z
  .object({
    session_id: z.string(),
    session_url: z.string().nullable().describe('Send the applicant there; only while the session is open.'),
    mode: modeSchema,
    verdict: z.string().nullable().describe('As iLive confirmed it: `pass`, `retry`, `fail`.'),
    confidence: score.nullable(),
    photo_quality_score: score.nullable(),
    started_at: instant,
    expires_at: instant,
    decided_at: instant.nullable().describe('When the verdict was confirmed.'),
  })
  .openapi('Liveness', { description: 'The newest session.' });

const matchSchema = z
  .object({
    similarity: score.describe('Of the ID photo and the liveness photo.'),
    threshold: score.describe('It had to be above this.'),
    outcome: z.enum(['match', 'below_threshold', 'accepted_by_reviewer']),
    decided_at: instant,
  })
  .openapi('Match');

const faceSchema = z
  .object({ face_id: z.string(), collection: z.string(), indexed_at: instant })
  .openapi('Face', { description: "The face in iLive's collection, under your `user_id`." });

const hitSchema = z
  .object({
    external_face_id: z.string().nullable().describe('The `user_id` of the other applicant, if iLive knows.'),
    face_id: z.string(),
    similarity: score,
    self: z.boolean().describe("The applicant's own face, so no duplicate."),
  })
  .openapi('Hit');

const dedupeSchema = z
  .object({
    threshold: score.describe("Another's hit above this is a possible duplicate."),
    outcome: z.enum(['unique', 'possible_duplicate']),
    hits: z.array(hitSchema),
    decided_at: instant,
  })
  .openapi('Dedupe', { description: 'The search for the same face under other ids.' });

const reviewSchema = z
  .object({
    opened_at: instant,
    decision: orNull(decisionSchema),
    reviewer: z.string().nullable().describe('As the decision named them.'),
    note: z.string().nullable(),
    decided_at: instant.nullable(),
  })
  .openapi('Review', { description: 'The newest case that a reviewer has or had.' });

/** The applicant as everybody sees it. */
export const applicantSchema = z
  .object({
    user_id: userIdSchema,
    status: statusSchema,
    next_action: z
      .enum(['upload_id_photo', 'start_liveness', 'complete_liveness', 'wait', 'none'])
      .describe(
        'What you do next; `complete_liveness` means that the applicant opens `liveness.session_url`.',
      ),
    reasons: z
      .array(reasonSchema)
      .describe('Of the present status only; none in `verifying` and `approved`.'),
    attempt: z.int().min(0).describe('The present liveness attempt; 0 before any session.'),
    attempts_left: z.int().min(0).describe('How many may follow it.'),
    id_photo: orNull(idPhotoSchema),
    liveness: orNull(livenessSchema),
    match: orNull(matchSchema),
    face: orNull(faceSchema),
    dedupe: orNull(dedupeSchema),
    review: orNull(reviewSchema),
    policy: z.string().describe('The version of the thresholds that it was judged by.'),
    seq: z.int().describe('Grows by one with each event; a decision names the one that it was made on.'),
    created_at: instant,
    updated_at: instant,
    decided_at: instant.nullable().describe('When it was approved or rejected.'),
    metadata: metadataSchema,
  })
  .openapi('Applicant', {
    description: 'One person on the way to a decision. A part is null until it happened.',
  });

/** The applicant as everybody sees it. */
export type ApplicantView = z.infer<typeof applicantSchema>;
/** Metadata as the caller gave it. */
export type Metadata = z.infer<typeof metadataSchema>;

/** `201` of `POST …/sessions`. */
export const sessionSchema = z
  .object({
    session_id: z.string(),
    session_url: z.string().describe("iLive's page: open it in the applicant's browser."),
    mode: modeSchema,
    attempt: z.int(),
    expires_at: instant,
  })
  .openapi('Session', { description: 'An open liveness session.' });

/** An open session as the caller needs it. */
export type SessionView = z.infer<typeof sessionSchema>;

/** The path parameter of every route about one applicant. */
export const userIdParam = z.object({ user_id: userIdSchema });

/** A response that is an applicant, with named examples. */
export function applicantResponse(description: string, ...examples: ExampleName[]) {
  return {
    description,
    content: { 'application/json': { schema: applicantSchema, examples: examplesOf(examples) } },
  };
}

const okSchema = z.object({ status: z.literal('ok') }).openapi('Ok');

/** A response that says no more than that. */
export function okResponse(description: string) {
  return { description, content: { 'application/json': { schema: okSchema } } };
}
