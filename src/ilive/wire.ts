/**
 * iLive's answers as we read them: unknown fields allowed, known ones checked. What is only inferred of the vendor's
 * format stands in this folder and nowhere else.
 */
import { z } from 'zod';
import { boundingBoxSchema, imageSizeSchema } from './face-box.ts';

/** The vendor's words go into a log that can hold no lone surrogates and is kept for ever. */
const wellFormed = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.isWellFormed());
const id = wellFormed(200).min(1);
const score = z.number().min(0).max(1);

/** `POST /api/v1/managed-session` (/docs/liveness/managed-sessions). */
export const createdSessionSchema = z.object({
  session_id: id,
  session_url: z.url({ protocol: /^https?$/ }),
  token: z.string().min(1).max(4_096),
});

/**
 * `GET /api/v1/session/{id}/result` (/docs/liveness/attestation). Inferred: the names are those of the webhook;
 * before a verdict there is none, or the answer is 401 or 404.
 */
export const resultSchema = z.object({
  session_id: id.optional(),
  verdict: wellFormed(64).min(1).nullish(),
  /** Decides nothing, so an odd one costs nobody the verdict. */
  confidence: score.nullish().catch(null),
  photo_quality_score: score.nullish(),
});

const signal = z.union([z.number(), z.boolean(), z.object({ value: z.union([z.number(), z.boolean()]) })]);

/** `POST /api/v2/faces:detect`. Inferred: the nesting of the attributes, so both a bare value and `{value}` are read. */
export const detectedSchema = z.object({
  faces: z.array(
    z.object({
      bounding_box: boundingBoxSchema,
      attributes: z
        .object({
          brightness: signal.optional(),
          sharpness: signal.optional(),
          pose: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() }).partial().optional(),
        })
        .partial()
        .nullish(),
    }),
  ),
  image_size: imageSizeSchema,
});

/** `POST /api/v2/faces:compare`. `is_match` is ignored: its threshold is the vendor's. `source_face` is of the liveness photo. */
export const comparedSchema = z.object({ similarity: score, source_face: boundingBoxSchema });

/** `POST /api/v2/collections` (/docs/api/face-services/collections-create). */
export const createdCollectionSchema = z.object({ external_id: z.string() });

const face = z.object({ face_id: id });
/** `POST /api/v2/collections/{id}/faces`. Inferred: the id stands at the top, under `face` or in `faces[0]`. */
export const indexedSchema = z
  .union([
    face,
    z.object({ face }).transform((answer) => answer.face),
    z.object({ faces: z.tuple([face], z.unknown()) }).transform((answer) => answer.faces[0]),
  ])
  .transform((answer) => answer.face_id);

/** `GET /api/v2/collections/{id}/faces`. Inferred: `next_cursor` is the next `cursor`, null or absent at the end. */
export const listedSchema = z.object({
  faces: z.array(
    z.object({
      face_id: id,
      external_face_id: wellFormed(200).nullish(),
      external_image_id: wellFormed(200).nullish(),
    }),
  ),
  next_cursor: wellFormed(1_000).nullish(),
});

/** `POST /api/v2/collections/{id}/search-by-face/{face_id}`. */
export const searchedSchema = z.object({
  matches: z.array(z.object({ face_id: id, similarity: score, external_face_id: wellFormed(200).nullish() })),
});

const envelope = z.object({ detail: z.object({ code: z.string().regex(/^[a-z0-9_]{1,100}$/) }) });

/** The code of the error envelope (/docs/reference/error-codes); null where there is none. Inferred: FastAPI's own 422 has an array there. */
export function errorCodeOf(body: unknown): string | null {
  const parsed = envelope.safeParse(body);
  return parsed.success ? parsed.data.detail.code : null;
}
