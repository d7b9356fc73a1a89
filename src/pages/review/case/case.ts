/** Collects what the page of an applicant shows from the applicants' objects. */

import type { Context } from 'hono';
import type { History } from '#src/applicant/views/history.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { userIdSchema } from '#src/contract/vocabulary.ts';
import { isDuplicate } from '#src/core/policy.ts';
import type { HttpEnv } from '#src/http/context.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { type Faces, facesOf, pictureOf } from './faces.ts';

/**
 * Another person with a similar face. `name` is the `user_id`, or the face's id where it has none. `applicant` is null
 * when no applicant with that id exists.
 */
export type OtherPerson = {
  readonly name: string;
  /** The id of the face that was found. */
  readonly faceId: string;
  /** Null if iLive gave none that can be read. */
  readonly similarity: number | null;
  readonly applicant: ApplicantView | null;
  readonly faces: Faces;
  /** The picture that the face was made of; null when it is not one of those that the pages show. */
  readonly picture: 'liveness' | 'known' | null;
};

/** An applicant with its log and the people that it may be a duplicate of. */
export type Case = History & {
  readonly faces: Faces;
  readonly others: readonly OtherPerson[];
};

/** Limits the views of photos that are read: no other event can occur often enough to make a log long. */
const MAX_PHOTO_VIEWS = 100;
/** Limits the similar faces shown: each comes with two photos, and each view of a photo is logged. */
const MOST_OTHERS = 5;

/** Reads the case as it is now. @returns null when there is no such applicant */
export async function readCase(c: Context<HttpEnv>, userId: string): Promise<Case | null> {
  const history = await applicantOf(c.env, userId).history(MAX_PHOTO_VIEWS);
  if (!history) return null;
  return { ...history, faces: facesOf(history.events), others: await othersOf(c, history.applicant) };
}

async function othersOf(c: Context<HttpEnv>, { dedupe }: ApplicantView): Promise<OtherPerson[]> {
  if (!dedupe) return [];
  const hits = dedupe.hits
    .filter(
      ({ self, similarity }) => !self && isDuplicate(similarity, { duplicateThreshold: dedupe.threshold }),
    )
    .toSorted((a, b) => b.similarity - a.similarity)
    .slice(0, MOST_OTHERS);
  return Promise.all(
    hits.map(async ({ external_face_id, face_id, similarity: counted, similarity_unreadable }) => {
      const id = userIdSchema.safeParse(external_face_id).data;
      const history = id === undefined ? null : await applicantOf(c.env, id).history(0);
      const similarity = similarity_unreadable ? null : counted;
      const { applicant = null, events = [] } = history ?? {};
      const [picture, faces] = [pictureOf(face_id, events), facesOf(events)];
      return { name: id ?? `face ${face_id}`, faceId: face_id, similarity, applicant, faces, picture };
    }),
  );
}
