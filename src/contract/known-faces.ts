/** Known faces in the API: the picture of a customer from before, and pairs of faces that may be one person's. */
import { z } from '@hono/zod-openapi';
import { metadataSchema } from './applicant.ts';
import { instant, score, userIdSchema, wellFormed } from './vocabulary.ts';

const source = wellFormed(100).min(1).openapi({
  description: 'Where the picture comes from, by a name of yours. It stands in the log, so nothing personal.',
});

/** The fields of `POST /v1/known-faces`, without the picture. */
export const knownFaceSchema = z.strictObject({
  user_id: userIdSchema,
  metadata: metadataSchema.optional(),
  source: source.optional(),
  keep_photo: z.boolean().default(false),
});

/** The form of `POST /v1/known-faces`. */
export const knownFaceFormSchema = z
  .strictObject({
    user_id: z.string().openapi({ description: 'Your own id of the person, as everywhere.' }),
    image: z.any().openapi({
      type: 'string',
      format: 'binary',
      description: 'The picture as a file: JPEG or PNG, at most 8,000,000 bytes, with one face.',
    }),
    metadata: z.string().optional().openapi({
      description: 'The JSON of it, as text. Kept with the first picture; later ones leave it as it is.',
    }),
    source: source.optional(),
    keep_photo: z.enum(['true', 'false']).optional().openapi({
      description: '`true` keeps the picture. Otherwise it is deleted once its face is in the collection.',
      default: 'false',
    }),
  })
  .openapi('NewKnownFace');

/** The face of two customers that may be one person. */
export const pairSchema = z
  .object({
    user_id: userIdSchema.describe(
      'The one of the two ids that comes first in the order of their characters.',
    ),
    other_user_id: userIdSchema,
    similarity: score,
    face_id: z.string().describe('Of `user_id`.'),
    other_face_id: z.string().describe('Of `other_user_id`.'),
    found_at: instant,
  })
  .openapi('KnownPair', {
    description: 'Two customers whose faces are more alike than `DUPLICATE_THRESHOLD`.',
    examples: [
      {
        user_id: 'user-00017',
        other_user_id: 'user-12345',
        similarity: 0.91,
        face_id: 'f-1a2b',
        other_face_id: 'f-7c21',
        found_at: '2026-11-23T09:00:42.800Z',
      },
    ],
  });

/** A pair as the list shows it. */
export type PairView = z.infer<typeof pairSchema>;

/** What a reviewer says of a pair. */
export const pairDecisionSchema = z
  .enum(['same_person', 'different'])
  .openapi('PairDecision', { description: 'Whether the two customers are one person.' });

const faceId = wellFormed(128).min(1);

/** The body of `POST /v1/known-faces/duplicates/decisions`. */
export const decidePairSchema = z
  .strictObject({
    user_id: userIdSchema,
    other_user_id: userIdSchema,
    face_id: faceId.optional().openapi({ description: 'The face of `user_id` that was looked at.' }),
    other_face_id: faceId.optional().openapi({ description: 'That of `other_user_id`.' }),
    decision: pairDecisionSchema,
    reviewer: wellFormed(200)
      .min(1)
      .openapi({ description: 'Who it is, by an id of yours: a label in the logs.' }),
    note: wellFormed(5_000).default('').openapi({ description: 'Why, in words. Kept out of the logs.' }),
  })
  .openapi('NewPairDecision', {
    examples: [
      {
        user_id: 'user-00017',
        other_user_id: 'user-12345',
        face_id: 'f-1a2b',
        other_face_id: 'f-7c21',
        decision: 'same_person',
        reviewer: 'r-1',
        note: 'Twins?',
      },
    ],
  });

/** The answer to a decision on a pair. */
export const decidedPairSchema = z
  .object({
    user_id: userIdSchema,
    other_user_id: userIdSchema,
    decision: pairDecisionSchema,
    decided_at: instant,
  })
  .openapi('DecidedPair', { description: 'The pair is off the list, and both logs say so.' });
