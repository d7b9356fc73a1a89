/** Tries all that can be tried about iLive, one area after the other, and gives what was found. */
import { type Finding, type Findings, notTried } from './finding.ts';
import { createIliveApi, type IliveConnection, NoAnswer } from './ilive-api.ts';
import { COLLECTION_INFERENCES } from './inferences/collection-inferences.ts';
import { FACE_INFERENCES } from './inferences/face-inferences.ts';
import { LIVE_INFERENCES, SESSION_INFERENCES } from './inferences/session-inferences.ts';
import { INFERENCES, type InferenceId } from './inferences.ts';
import { judgeBurst } from './judges/burst.ts';
import { judgeCollections } from './judges/collections.ts';
import { judgeCompare, similarityOf } from './judges/compare.ts';
import { judgeDetect } from './judges/detect.ts';
import { judgeKeyAndPictures } from './judges/key-and-pictures.ts';
import { judgeLive, type WebhookSettings } from './judges/live.ts';
import { judgeSearches } from './judges/searches.ts';
import { judgeSessions } from './judges/sessions.ts';
import { askManyAtOnce, type BurstAnswers } from './probes/burst.ts';
import { askAboutCollections, type CollectionAnswers } from './probes/collections.ts';
import { askAboutFaces, type FaceAnswers, type PhotoPair } from './probes/faces.ts';
import { askAboutKeyAndPictures, CHEAP_CALL, type KeyAndPictureAnswers } from './probes/key-and-pictures.ts';
import { askAfterVerdict, type LiveAnswers, type LiveOptions } from './probes/live.ts';
import { nameOwnCollection } from './probes/own-collection.ts';
import { askAboutSessions, type SessionAnswers, type SessionUrls } from './probes/sessions.ts';
import { drawBlankPictures } from './test-pictures.ts';

/** What is to be tried. A part that is null is not. */
export type Examination = {
  readonly connection: IliveConnection;
  /** Where pages of sessions may be, as `session-hosts.ts` reads them. */
  readonly sessionHosts: readonly string[];
  readonly photos: PhotoPair | null;
  /** The number of calls to make at once. */
  readonly burst: number | null;
  /** Two sessions are spent if it is given. */
  readonly sessions: SessionUrls | null;
  readonly live: (LiveOptions & WebhookSettings) | null;
};

/** An inference and what was found about it. */
export type Examined = { readonly inference: (typeof INFERENCES)[number]; readonly finding: Finding };

/** A row for each inference, and what went wrong while trying. */
export type Examinations = { readonly rows: readonly Examined[]; readonly problems: readonly string[] };

/** Tries everything. Deletes what it has made, whatever happens. @throws when iLive refuses the key */
export async function examineIlive(what: Examination): Promise<Examinations> {
  const { connection, photos, sessions, live } = what;
  const api = createIliveApi(connection);
  // What was made is deleted also after a stop.
  const { stop: _, ...unstopped } = connection;
  const own = nameOwnCollection(createIliveApi(unstopped), connection.sleep);
  const problems: string[] = [];
  const area = async (ask: () => Promise<unknown>) => {
    try {
      const problem = await ask();
      if (typeof problem === 'string') problems.push(problem);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      problems.push(`iLive: ${error.message}`);
    }
  };
  await mustTakeKey(api, connection.baseUrl);
  const blank = await drawBlankPictures();
  const keyAndPictures: KeyAndPictureAnswers = {};
  const faces: FaceAnswers = {};
  const collections: CollectionAnswers = {};
  const burst: BurstAnswers = {};
  const sessionAnswers: SessionAnswers = {};
  const liveAnswers: LiveAnswers = {};

  await area(() => askAboutKeyAndPictures(api, blank, keyAndPictures));
  if (photos) await area(() => askAboutFaces(api, photos, blank, faces));
  try {
    await area(() => askAboutCollections(api, own, photos, collections));
  } finally {
    const left = await own.cleanUp();
    if (left) problems.push(left);
  }
  const { burst: calls } = what;
  if (calls !== null) await area(() => askManyAtOnce(api, calls, burst));
  if (sessions)
    await area(async () => {
      const session = await askAboutSessions(api, sessions, sessionAnswers);
      return session && live ? await askAfterVerdict(api, session, live, liveAnswers) : null;
    });

  const compared = judgeCompare(faces);
  const similarity = compared.compare_scale?.fits === 'yes' ? similarityOf(faces.compared) : null;
  const found: Findings = {
    ...judgeKeyAndPictures(keyAndPictures),
    ...(photos ? judgeDetect(faces, photos.first) : {}),
    ...compared,
    ...judgeCollections(collections, own.name),
    ...judgeSearches(collections, similarity),
    ...judgeBurst(burst),
    ...judgeSessions(sessionAnswers, what.sessionHosts),
    ...(live ? judgeLive(liveAnswers, live) : {}),
  };
  return { rows: completed(found, what), problems };
}

/** @throws when iLive cannot be reached, or refuses the key */
async function mustTakeKey({ ask }: ReturnType<typeof createIliveApi>, baseUrl: string): Promise<void> {
  const { status } = await ask(CHEAP_CALL).catch((error: unknown) => {
    if (!(error instanceof NoAnswer)) throw error;
    throw new Error(
      `iLive at ${baseUrl} cannot be asked: ${error.message}.\n` +
        'Look at ILIVE_BASE_URL or --base-url, at your network (behind a proxy set NODE_USE_ENV_PROXY=1), and at iLive’s status page.',
    );
  });
  if (status === 401 || status === 403) throw new Error(`iLive refuses ILIVE_API_KEY with ${status}.`);
}

/** What cannot be judged any more once an inference does not fit. */
const CONSEQUENCES: Partial<Record<InferenceId, readonly InferenceId[]>> = {
  error_envelope: [
    'no_face',
    'picture_refused',
    'no_face_in_source',
    'no_face_in_target',
    'compare_refuses_target',
    'search_deleted_face',
  ],
  detect_box_unit: ['compare_source_face'],
  compare_scale: ['search_scale'],
  result_asked_early: ['result_verdict', 'photo_after_result'],
};

/** Takes back what differs only because something else does, so that one cause is named once. */
function withoutConsequences(found: Findings): Findings {
  const kept: Findings = { ...found };
  for (const { id } of INFERENCES) {
    if (found[id]?.fits !== 'no') continue;
    for (const other of CONSEQUENCES[id] ?? [])
      if (found[other]?.fits === 'no') kept[other] = notTried(`cannot be told: ${id} does not fit`);
  }
  return kept;
}

/** Says of each inference without a finding why it was not tried. */
function completed(found: Findings, what: Examination): readonly Examined[] {
  const has = (list: readonly { readonly id: string }[], id: string) => list.some((one) => one.id === id);
  const why = (id: InferenceId): string => {
    const needsPhotos =
      has(FACE_INFERENCES, id) || (has(COLLECTION_INFERENCES, id) && !id.startsWith('collection'));
    if ((needsPhotos || id === 'collection_missing') && !what.photos) return 'needs --photos';
    if ((id === 'too_many_calls' || id === 'retry_after') && what.burst === null) return 'needs --burst';
    if (has(SESSION_INFERENCES, id) && !what.sessions) return 'no session was spent';
    if (has(LIVE_INFERENCES, id) && !what.live) return 'needs --live';
    return 'an answer before it was not as expected';
  };
  const known = withoutConsequences(found);
  return INFERENCES.map((inference) => ({
    inference,
    finding: known[inference.id] ?? notTried(why(inference.id)),
  }));
}
