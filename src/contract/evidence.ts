/** The schemas of an applicant's evidence in the API: the ID photo, the session, and the results of the checks. */
import { z } from '@hono/zod-openapi';
import { instant, modeSchema, score } from './vocabulary.ts';

/** The ID photo in use. */
export const idPhotoSchema = z
  .lazy(() =>
    z.object({
      uploaded_at: instant,
      sha256: z.string().describe('Of the picture as stored, without its metadata; hex.'),
      bytes: z.int(),
      content_type: z.enum(['image/jpeg', 'image/png']),
      warnings: z
        .array(z.string())
        .describe(
          'A better photo saves a review. `dark`, `blurred`; `turned`: the face is at an angle, or the photo lay sideways or ' +
            'upside down and was turned upright; `several_faces`: another face may be the one of the document, only the largest ' +
            'is compared; `small_face`: less than 80 pixels. New ones may be added.',
        ),
    }),
  )
  .openapi('IdPhoto');

/** The newest liveness session, with its verdict. */
export const livenessSchema = z
  .lazy(() =>
    z.object({
      session_id: z.string(),
      session_url: z
        .string()
        .nullable()
        .describe(
          'Send the applicant there; only while the session is open, and only for a key with the scope `applicants`.',
        ),
      mode: modeSchema,
      verdict: z.string().nullable().describe('As iLive confirmed it: `pass`, `retry`, `fail`.'),
      confidence: score.nullable(),
      photo_quality_score: score.nullable(),
      started_at: instant,
      expires_at: instant,
      decided_at: instant.nullable().describe('When the verdict was confirmed.'),
    }),
  )
  .openapi('Liveness', {
    description: 'The newest session of this onboarding, or null.',
  });

/** The comparison of the ID photo with the liveness photo. */
export const matchSchema = z
  .lazy(() =>
    z.object({
      similarity: score.describe('Of the ID photo and the liveness photo.'),
      threshold: score.describe('It had to be above this.'),
      outcome: z.enum(['match', 'below_threshold', 'accepted_by_reviewer']),
      decided_at: instant,
    }),
  )
  .openapi('Match');

/** The applicant's face in iLive's collection. */
export const faceSchema = z
  .lazy(() => z.object({ face_id: z.string(), collection: z.string(), indexed_at: instant }))
  .openapi('Face', { description: "The face in iLive's collection, under your `user_id`." });

const hitSchema = z
  .lazy(() =>
    z.object({
      external_face_id: z
        .string()
        .nullable()
        .describe('The `user_id` of the other applicant, if iLive knows.'),
      face_id: z.string(),
      similarity: score,
      similarity_unreadable: z
        .literal(true)
        .optional()
        .describe('iLive gave no readable similarity, so it counts as 1: look at the face.'),
      self: z.boolean().describe("The applicant's own face, so no duplicate."),
    }),
  )
  .openapi('Hit');

/** The search for the same face under other ids, with its hits. */
export const dedupeSchema = z
  .lazy(() =>
    z.object({
      threshold: score.describe("Another's face above this is a possible duplicate."),
      floor: score.describe('The least similarity that was searched for.'),
      outcome: z.enum(['unique', 'possible_duplicate', 'known_face_differs']),
      hits: z.array(hitSchema).describe("The applicant's own faces, and others above `threshold`."),
      near: z
        .array(score)
        .describe(
          'Similarities of the other faces between `floor` and `threshold`, highest first; nobody is named.',
        ),
      decided_at: instant,
    }),
  )
  .openapi('Dedupe', { description: 'The search for the same face under other ids.' });
