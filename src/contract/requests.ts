/** The schemas of the JSON bodies and of the form that the API accepts. */
import { z } from '@hono/zod-openapi';
import { samePersonAnswerSchema } from '#src/core/grounds.ts';
import { metadataSchema } from './applicant.ts';
import { decisionSchema, groundSchema, userIdSchema, wellFormed } from './vocabulary.ts';

/**
 * Accepts a time with any offset. Parses to UTC with milliseconds, which is what is stored and shown. RFC 3339 has no
 * years outside of 0000 to 9999, which an offset can lead to.
 */
const givenInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine((utc) => /^\d{4}-/.test(utc), 'must be in the years 0000 to 9999 in UTC')
  .openapi({ description: 'With any offset; kept as UTC.' });

const consentSchema = z
  .strictObject({
    version: wellFormed(100).min(1).openapi({ description: 'Of the text that the person agreed to.' }),
    given_at: givenInstant,
  })
  .openapi('Consent', { description: "The person's consent, recorded in the log." });

/** Converts consent to the shape that the core takes. Null when none was given. */
export function consentOf(given: z.infer<typeof consentSchema> | undefined) {
  return given ? { version: given.version, givenAt: given.given_at } : null;
}

/**
 * The caller's page, to which a browser is redirected: https, a host, no user name, and nothing that a URL cannot hold
 * as written (blanks, control characters, backslashes), because parsers differ on these.
 */
const redirectUrl = wellFormed(2_000).refine(
  (text) => /^https:\/\/[^/?#@]+([/?#]|$)/i.test(text) && !/[\s\p{Cc}\\]/u.test(text) && URL.canParse(text),
  'must be an https URL with a host, without user name, blanks, control characters and backslashes',
);

/** The body of `POST /v1/applicants`. */
export const createApplicantSchema = z
  .strictObject({
    user_id: userIdSchema,
    metadata: metadataSchema.optional(),
    consent: consentSchema.optional(),
    redirect_url: redirectUrl.optional().openapi({
      format: 'uri',
      description:
        "Your page, by https, that the applicant's own pages lead back to in the end; `session_id` is added to its query. " +
        'That of a session which you start goes before it.',
      examples: ['https://app.example/onboarding/done'],
    }),
  })
  .openapi('NewApplicant', {
    examples: [
      {
        user_id: 'user-12345',
        metadata: { plan: 'gold' },
        consent: { version: 'v3', given_at: '2026-11-23T08:59:00Z' },
      },
    ],
  });

/** The body of `POST /v1/applicants` as a form: the same fields, objects as JSON text, and the ID photo. */
export const createFormSchema = z
  .strictObject({
    user_id: z.string().openapi({ description: 'As in JSON.' }),
    metadata: z.string().optional().openapi({ description: 'The JSON of it, as text.' }),
    consent: z.string().optional().openapi({ description: 'The JSON of it, as text.' }),
    redirect_url: z.string().optional().openapi({ description: 'As in JSON.' }),
    id_photo: z.any().optional().openapi({
      type: 'string',
      format: 'binary',
      description: 'The ID photo as a file: JPEG or PNG, at most 8,000,000 bytes.',
    }),
  })
  .openapi('NewApplicantForm');

/** The body of `POST …/sessions`. */
export const startSessionSchema = z
  .strictObject({
    redirect_url: redirectUrl.optional().openapi({
      format: 'uri',
      description:
        'Your page, by https, where the applicant comes back to; `session_id` is added to its query. Without one, a plain page.',
      examples: ['https://app.example/onboarding/done'],
    }),
    consent: consentSchema.optional(),
  })
  .openapi('NewSession');

/** A face search keeps at most this many hits. */
const MAX_HITS = 100;
const answerSchema = z.enum(samePersonAnswerSchema.options);

const samePersonSchema = z
  .strictObject({
    match: answerSchema.optional().describe('On the ID photo and the liveness photo.'),
    hits: z
      .record(wellFormed(200), answerSchema)
      .refine((hits) => Object.keys(hits).length <= MAX_HITS, `must have at most ${MAX_HITS} entries`)
      .optional()
      .describe("By the `face_id` of another's hit in `dedupe.hits`."),
  })
  .openapi('SamePerson', {
    description: 'What the reviewer saw, apart from what was decided. It stays in the log.',
    examples: [{ match: 'yes' }],
  });

const reviewerLabel = wellFormed(200).min(1).openapi({
  description: 'Who it is, by an id of yours: a label in the log beside the name of the API key.',
});
const takeOver = z.boolean().default(false);

/** The body of `POST …/claim`. */
export const claimSchema = z
  .strictObject({
    reviewer: reviewerLabel,
    take_over: takeOver.describe('Claims also a case that another reviewer has claimed.'),
  })
  .openapi('NewClaim', { examples: [{ reviewer: 'r-1' }] });

/** The body of `POST …/notes`. */
export const noteSchema = z
  .strictObject({
    reviewer: reviewerLabel,
    note: wellFormed(5_000)
      .refine((text) => text.trim() !== '', 'must not be blank')
      .openapi({ description: 'Kept out of the log, and removed by an erasure.' }),
  })
  .openapi('NewNote', { examples: [{ reviewer: 'r-1', note: 'Called the customer: no answer.' }] });

/** The body of `POST …/decisions`. */
export const decideSchema = z
  .strictObject({
    decision: decisionSchema,
    reviewer: reviewerLabel,
    ground: groundSchema
      .default('other')
      .describe('Why, as one of the grounds of this decision. `other` needs a note.'),
    same_person: samePersonSchema.optional(),
    note: wellFormed(5_000).default('').openapi({ description: 'Why, in words. Kept out of the log.' }),
    seq: z.int().positive().openapi({ description: 'The `seq` of the applicant as the reviewer saw it.' }),
    take_over: takeOver.describe('Decides also a case that another reviewer has claimed.'),
  })
  .openapi('NewDecision', {
    examples: [
      { decision: 'reject', ground: 'different_person', reviewer: 'r-1', note: 'The ears differ.', seq: 7 },
    ],
  });
