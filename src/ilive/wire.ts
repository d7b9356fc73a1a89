/**
 * The schemas of iLive's answers. Unknown fields are allowed, known ones are checked. Assumptions that no page of the
 * vendor confirms are marked as inferred.
 */
import { z } from 'zod';
import { boundingBoxSchema, imageSizeSchema } from './face-box.ts';

/** The vendor's text goes into a log that cannot contain lone surrogates and is kept for ever: length is limited. */
const wellFormed = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.isWellFormed());
const id = wellFormed(200).min(1);
const score = z.number().min(0).max(1);

/** The answer of `POST /api/v1/managed-session` (/docs/liveness/managed-sessions). */
export const createdSessionSchema = z.object({
  session_id: id,
  session_url: z.url({ protocol: /^https?$/ }),
  token: z.string().min(1).max(4_096),
});

/**
 * The answer of `GET /api/v1/session/{id}/result` (/docs/liveness/attestation). Inferred: the names are those of the
 * webhook; `photo_quality_score` (/docs/guides/kyc-onboarding) is in this answer; before there is a verdict the field
 * is absent, or the answer is 401 or 404.
 */
export const resultSchema = z.object({
  session_id: id.optional(),
  verdict: wellFormed(64).min(1).nullish(),
  /** Decides nothing, so a value that cannot be read must not lose the verdict. */
  confidence: score.nullish().catch(null),
  photo_quality_score: score.nullish(),
});

const signal = z.union([z.number(), z.boolean(), z.object({ value: z.union([z.number(), z.boolean()]) })]);

/**
 * The answer of `POST /api/v2/faces:detect` (/docs/api/face-services/faces-detect). Inferred: the nesting of the
 * attributes, so both a bare value and `{value}` are accepted.
 */
export const detectedSchema = z.object({
  faces: z.array(
    z.object({
      bounding_box: boundingBoxSchema,
      confidence: z.number().optional().catch(undefined),
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

/** The faces that `faces:detect` found. */
export type DetectedFaces = z.infer<typeof detectedSchema>;

/**
 * The answer of `POST /api/v2/faces:compare` (/docs/api/face-services/faces-compare). `is_match` is ignored: the
 * service compares `similarity` with its own threshold. `source_face` is the face on the liveness photo.
 */
export const comparedSchema = z.object({ similarity: score, source_face: boundingBoxSchema });

/** The answer of `POST /api/v2/collections` (/docs/api/face-services/collections-create). */
export const createdCollectionSchema = z.object({ external_id: z.string() });

const face = z.object({ face_id: id });
/**
 * The answer of `POST /api/v2/collections/{id}/faces`. Inferred: `face_id` is at the top level, under `face` or in
 * `faces[0]`.
 */
export const indexedSchema = z
  .union([
    face,
    z.object({ face }).transform((answer) => answer.face),
    z.object({ faces: z.tuple([face], z.unknown()) }).transform((answer) => answer.faces[0]),
  ])
  .transform((answer) => answer.face_id);

/**
 * The answer of `GET /api/v2/collections/{id}/faces` (/docs/api/face-services/faces-list). Inferred: `next_cursor` is
 * the next `cursor`, null or absent at the end.
 */
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

/** The answer of `POST /api/v2/collections/{id}/search-by-face/{face_id}` (/docs/api/face-services/search-by-face). */
export const searchedSchema = z.object({
  matches: z.array(z.object({ face_id: id, similarity: score, external_face_id: wellFormed(200).nullish() })),
});

const envelope = z.object({ detail: z.object({ code: z.string().regex(/^[a-z0-9_]{1,100}$/) }) });

/**
 * Reads the code from the error envelope (/docs/reference/error-codes).
 * @returns null when there is none. Inferred: FastAPI's own 422 has an array as `detail`, without a code
 */
export function errorCodeOf(body: unknown): string | null {
  const parsed = envelope.safeParse(body);
  return parsed.success ? parsed.data.detail.code : null;
}
