/** Indexes, lists, searches and deletes faces in a collection of the doctor's own. */
import { multipartOf, type Picture } from '#src/ilive/multipart.ts';
import { indexedSchema } from '#src/ilive/wire.ts';
import { type Answer, isSuccess } from '../answer.ts';
import type { IliveApi, IliveCall } from '../ilive-api.ts';
import { fieldOf, hitsOf } from '../raw-hits.ts';
import type { PhotoPair } from './faces.ts';
import type { OwnCollection } from './own-collection.ts';

/** The answers, as far as they came. */
export type CollectionAnswers = {
  created?: Answer;
  createdAgain?: Answer;
  missing?: Answer;
  indexed?: Answer;
  /** Without `external_image_id`, after a refusal with it. */
  indexedPlain?: Answer;
  indexedAgain?: Answer;
  indexedOther?: Answer;
  foundAtOnce?: Answer;
  listed?: Answer;
  listedOther?: Answer;
  /** Pages of one face each. */
  pages?: Answer[];
  searchedOne?: Answer;
  searchedPlain?: Answer;
  /** With the threshold that lies between two hits. */
  searchedAbove?: { readonly threshold: number; readonly answer: Answer };
  deletedFace?: Answer;
  listedAfterDeletion?: Answer;
  /** A search by the face that was deleted. */
  searchedDeleted?: Answer;
  deletedFaceAgain?: Answer;
  deletedCollection?: Answer;
};

/** Two users with a face each. The first one's photo is indexed twice. */
export const USERS = ['doctor-user-1', 'doctor-user-2'] as const;
/** The `external_image_id` of each user's photo. */
export const IMAGES = ['doctor-image-1', 'doctor-image-2'] as const;

/** More hits than there are faces. */
const ALL = '10';
const MOST_PAGES = 5;

/** Makes and deletes the collection, and in between tries it with the photos, if there are any. */
export async function askAboutCollections(
  { ask }: IliveApi,
  own: OwnCollection,
  photos: PhotoPair | null,
  seen: CollectionAnswers,
): Promise<void> {
  const create = { method: 'POST', path: '/api/v2/collections', json: { external_id: own.name } } as const;
  seen.created = await ask(create);
  if (isSuccess(seen.created)) {
    seen.createdAgain = await ask(create);
    if (photos) await askAboutCollected({ ask }, own.path, photos, seen);
    seen.deletedCollection = await own.remove();
  }
}

type Asking = Pick<IliveApi, 'ask'>;

async function askAboutCollected(
  { ask }: Asking,
  path: string,
  { first, second }: PhotoPair,
  seen: CollectionAnswers,
): Promise<void> {
  seen.missing = await ask(indexCall(`${path}-missing`, first.upright, 0));
  seen.indexed = await ask(indexCall(path, first.upright, 0));
  if (!isSuccess(seen.indexed)) {
    // Is it the field that no page describes for this call?
    const form = multipartOf({ external_face_id: USERS[0] }, { image: first.upright });
    seen.indexedPlain = await ask({ method: 'POST', path: `${path}/faces`, form });
    return;
  }
  seen.indexedOther = await ask(indexCall(path, second.upright, 1));
  seen.indexedAgain = await ask(indexCall(path, first.upright, 0));
  const id = indexedSchema.safeParse(seen.indexed.json).data;
  if (id !== undefined) await askAboutSearch({ ask }, path, id, seen);
  const list = (external_image_id: string) =>
    ask({ method: 'GET', path: `${path}/faces`, query: { external_image_id, limit: '200' } });
  seen.listed = await list(IMAGES[0]);
  seen.listedOther = await list(IMAGES[1]);
  await askForPages({ ask }, path, seen);
  if (id === undefined) return;
  const remove = { method: 'DELETE', path: `${path}/faces/${id}` } as const;
  seen.deletedFace = await ask(remove);
  seen.listedAfterDeletion = await list(IMAGES[0]);
  const query = { max_results: '1', max_faces: '1', threshold: '1' };
  seen.searchedDeleted = await ask({ method: 'POST', path: `${path}/search-by-face/${id}`, query });
  seen.deletedFaceAgain = await ask(remove);
}

async function askAboutSearch(
  { ask }: Asking,
  path: string,
  faceId: string,
  seen: CollectionAnswers,
): Promise<void> {
  const search = (query: Readonly<Record<string, string>>) =>
    ask({ method: 'POST', path: `${path}/search-by-face/${faceId}`, query });
  const most = (count: string) => ({ max_results: count, max_faces: count });
  seen.foundAtOnce = await search({ ...most(ALL), threshold: '0' });
  seen.searchedOne = await search({ ...most('1'), threshold: '0' });
  seen.searchedPlain = await search(most(ALL));
  const threshold = gapIn(hitsOf(seen.foundAtOnce).map(({ similarity }) => similarity));
  if (threshold === null) return;
  seen.searchedAbove = { threshold, answer: await search({ ...most(ALL), threshold: String(threshold) }) };
}

/** Follows the cursors, with pages of one face. */
async function askForPages({ ask }: Asking, path: string, seen: CollectionAnswers): Promise<void> {
  seen.pages = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = { limit: '1', ...(cursor === null ? {} : { cursor }) };
    const page = await ask({ method: 'GET', path: `${path}/faces`, query });
    seen.pages.push(page);
    cursor = cursorOf(page);
  } while (cursor !== null && seen.pages.length < MOST_PAGES);
}

/** Returns the cursor of a page as a text; null at the end. */
export function cursorOf({ json }: Answer): string | null {
  const cursor = fieldOf(json, 'next_cursor');
  return typeof cursor === 'string' || typeof cursor === 'number' ? String(cursor) || null : null;
}

function indexCall(path: string, image: Picture, user: 0 | 1): IliveCall {
  const fields = { external_face_id: USERS[user], external_image_id: IMAGES[user] };
  return { method: 'POST', path: `${path}/faces`, form: multipartOf(fields, { image }) };
}

/** Returns the middle of the widest gap between similarities; null if there is none to speak of. */
function gapIn(similarities: readonly (number | null)[]): number | null {
  const sorted = similarities.filter((one) => one !== null).toSorted((a, b) => a - b);
  const gaps = sorted.slice(1).map((high, n) => ({ low: sorted[n] ?? high, high }));
  const widest = gaps.toSorted((a, b) => b.high - b.low - (a.high - a.low))[0];
  return widest && widest.high - widest.low > 0.01 ? (widest.low + widest.high) / 2 : null;
}
