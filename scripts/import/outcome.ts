/** What came of a customer. Pure. */
import { z } from 'zod';
import { knownFaceViewSchema } from '#src/contract/known-face.ts';
import type { Refusal } from './customer-line.ts';

/** A known customer whose face is similar. */
export type Duplicate = { readonly userId: string; readonly similarity: number };

/**
 * `indexed`: taken by this run, and the face is in the collection. `already_there`: it was before. `taken`: the service has the
 * picture, and indexes the face behind it. `ready`: a dry run found nothing wrong.
 */
export type Outcome =
  | { readonly result: 'indexed' | 'already_there'; readonly duplicates: readonly Duplicate[] }
  | { readonly result: 'taken' | 'ready' }
  | { readonly result: 'refused'; readonly refusal: Refusal };

/** A customer with what came of it. `userId` is null where the line does not say it. */
export type Finished = { readonly line: number; readonly userId: string | null; readonly outcome: Outcome };

/** What the import reads of an applicant. */
export const applicantSchema = z.object({
  user_id: z.string(),
  status: z.string(),
  known_face: z
    .object(knownFaceViewSchema.pick({ sent_sha256: true, state: true, problem: true }).shape)
    .nullish(),
  dedupe: z
    .object({
      threshold: z.number(),
      hits: z.array(
        z.object({ external_face_id: z.string().nullable(), similarity: z.number(), self: z.boolean() }),
      ),
    })
    .nullable(),
});

/** An applicant as far as the import reads it. */
export type Applicant = z.infer<typeof applicantSchema>;

/** Whether the service has the picture, and how far it is with it. */
export type Standing =
  | { readonly kind: 'in'; readonly duplicates: readonly Duplicate[] }
  | { readonly kind: 'on_its_way' }
  /** It has none, or another one. */
  | { readonly kind: 'not_there' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Reads how far the service is with a picture, known by the SHA-256 of its bytes in hex. */
export function standingOf({ status, known_face: face, dedupe }: Applicant, sha256: string): Standing {
  if (status === 'erased') return refused('gone', ERASED);
  if (status !== 'known') return refused('wrong_status', elsewhere(status));
  if (!face || face.sent_sha256 !== sha256 || face.state === 'replaced') return { kind: 'not_there' };
  switch (face.state) {
    case 'waiting':
    case 'indexed':
      return { kind: 'on_its_way' };
    case 'failed':
      return refused(face.problem ?? 'failed', NOT_INDEXED);
    case 'searched':
      return { kind: 'in', duplicates: duplicatesIn(dedupe) };
  }
}

/** Others with a name: whose face a hit without one is, nobody knows. */
function duplicatesIn(dedupe: Applicant['dedupe']): readonly Duplicate[] {
  const { hits = [], threshold = 0 } = dedupe ?? {};
  return hits.flatMap(({ external_face_id: userId, similarity, self }) =>
    self || userId === null || similarity <= threshold ? [] : [{ userId, similarity }],
  );
}

const ERASED = 'The customer was erased here, and the user_id cannot be used again: leave the line out.';
const NOT_INDEXED =
  'The face could not be indexed: give another picture, or run the import again if the picture is not the reason.';
const elsewhere = (status: string) =>
  `The customer is ${status} here: the face comes from the onboarding, so leave the line out.`;

function refused(code: string, detail: string): Standing {
  return { kind: 'refused', refusal: { code, detail } };
}
