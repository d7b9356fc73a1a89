/**
 * The pairs that wait for a decision. The object that found a pair writes it with its row; either of the two removes it:
 * when its face is not in use any more, and with its erasure. No MAC covers them, so a row that cannot be ours is passed
 * over.
 */
import { z } from 'zod';
import { isSameFace } from '#src/core/evidence.ts';
import { openPairs } from '#src/core/known/pairs.ts';
import type { State } from '#src/core/model.ts';
import { LATEST_MS, readableRows, shortText } from './lenient.ts';

/** What an object knows of its pairs. */
export type PairsWrite = {
  /** The customer's faces that are not in use any more. */
  readonly formerFaces: readonly string[];
  /** No face of this customer may stay, and so no pair. */
  readonly isFaceless: boolean;
  /** The pairs that this object found and nobody has decided: one a face, so maybe several of one customer. */
  readonly open: readonly {
    readonly other: string;
    readonly face: string;
    readonly otherFace: string;
    readonly similarity: number;
    readonly foundMs: number;
  }[];
};

/** A row names so many former faces at most, the newest: with each it takes the pairs of that face off the list. */
const MOST_FORMER_FACES = 50;

/** Returns the ids of the newest faces that this applicant had and has not any more. */
export function formerFaces({ ownFaces, face }: State): readonly string[] {
  return ownFaces
    .filter((own) => !face || !isSameFace(own, face))
    .map(({ faceId }) => faceId)
    .slice(-MOST_FORMER_FACES);
}

/** Makes what is to be written; null for the many who have no pair and never had two faces. */
export function pairsWriteOf(state: State): PairsWrite | null {
  const { knownPairs, face, status } = state;
  const former = formerFaces(state);
  const isFaceless = status.name === 'erased' || status.name === 'rejected';
  if (!isFaceless && former.length === 0 && (knownPairs?.pairs ?? []).length === 0) return null;
  const foundMs = Date.parse(knownPairs?.foundAt ?? state.createdAt);
  const open = openPairs(state).map(({ otherUserId: other, otherFaceId: otherFace, similarity }) => {
    return { other, face: face?.faceId ?? '', otherFace, similarity, foundMs };
  });
  return { formerFaces: former, isFaceless, open };
}

const REMOVE_ALL = ['user_a', 'user_b'].map((user) => `DELETE FROM known_pairs WHERE ${user} = ?1`);
/** Pairs of a former face, and those that this object found before and does not have any more: they were decided. */
const REMOVE_OLD = [
  ['a', 'b'],
  ['b', 'a'],
].map(
  ([own, other]) => `DELETE FROM known_pairs WHERE user_${own} = ?1 AND (
    face_${own} IN (SELECT value FROM json_each(?2))
    OR (found_by = '${own}' AND (user_${other}, face_${other}) NOT IN
      (SELECT value ->> 'other', value ->> 'otherFace' FROM json_each(?3))))`,
);
/**
 * Adds pairs, of each other customer's faces the one that its row says is in use, else the most similar: a face may have been
 * left over that nobody can decide about. One is left out if that row says that it is not in use any more: an object that
 * writes its row again must not bring back a pair that the other one has removed. A pair that the other one found stays as
 * it is. Of the rows of a group SQLite takes that of the `max` (lang_select.html, "Bare columns in an aggregate query").
 */
const ADD = `INSERT INTO known_pairs (user_a, user_b, face_a, face_b, similarity, found_ms, found_by)
  SELECT min(?1, other), max(?1, other), iif(?1 < other, face, other_face), iif(?1 < other, other_face, face),
    similarity, found_ms, iif(?1 < other, 'a', 'b')
  FROM (SELECT value ->> 'other' AS other, value ->> 'face' AS face, value ->> 'otherFace' AS other_face,
    value ->> 'similarity' AS similarity, value ->> 'foundMs' AS found_ms FROM json_each(?2)) AS found
  WHERE NOT EXISTS (SELECT 1 FROM applicants o WHERE o.user_id = found.other AND (o.status IN ('erased', 'rejected')
    OR EXISTS (SELECT 1 FROM json_each(iif(json_valid(o.document), o.document, '{}'), '$.former_faces') f WHERE f.value = found.other_face)))
  GROUP BY other HAVING max(similarity + 2 * (other_face IS (
    SELECT iif(json_valid(o.document), o.document, '{}') ->> '$.face.face_id' FROM applicants o WHERE o.user_id = found.other))) > 0
  ON CONFLICT (user_a, user_b) DO UPDATE SET face_a = excluded.face_a, face_b = excluded.face_b,
    similarity = excluded.similarity, found_ms = excluded.found_ms, found_by = excluded.found_by
    WHERE (known_pairs.face_a, known_pairs.face_b) IS NOT (excluded.face_a, excluded.face_b)
      AND known_pairs.found_ms <= excluded.found_ms`;

/** Ids that iLive gives and that are none of ours name nobody. */
const USER_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,119}$/;

/** Makes the statements. With nothing to change no row is written. */
export function replacePairs(
  db: D1Database,
  userId: string,
  { formerFaces: former, isFaceless, open }: PairsWrite,
): readonly D1PreparedStatement[] {
  if (isFaceless) return REMOVE_ALL.map((query) => db.prepare(query).bind(userId));
  const named = open.filter(({ other }) => USER_ID.test(other) && other !== userId);
  const found = JSON.stringify(named);
  const removals = REMOVE_OLD.map((query) => db.prepare(query).bind(userId, JSON.stringify(former), found));
  return named.length === 0 ? removals : [...removals, db.prepare(ADD).bind(userId, found)];
}

const pairSchema = z.object({
  user_a: z.string().regex(USER_ID),
  user_b: z.string().regex(USER_ID),
  face_a: z.string(),
  face_b: z.string(),
  similarity: z.number().min(0).max(1),
  found_ms: z.int().min(0).max(LATEST_MS),
  found_by: z.enum(['a', 'b']),
});

/** A pair as D1 has it. */
export type ListedPair = z.infer<typeof pairSchema>;
/** The place in the list after which the next page starts. */
export type PairPosition = readonly [similarity: number, userA: string, userB: string];

/** Before the first page. */
const ABOVE_ALL: PairPosition = [2, '', ''];

const COLUMNS = `user_a, user_b, ${shortText('face_a')}, ${shortText('face_b')}, similarity, found_ms, found_by`;
/** SQL: rows whose ids are longer than any of ours are none; the others have a place that a cursor can hold. */
const ARE_SHORT = 'length(user_a) <= 120 AND length(user_b) <= 120';

const placeSchema = z.object({ similarity: z.number(), user_a: z.string(), user_b: z.string() });

/**
 * Lists pairs, the most similar first. A row that cannot be read is left out.
 * @param after where the page before ended, or null
 * @returns the pairs, and the place after which the next page starts; null at the end
 * @throws when D1 cannot be reached
 */
export async function listPairs(
  db: D1Database,
  after: PairPosition | null,
  limit: number,
): Promise<{ readonly pairs: readonly ListedPair[]; readonly next: PairPosition | null }> {
  const query = `SELECT ${COLUMNS} FROM known_pairs WHERE (similarity, user_a, user_b) < (?2, ?3, ?4) AND ${ARE_SHORT}
    ORDER BY similarity DESC, user_a DESC, user_b DESC LIMIT ?1`;
  const { results } = await db
    .prepare(query)
    .bind(limit + 1, ...(after ?? ABOVE_ALL))
    .all();
  const shown = results.slice(0, limit);
  const last = results.length > limit ? placeSchema.safeParse(shown.at(-1)).data : undefined;
  const next: PairPosition | null = last ? [last.similarity, last.user_a, last.user_b] : null;
  return { pairs: readableRows(pairSchema, shown), next };
}

/** Removes the pair of two customers, in any order, that neither of them knows. @throws when D1 cannot be reached */
export async function removePair(db: D1Database, one: string, other: string): Promise<void> {
  const query = 'DELETE FROM known_pairs WHERE user_a = min(?1, ?2) AND user_b = max(?1, ?2)';
  await db.prepare(query).bind(one, other).run();
}
