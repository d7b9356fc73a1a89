/** The answer to an access request (GDPR, art. 15): everything that is held about one person, in one JSON. */
import { z } from '@hono/zod-openapi';
import { applicantSchema } from './applicant.ts';
import { eventSchema } from './event.ts';
import { instant, userIdSchema } from './vocabulary.ts';

const consentRecordSchema = z
  .lazy(() => z.object({ version: z.string(), given_at: instant, recorded_at: instant }))
  .openapi('ConsentRecord', { description: 'A consent, as it stands in the log. The newest one counts.' });

const noteSchema = z
  .lazy(() =>
    z.object({
      seq: z.int().describe('The number of its event in `log`, which says who and when.'),
      note: z.string(),
    }),
  )
  .openapi('ReviewNote', { description: 'A note of a reviewer, with a decision or without one.' });

const claimSchema = z
  .lazy(() =>
    z.object({
      seq: z.int(),
      claimed_by: z.string(),
      reviewer: z.string(),
      claimed_at: instant,
      until: instant,
    }),
  )
  .openapi('ReviewClaim', {
    description:
      'Who had a case, and until when at most: a decision, a return or another one may have ended it.',
  });

const sessionLinkSchema = z
  .lazy(() =>
    z.object({
      session_id: z.string(),
      started_at: instant,
      expires_at: instant,
      page: z.string().nullable(),
      redirect_url: z.string().nullable(),
    }),
  )
  .openapi('SessionLink');

const linksSchema = z
  .lazy(() =>
    z.object({
      redirect_url: z.string().nullable(),
      onboarding: z.object({
        generation: z.int().describe("Of the newest link to the applicant's pages; 0 is the first."),
        ended: z.boolean(),
      }),
      sessions: z.array(sessionLinkSchema),
    }),
  )
  .openapi('SentLinks', {
    description: 'The links handed out. Those that would let somebody act as the applicant are left out.',
  });

const photoRecordSchema = z
  .lazy(() =>
    z.object({
      photo: z.enum(['id', 'liveness', 'known']),
      key: z.string(),
      sha256: z.string(),
      bytes: z.int(),
      stored_at: instant,
      deleted_at: instant.nullable(),
      route: z.string().nullable().describe('Where to read the picture; null if it is not the one in use.'),
    }),
  )
  .openapi('PhotoRecord');

const faceRecordSchema = z
  .lazy(() =>
    z.object({
      face_id: z.string(),
      collection: z.string(),
      indexed_at: instant,
      deleted_at: instant.nullable(),
    }),
  )
  .openapi('FaceRecord');

const keptAnswerSchema = z
  .lazy(() => z.object({ kept_at: instant, status: z.int(), body: z.json().openapi({ type: 'object' }) }))
  .openapi('KeptAnswer', {
    description: 'The answer to a request with an `Idempotency-Key`, kept for a day.',
  });

const retentionRuleSchema = z
  .lazy(() =>
    z.object({
      what: z.enum(['photos', 'face', 'everything', 'log']),
      where: z.array(z.enum(['r2', 'ilive', 'd1', 'durable_object'])),
      setting: z.string().nullable().describe('The setting that says how long; null if none does.'),
      days: z.int().nullable().describe('Its value; null if it is not set.'),
      due_at: instant.nullable().describe('When it is deleted, where that is known.'),
    }),
  )
  .openapi('RetentionRule', {
    description: 'How long something is kept: without a day set, until the erasure. The log stays.',
  });

/** Everything that is held about one person. */
export const personalDataSchema = z
  .lazy(() =>
    z.object({
      user_id: userIdSchema,
      case_number: z.string().describe("The applicant's pages show its last four characters."),
      made_at: instant,
      applicant: applicantSchema,
      consents: z.array(consentRecordSchema),
      notes: z.array(noteSchema),
      claims: z.array(claimSchema),
      links: linksSchema,
      photos: z.array(photoRecordSchema),
      faces: z.array(faceRecordSchema),
      kept_answers: z.array(keptAnswerSchema),
      retention: z.array(retentionRuleSchema),
      log: z.array(eventSchema),
    }),
  )
  .openapi('PersonalData', {
    description:
      'What this service holds about one person. `applicant` holds the metadata. The `user_id` of other people may stand among the ' +
      'hits of the duplicate search: take them out before you hand it to the person.',
  });

/** The parts of the answer that the applicant's object makes; the route adds the rest. */
export type PersonalDataView = Omit<
  z.infer<typeof personalDataSchema>,
  'case_number' | 'kept_answers' | 'log'
>;
