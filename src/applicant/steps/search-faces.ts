/** The step that searches a collection for the same face under other user ids. */
import type { Hit } from '#src/core/events.ts';
import { UNREADABLE_FACE } from '#src/core/evidence.ts';
import { isForeignDuplicate } from '#src/core/judge/judge-match-and-duplicates.ts';
import { isDuplicate } from '#src/core/policy.ts';
import type { StepPorts } from './step-ports.ts';
import {
  done,
  failedForGood,
  resultOfFailure,
  retryable,
  type StepOf,
  type StepResult,
} from './step-result.ts';

/** Matches on the largest page that iLive gives (/docs/api/face-services/search-by-face). */
const LARGEST_PAGE = 100;

/**
 * Searches the collection for the same face under other user ids. Asks for matches from `SEARCH_FLOOR` on. As long as a
 * page may lack a match above the duplicate threshold, a larger page is requested. If even the largest page may lack
 * one, its matches are recorded only when they send the case to a reviewer anyway; otherwise the step fails for good.
 */
export async function search(step: StepOf<'search'>, ports: StepPorts): Promise<StepResult> {
  const { ilive, userId, settings } = ports;
  const { faceId, collection, ownFaceIds } = step;
  const { searchFloor: floor } = settings;
  let maxResults = settings.searchMaxResults;
  for (;;) {
    const reply = await ilive.search(collection, faceId, maxResults, floor);
    // Inferred: a face that was just indexed may not be searchable at once.
    if (!reply.ok && reply.failure.status === 404) return retryable(reply.failure.code, 'tries_5');
    if (!reply.ok) return resultOfFailure(step, reply.failure);
    const contradiction = await contradictionIn(reply.value.matches, step, ports);
    if (contradiction) return contradiction;
    const matches = reply.value.matches.map((match) => hitOf(match, userId, ownFaceIds));
    const searched = done({ type: 'searched', faceId, collection, floor, maxResults, matches });
    if (isComplete(matches, maxResults, settings)) return searched;
    if (maxResults >= LARGEST_PAGE) {
      const needsReview = matches.some((match) => isForeignDuplicate(match, settings));
      return needsReview ? searched : failedForGood(step, 'search_incomplete');
    }
    maxResults = Math.min(LARGEST_PAGE, maxResults * 5);
  }
}

type Match = Extract<
  Awaited<ReturnType<StepPorts['ilive']['search']>>,
  { ok: true }
>['value']['matches'][number];

/**
 * Checks the id that iLive gave for the indexed face. It is wrong if the search finds it under another customer's name
 * and the list of the session's faces does not name it. Recorded as ours, that customer's face would be deleted one day.
 * A search that leaves out the searched face says nothing: no page promises that it is among the matches.
 * @returns null if nothing is wrong
 */
async function contradictionIn(
  matches: readonly Match[],
  step: StepOf<'search'>,
  { ilive, userId }: StepPorts,
): Promise<StepResult | null> {
  const { sessionId, faceId, collection } = step;
  const found = matches.find(({ face_id }) => face_id === faceId);
  if (!found || found.external_face_id === null || found.external_face_id === userId) return null;
  const listed = await ilive.listFaces(collection, sessionId);
  if (!listed.ok) return resultOfFailure(step, listed.failure);
  const isOurs = listed.value.some(
    ({ face_id, external_image_id, external_face_id }) =>
      face_id === faceId && (external_image_id === sessionId || external_face_id === userId),
  );
  return isOurs ? null : done({ type: 'face_disowned', faceId, collection });
}

/**
 * Makes the hit of a match. What cannot be read is taken for the worse, so that no duplicate is missed: a similarity
 * counts as 1. A face without a readable id is another person's, whatever its `external_face_id` says; one without an
 * `external_face_id` is too, unless its id is in the log.
 */
function hitOf(
  { face_id, similarity, external_face_id }: Match,
  userId: string,
  ownFaceIds: readonly string[],
): Hit {
  const isOwnFace = face_id !== null && ownFaceIds.includes(face_id);
  return {
    face_id: face_id ?? UNREADABLE_FACE,
    similarity: similarity ?? 1,
    ...(similarity === null ? { similarity_unreadable: true } : {}),
    external_face_id,
    self: face_id !== null && (external_face_id === null ? isOwnFace : external_face_id === userId),
  };
}

/**
 * Whether the page has all matches above the duplicate threshold. It has when it is not full, or when it is sorted
 * (highest similarity first) and its last match is not above the threshold. That pages are sorted is only claimed
 * (/docs/api/face-services/search-by-face), so it is checked. If iLive sends more than `maxResults` matches, match
 * number `maxResults` counts as the last, because no more are recorded.
 */
function isComplete(
  matches: readonly Hit[],
  maxResults: number,
  settings: Pick<StepPorts['settings'], 'duplicateThreshold'>,
): boolean {
  if (matches.length < maxResults) return true;
  const similarities = matches.map(({ similarity }) => similarity);
  const sorted = similarities.every((similarity, n) => n === 0 || similarity <= (similarities[n - 1] ?? 0));
  const last = similarities[maxResults - 1];
  return sorted && last !== undefined && !isDuplicate(last, settings);
}
