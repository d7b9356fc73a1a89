/** Notes a reviewer's decision on a pair in the logs of both customers. */
import { type PairDecision, UNREADABLE_FACE } from '#src/core/evidence.ts';
import type { Result } from '#src/core/result.ts';
import { removePair } from '#src/d1/known-pairs.ts';
import { applicantOf } from '#src/platform/objects.ts';
import { readD1 } from '#src/platform/storage.ts';

/** What the reviewer says. */
export type SaidOfPair = Pick<PairDecision, 'decision'> & {
  readonly reviewer: string;
  readonly note: string;
};

/** One of the two, and which face of theirs the reviewer looked at; undefined where nobody says. */
export type SeenSide = { readonly userId: string; readonly faceId?: string | undefined };

/** What came of it: null when the two are no pair, `changed` when it is one of other faces by now. */
export type DecidedPair = Result<PairDecision | 'changed' | null>;

/** The two faces, by the customer that each belongs to. */
type Pair = {
  readonly faces: Readonly<Record<string, string>>;
  readonly similarity: number;
  /** Whose object found the pair: it removes it from the list, so its log comes last. */
  readonly owner: string;
};

/**
 * Notes the decision in both logs: first of the one who did not find the pair, then of the one who did, which takes the
 * pair off the list. After a failure between the two the pair is still listed, and the same decision completes it. What the
 * pair is, the objects say: the logs must not take over what somebody has written into D1. When the two are no pair, a row
 * in D1 that says otherwise goes.
 * @throws when D1 or an object cannot be reached
 */
export async function decidePair(
  env: Env,
  seen: readonly [SeenSide, SeenSide],
  said: SaidOfPair,
  actor: string,
): Promise<DecidedPair> {
  const [one, other] = [seen[0].userId, seen[1].userId];
  const pairs = await pairsInUse(env, one, other);
  const isSeen = ({ faces }: Pair) =>
    seen.every(({ userId, faceId }) => faceId === undefined || faceId === faces[userId]);
  const pair = pairs.find(isSeen);
  if (!pair && pairs.length > 0) return { ok: true, value: 'changed' };
  const decided = pair ? await noteIn(env, pair, [one, other], said, actor) : null;
  // Whatever D1 says of these two: an object removes only the row that it has written itself.
  if (decided === null || decided.ok) await readD1(() => removePair(env.DB, one, other));
  return decided ?? { ok: true, value: null };
}

/**
 * Returns what either object knows as a pair of the two, those that wait for a decision first. A pair is of two faces: with
 * a face that is not in use any more it is none.
 */
async function pairsInUse(env: Env, one: string, other: string): Promise<readonly Pair[]> {
  const pairs = await Promise.all([
    foundPairs(env, one, other),
    foundPairs(env, other, one),
    decidedBefore(env, one, other),
    decidedBefore(env, other, one),
  ]);
  const present = await Promise.all([one, other].map((userId) => applicantOf(env, userId).faceInUse()));
  const isInUse = ({ faces }: Pair) =>
    [one, other].every((userId, nth) => {
      const face = present[nth];
      // Of somebody who is nobody here, as of a face that others have put into the collection, nothing is known.
      return face === undefined || face === faces[userId] || faces[userId] === UNREADABLE_FACE;
    });
  return pairs.flat().filter(isInUse);
}

async function noteIn(
  env: Env,
  pair: Pair,
  [one, other]: readonly [string, string],
  said: SaidOfPair,
  actor: string,
): Promise<Result<PairDecision | null>> {
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

/** The pairs that wait for a decision, as the one knows them who found them. */
async function foundPairs(env: Env, owner: string, other: string): Promise<readonly Pair[]> {
  const found = await applicantOf(env, owner).openPairs(other);
  return found.map(({ faceId, otherFaceId, similarity }) => {
    return { faces: { [owner]: faceId, [other]: otherFaceId }, similarity, owner };
  });
}

/** A pair that is off the list can be decided again, and the answer to a repeated decision is the same. */
async function decidedBefore(env: Env, one: string, other: string): Promise<readonly Pair[]> {
  const said = await applicantOf(env, one).pairDecision(other);
  if (!said) return [];
  const { faceId, otherFaceId, similarity } = said;
  return [{ faces: { [one]: faceId, [other]: otherFaceId }, similarity, owner: one }];
}
