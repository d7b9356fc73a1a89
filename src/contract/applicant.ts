/** The schemas of the JSON that the API returns. Types and the OpenAPI document are made from them. */
import { z } from '@hono/zod-openapi';
import { erasureSchema } from './erasure.ts';
import { dedupeSchema, faceSchema, idPhotoSchema, livenessSchema, matchSchema } from './evidence.ts';
import { knownFaceViewSchema } from './known-face.ts';
import {
  closingDecisionSchema,
  groundSchema,
  instant,
  modeSchema,
  orNull,
  reasonSchema,
  reviewQueueSchema,
  statusSchema,
  userIdSchema,
  wellFormed,
} from './vocabulary.ts';

/** The caller's own data about an applicant: up to 50 short values. */
export const metadataSchema = z
  .record(wellFormed(40).min(1), z.union([wellFormed(500), z.number(), z.boolean(), z.null()]))
  .refine((metadata) => Object.keys(metadata).length <= 50, 'must have at most 50 keys')
  .openapi('Metadata', {
    description: 'Yours: at most 50 keys of 1 to 40 characters, texts of at most 500. Kept out of the log.',
    maxProperties: 50,
    examples: [{ plan: 'gold' }],
  });

const proposalSchema = z
  .object({
    decision: closingDecisionSchema,
    ground: groundSchema,
    by: z.string().describe('Who proposed it: an e-mail address or id, or `key:<name>`.'),
    at: instant,
    seq: z.int().describe('The number of its event.'),
  })
  .openapi('Proposal', {
    description: 'A decision that needs two reviewers. The same decision by another one carries it out.',
  });

const reviewSchema = z
  .object({
    opened_at: instant,
    due_at: instant.nullable().describe('Null if the operator has set no `REVIEW_DUE_HOURS`.'),
    queue: reviewQueueSchema,
    escalated_by: z.string().nullable().describe('Who sent it to `senior`, and so does not decide it there.'),
    claimed_by: z.string().nullable().describe('Who has the case: an e-mail address or id, or `key:<name>`.'),
    claimed_until: instant.nullable(),
    proposal: orNull(proposalSchema),
    decision: orNull(closingDecisionSchema),
    ground: orNull(groundSchema),
    reviewer: z.string().nullable().describe('A label, as the decision gave it.'),
    decided_by: z
      .string()
      .nullable()
      .describe('Who it was, as signed in: an e-mail address or id, or `key:<name>`.'),
    note: z.string().nullable(),
    decided_at: instant.nullable(),
  })
  .openapi('Review', { description: 'The newest case that a reviewer has or had.' });

/** An applicant as the API shows it. */
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
    known_face: orNull(knownFaceViewSchema),
    photos_deleted_at: instant.nullable().describe('Since when the photos are gone: by age, or by erasure.'),
    erasure: orNull(erasureSchema),
  })
  .openapi('Applicant', {
    description: 'One person on the way to a decision. A part is null until it happened.',
  });

/** An applicant as the API shows it. */
export type ApplicantView = z.infer<typeof applicantSchema>;

/** The answer of `POST /v1/applicants`. */
export const createdApplicantSchema = applicantSchema
  .extend({
    onboarding_url: z
      .url()
      .optional()
      .describe(
        "The applicant's own pages, for 24 hours; made anew by each call. Whoever has it acts as the applicant. " +
          'Absent where the operator has set no `LINK_SECRET`, and once the applicant is approved or rejected.',
      ),
  })
  .openapi('CreatedApplicant', { description: 'The applicant, with a link to its own pages.' });

/** An applicant with the link to its own pages. */
export type CreatedApplicantView = z.infer<typeof createdApplicantSchema>;

/** The metadata of an applicant, as the caller sent it. */
export type Metadata = z.infer<typeof metadataSchema>;

/** The answer of `POST …/sessions`: a new session (201) or the open one (200). */
export const sessionSchema = z
  .object({
    session_id: z.string(),
    session_url: z.string().describe("iLive's page: open it in the applicant's browser."),
    mode: modeSchema,
    attempt: z.int(),
    expires_at: instant,
  })
  .openapi('Session', { description: 'An open liveness session.' });

/** An open liveness session as the API shows it. */
export type SessionView = z.infer<typeof sessionSchema>;

/** The path parameter of every route about one applicant. */
export const userIdParam = z.object({ user_id: userIdSchema });
