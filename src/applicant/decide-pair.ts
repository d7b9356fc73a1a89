/** Notes a reviewer's decision on a pair in the logs of both customers. */
import type { PairDecision } from '#src/core/evidence.ts';
import type { Result } from '#src/core/result.ts';
import { pairOf } from '#src/d1/known-pairs.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { readD1 } from '#src/platform/storage.ts';

/** What the reviewer says. */
export type SaidOfPair = Pick<PairDecision, 'decision'> & {
  readonly reviewer: string;
  readonly note: string;
};

/** The two faces, by the customer that each belongs to. */
type Pair = {
  readonly faces: Readonly<Record<string, string>>;
  readonly similarity: number;
  /** Whose object found the pair: it removes it from the list, so its log comes last. */
  readonly owner: string;
};

/**
 * Notes the decision in both logs: first of the one who did not find the pair, then of the one who did, which takes the
 * pair off the list. After a failure between the two the pair is still listed, and the same decision completes it.
 * @returns null when the two are no pair
 * @throws when D1 or an object cannot be reached
 */
export async function decidePair(
  env: Env,
  one: string,
  other: string,
  said: SaidOfPair,
  actor: string,
): Promise<Result<PairDecision | null>> {
  const pair = (await listedPair(env, one, other)) ?? (await decidedBefore(env, one, other));
  if (!pair) return { ok: true, value: null };
  const { similarity, faces, owner } = pair;
  let newest: PairDecision | null = null;
  for (const userId of owner === one ? [other, one] : [one, other]) {
    const otherUserId = userId === one ? other : one;
    const ids = { otherUserId, faceId: faces[userId] ?? '', otherFaceId: faces[otherUserId] ?? '' };
    const noted = await applicantOf(env, userId).decidePair({ ...ids, similarity, ...said }, actor);
    // A face that somebody else has put into the collection: there is no log of that customer here.
    if (!noted.ok && noted.refusal.code === 'applicant_not_found' && userId !== owner) continue;
    if (!noted.ok) return noted;
    newest = noted.value;
  }
  return { ok: true, value: newest };
}

async function listedPair(env: Env, one: string, other: string): Promise<Pair | null> {
  const pair = await readD1(() => pairOf(env.DB, one, other));
  if (!pair) return null;
  const { user_a, user_b, face_a, face_b, similarity, found_by } = pair;
  const faces = { [user_a]: face_a, [user_b]: face_b };
  return { faces, similarity, owner: found_by === 'a' ? user_a : user_b };
}

/** A pair that is off the list can be decided again, and the answer to a repeated decision is the same. */
async function decidedBefore(env: Env, one: string, other: string): Promise<Pair | null> {
  const said = await applicantOf(env, one).pairDecision(other);
  if (!said) return null;
  const { faceId, otherFaceId, similarity } = said;
  return { faces: { [one]: faceId, [other]: otherFaceId }, similarity, owner: one };
}
