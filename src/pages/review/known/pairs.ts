/** Reads the pairs of customers from before, with both customers as they are now. */
import type { ApplicantView } from '#src/contract/applicant.ts';
import { type ListedPair, listPairs, type PairPosition } from '#src/d1/known-pairs.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { readD1 } from '#src/platform/storage.ts';

/** One of the two. `applicant` is null for a face of the collection that is nobody's here. */
export type PairSide = {
  readonly userId: string;
  readonly faceId: string;
  readonly applicant: ApplicantView | null;
  /** The picture that the face was made of; null when it cannot be shown. */
  readonly picture: 'known' | 'liveness' | null;
};

/** A pair that waits for a decision. */
export type OpenPair = {
  readonly similarity: number;
  readonly foundAt: string;
  readonly sides: readonly [PairSide, PairSide];
};

/** A page of pairs, and where the next one starts. */
export type PairsPage = { readonly pairs: readonly OpenPair[]; readonly next: PairPosition | null };

const NOBODY = { applicant: null, picture: null };

/** Each takes a look at two objects. */
const PAIRS_A_PAGE = 10;

/** Reads a page. A pair that was decided a moment ago may still be listed: it is left out. */
export async function readPairs(env: Env, after: PairPosition | null): Promise<PairsPage> {
  const { pairs: listed, next } = await readD1(() => listPairs(env.DB, after, PAIRS_A_PAGE));
  const open = await Promise.all(listed.map((pair) => openPair(env, pair)));
  return { pairs: open.filter((pair) => pair !== null), next };
}

async function openPair(env: Env, pair: ListedPair): Promise<OpenPair | null> {
  const { user_a, user_b, face_a, face_b, similarity, found_ms } = pair;
  const [a, b] = [applicantOf(env, user_a), applicantOf(env, user_b)];
  const [one, other, said] = await Promise.all([
    a.pairSide(face_a),
    b.pairSide(face_b),
    a.pairDecision(user_b),
  ]);
  if (said?.faceId === face_a && said.otherFaceId === face_b) return null;
  const sides = [
    { userId: user_a, faceId: face_a, ...(one ?? NOBODY) },
    { userId: user_b, faceId: face_b, ...(other ?? NOBODY) },
  ] as const;
  return { similarity, foundAt: new Date(found_ms).toISOString(), sides };
}
