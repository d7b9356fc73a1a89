/** The picture of a customer from before, as the API shows it. */
import { z } from '@hono/zod-openapi';
import { instant } from './vocabulary.ts';

/** The schema of the newest picture of a customer from before. */
export const knownFaceViewSchema = z
  .object({
    given_at: instant,
    source: z.string().nullable(),
    sent_sha256: z
      .string()
      .describe('Of the picture as you sent it, hex. The same picture again changes nothing.'),
    sha256: z.string().describe('Of the picture as stored, without its metadata; hex.'),
    bytes: z.int(),
    content_type: z.enum(['image/jpeg', 'image/png']),
    warnings: z.array(z.string()).describe('As of an ID photo.'),
    keep_photo: z.boolean(),
    photo_deleted_at: instant.nullable(),
    state: z
      .enum(['waiting', 'indexed', 'searched', 'failed', 'replaced'])
      .describe(
        '`waiting` for its turn at iLive; `indexed`: in the collection, to be searched for; `searched`: all is done; `failed`: see `problem`; `replaced` by the face of an onboarding.',
      ),
    problem: z
      .string()
      .nullable()
      .describe(
        'Why it failed, such as `no_face`. Send another picture; after a failure that was not of the picture, the same one again.',
      ),
  })
  .openapi('KnownFace', { description: 'The newest picture of a customer from before.' });

/** The picture of a customer from before, as the API shows it. */
export type KnownFaceView = z.infer<typeof knownFaceViewSchema>;
