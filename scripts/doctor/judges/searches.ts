/** Judges what iLive answers to searches. */
import { type Answer, isSuccess, statusOf } from '../answer.ts';
import { type Finding, type Findings, notTried, tried } from '../finding.ts';
import { type CollectionAnswers, USERS } from '../probes/collections.ts';
import { hitsOf, type RawFace } from '../raw-hits.ts';
import { indexedId } from './collections.ts';
import { SAME_FROM } from './compare.ts';

/** By how much a search and a comparison of the same photos may differ. */
const SCALE_TOLERANCE = 0.05;

/**
 * Gives what the answers say.
 * @param compared the similarity of the two photos by a comparison, null if it is not known
 */
export function judgeSearches(seen: CollectionAnswers, compared: number | null): Findings {
  const { foundAtOnce, searchedOne, searchedPlain, searchedAbove } = seen;
  if (!foundAtOnce) return {};
  const hits = hitsOf(foundAtOnce);
  const users = usersByFace(seen);
  const found = judgeFound(foundAtOnce, hits, indexedId(seen.indexedAgain));
  if (hits.length === 0) return { search_at_once: found };
  return {
    search_at_once: found,
    search_ids: judgeIds(hits, users),
    search_scale: judgeScale(hits, users, compared),
    search_sorted: judgeOrder(hits),
    ...(searchedOne && { search_max_results: judgeMost(searchedOne, hits.length) }),
    ...(searchedPlain && { search_no_threshold: judgePlain(searchedPlain, hits.length) }),
    search_threshold: searchedAbove
      ? judgeThreshold(searchedAbove, hits)
      : notTried('no two hits differ enough for a threshold between them'),
  };
}

/** Which user each face was indexed for. */
function usersByFace(seen: CollectionAnswers): ReadonlyMap<string | null, string> {
  const faces = [
    [indexedId(seen.indexed), USERS[0]],
    [indexedId(seen.indexedAgain), USERS[0]],
    [indexedId(seen.indexedOther), USERS[1]],
  ] as const;
  return new Map(faces.filter(([id]) => id !== null));
}

function judgeFound(answer: Answer, hits: readonly RawFace[], again: string | null): Finding {
  if (!isSuccess(answer)) return tried(false, statusOf(answer));
  const ids = hits.map(({ faceId }) => faceId).filter((id) => id !== null);
  const isMissing = again !== null && ids.length > 0 && !ids.includes(again);
  return tried(hits.length > 0 && !isMissing, `${hits.length} hits${isMissing ? ', one is missing' : ''}`);
}

function judgeIds(hits: readonly RawFace[], users: ReadonlyMap<string | null, string>): Finding {
  const wrong = hits.filter(
    ({ faceId, externalFaceId }) => users.get(faceId) !== externalFaceId || faceId === null,
  );
  return tried(wrong.length === 0, wrong.length === 0 ? 'both' : `${wrong.length} hits with other ids`);
}

function judgeScale(
  hits: readonly RawFace[],
  users: ReadonlyMap<string | null, string>,
  compared: number | null,
): Finding {
  const unreadable = hits.filter(({ similarity }) => similarity === null).length;
  if (unreadable > 0) return tried(false, `${unreadable} hits without a similarity from -1 to 1`);
  const best = (user: string) =>
    Math.max(
      ...hits.filter(({ faceId }) => users.get(faceId) === user).map(({ similarity }) => similarity ?? 0),
    );
  const [own, other] = [best(USERS[0]), best(USERS[1])];
  const differs = compared !== null && Number.isFinite(other) && Math.abs(other - compared) > SCALE_TOLERANCE;
  // Without ids that can be read, nothing is known of whose similarity it is.
  const isSame = !Number.isFinite(own) || own >= SAME_FROM;
  return tried(isSame && !differs, `${own} for the same photo, ${other} for the other one`);
}

function judgeOrder(hits: readonly RawFace[]): Finding {
  const values = hits.map(({ similarity }) => similarity).filter((one) => one !== null);
  if (values.length < hits.length || new Set(values).size < 2)
    return notTried('no two similarities to order');
  const isSorted = values.every((value, n) => n === 0 || value <= (values[n - 1] ?? value));
  return tried(isSorted, isSorted ? 'sorted' : 'not sorted');
}

function judgeMost(answer: Answer, all: number): Finding {
  if (!isSuccess(answer)) return tried(false, statusOf(answer));
  if (all < 2) return notTried('only one hit in all');
  const count = hitsOf(answer).length;
  return tried(count <= 1, `${count} of ${all} hits where 1 was asked for`);
}

function judgePlain(answer: Answer, all: number): Finding {
  if (!isSuccess(answer)) return tried(false, statusOf(answer));
  const count = hitsOf(answer).length;
  return tried(count <= all, `${count} hits without, ${all} from 0 on`);
}

function judgeThreshold(
  { threshold, answer }: NonNullable<CollectionAnswers['searchedAbove']>,
  hits: readonly RawFace[],
): Finding {
  if (!isSuccess(answer)) return tried(false, statusOf(answer));
  const wanted = hits.filter(({ similarity }) => similarity !== null && similarity >= threshold).length;
  const count = hitsOf(answer).length;
  return tried(
    count === wanted,
    `${count} hits from ${threshold.toFixed(2)} on, where ${wanted} are above it`,
  );
}
