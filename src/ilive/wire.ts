/**
 * iLive's answers, field by field. Unknown fields are allowed. Assumptions that no page of the vendor confirms are
 * marked as inferred. Of a known field there are three kinds:
 *
 * - required: if it is absent or unreadable, the answer is unreadable. The step is tried five times, then a reviewer
 *   decides (`verification_unavailable`); the log names the field.
 * - `orMissing`: it decides nothing by itself. Unreadable counts as missing, and the log names the field.
 * - in a hit of a search: nothing of it voids the list, and what cannot be read is taken for the worse. A hit without a
 *   readable similarity is looked at by a reviewer, one without a readable id is another person's.
 */
import { z } from 'zod';
import type { Result } from '#src/core/result.ts';
import {
  fieldName,
  id,
  orAbsent,
  orMissing,
  pathId,
  pathOf,
  qualityScore,
  score,
  similarity,
  text,
} from './answer-values.ts';
import { boundingBoxSchema, imageSizeSchema } from './face-box.ts';
import { sessionPageOf } from './session-hosts.ts';

/**
 * Makes the schema of the answer of `POST /api/v1/managed-session` (/docs/liveness/managed-sessions).
 * @param sessionHosts where the page of the session may be: the applicant's browser is sent there
 */
export const createdSessionSchema = (sessionHosts: readonly string[]) =>
  z.object({
    session_id: pathId,
    session_url: text(4_096).transform((given, context) => {
      const page = sessionPageOf(given, sessionHosts);
      if (page !== null) return page;
      context.addIssue({ code: 'custom', message: 'is at another host', input: null });
      return z.NEVER;
    }),
    token: text(4_096),
  });

/**
 * The answer of `GET /api/v1/session/{id}/result` (/docs/liveness/attestation). Inferred: the names are those of the
 * webhook; `photo_quality_score` (/docs/guides/kyc-onboarding) is in this answer; before there is a verdict the field
 * is absent or null, or the answer is 401 or 404.
 */
export const resultSchema = z.lazy(() =>
  z.object({
    /** The caller checks that it is the session that was asked for. */
    session_id: pathId.nullish(),
    verdict: text(64).nullish(),
    confidence: orMissing(score),
    photo_quality_score: qualityScore,
  }),
);

const signal = z.union([score, z.boolean(), z.object({ value: z.union([score, z.boolean()]) })]);
const degrees = orAbsent(z.number().min(-360).max(360));

const detectedFace = z.object({
  bounding_box: boundingBoxSchema,
  confidence: score.optional().catch(undefined),
  attributes: orAbsent(
    z.object({
      brightness: orAbsent(signal),
      sharpness: orAbsent(signal),
      pose: orAbsent(z.object({ yaw: degrees, pitch: degrees, roll: degrees })),
    }),
  ),
});

/**
 * The answer of `POST /api/v2/faces:detect` (/docs/api/face-services/faces-detect). Inferred: the nesting of the
 * attributes, so both a bare value and `{value}` are accepted. An entry that cannot be read is a face all the same.
 */
export const detectedSchema = z.lazy(() =>
  z.object({
    faces: z.array(
      detectedFace.catch({ bounding_box: undefined, confidence: undefined, attributes: undefined }),
    ),
    image_size: imageSizeSchema,
  }),
);

/** The faces that `faces:detect` found. */
export type DetectedFaces = z.infer<typeof detectedSchema>;

/**
 * The answer of `POST /api/v2/faces:compare` (/docs/api/face-services/faces-compare). `is_match` is ignored: the
 * service compares `similarity` with its own threshold. `source_face` is the face on the liveness photo.
 */
export const comparedSchema = z.lazy(() => z.object({ similarity, source_face: boundingBoxSchema }));

/** The answer of `POST /api/v2/collections` (/docs/api/face-services/collections-create). */
export const createdCollectionSchema = z.lazy(() => z.object({ external_id: id }));

/**
 * The answer of `POST /api/v2/collections/{id}/faces`. Inferred: `face_id` is at the top level, under `face` or in
 * `faces[0]`; the first that is there counts.
 */
export const indexedSchema = z.lazy(() =>
  z
    .preprocess(
      (answer) => {
        const given = indexedPlaces.safeParse(answer).data;
        return given
          ? { face_id: given.face_id ?? given.face?.face_id ?? given.faces?.[0]?.face_id }
          : answer;
      },
      z.object({ face_id: pathId }),
    )
    .transform((answer) => answer.face_id),
);
const indexedPlace = z.object({ face_id: z.unknown().optional() });
const indexedPlaces = z.lazy(() =>
  indexedPlace.extend({
    face: indexedPlace.optional().catch(undefined),
    faces: z.array(indexedPlace).optional().catch(undefined),
  }),
);

/**
 * The answer of `GET /api/v2/collections/{id}/faces` (/docs/api/face-services/faces-list). Inferred: `next_cursor` is
 * the next `cursor`, null, empty or absent at the end. `listedFacesOf` reads the faces.
 */
export const listedSchema = z.lazy(() =>
  z.object({
    faces: z.array(z.unknown()),
    next_cursor: z.union([z.literal(''), id, text(1_000)]).nullish(),
  }),
);

const ofImage = z.lazy(() => z.object({ external_image_id: id.nullish() }));
const listedFace = z.lazy(() =>
  z.object({
    face_id: pathId,
    external_image_id: orMissing(id),
    external_face_id: orMissing(id),
  }),
);
/** A face in the collection. An id of ours that iLive does not give is null: the face may be anybody's. */
export type ListedFace = z.infer<typeof listedFace>;

/**
 * Reads the listed faces, also those of another image: iLive may ignore the filter. A face that may be of this image
 * must say whose it is: one that is passed over could stay in the collection for ever.
 * @returns or the name of the first field that cannot be read
 */
export function listedFacesOf(
  faces: readonly unknown[],
  externalImageId: string,
): Result<readonly ListedFace[], string> {
  const found: ListedFace[] = [];
  for (const [n, face] of faces.entries()) {
    const image = ofImage.safeParse(face);
    if (!image.success) return { ok: false, refusal: fieldName(['faces', n, ...pathOf(image.error)]) };
    const isAnothers = (image.data.external_image_id ?? externalImageId) !== externalImageId;
    const { data: read, error } = listedFace.safeParse(face);
    const unreadable = error ? pathOf(error) : read.external_face_id === null ? ['external_face_id'] : null;
    if (unreadable && !isAnothers) return { ok: false, refusal: fieldName(['faces', n, ...unreadable]) };
    if (read) found.push(read);
  }
  return { ok: true, value: found };
}

const unreadableHit = { face_id: null, external_face_id: null, similarity: null };

/** The answer of `POST /api/v2/collections/{id}/search-by-face/{face_id}` (/docs/api/face-services/search-by-face). */
export const searchedSchema = z.lazy(() =>
  z.object({
    matches: z.array(
      z
        .object({
          face_id: orMissing(pathId),
          external_face_id: orMissing(id),
          similarity: orMissing(similarity),
        })
        .catch(unreadableHit),
    ),
  }),
);

const envelope = z.lazy(() =>
  z.object({ detail: z.object({ code: z.string().regex(/^[a-z0-9_]{1,100}$/) }) }),
);

/**
 * Reads the code from the error envelope (/docs/reference/error-codes).
 * @returns null when there is none. Inferred: FastAPI's own 422 has an array as `detail`, without a code
 */
export function errorCodeOf(body: unknown): string | null {
  const parsed = envelope.safeParse(body);
  return parsed.success ? parsed.data.detail.code : null;
}
