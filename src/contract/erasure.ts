/** The receipt of an erasure, as the API shows it. */
import { z } from '@hono/zod-openapi';
import { instant } from './vocabulary.ts';

const whatSchema = z.enum(['photos', 'face', 'personal_data']);

const deletedSchema = z
  .lazy(() =>
    z.object({
      what: whatSchema,
      where: z.enum(['r2', 'ilive', 'd1', 'durable_object']),
      at: instant,
      count: z.int().optional().describe('Of the photos.'),
      face_id: z.string().optional(),
    }),
  )
  .openapi('Deleted');

const pendingSchema = z
  .lazy(() =>
    z.object({
      what: whatSchema,
      where: z.enum(['r2', 'ilive', 'd1']),
      due_at: instant.optional().describe('When it is looked for again, where that is known.'),
      face_id: z.string().optional(),
      session_id: z.string().optional().describe('Whose face iLive may still be adding.'),
    }),
  )
  .openapi('Pending');

/** The schema of the receipt. */
export const erasureSchema = z
  .lazy(() =>
    z.object({
      erased_at: instant,
      cause: z.enum(['request', 'retention']),
      deleted: z.array(deletedSchema),
      pending: z.array(pendingSchema).describe('Tried until it is gone.'),
      note: z.string(),
    }),
  )
  .openapi('Erasure', {
    description: 'The receipt of an erasure: what was deleted where and when, and what is still to go.',
  });

/** The receipt of an erasure. */
export type ErasureView = z.infer<typeof erasureSchema>;
