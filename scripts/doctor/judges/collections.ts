/** Judges what iLive answers about collections, and about indexing and deleting faces. */
import { pathId } from '#src/ilive/answer-values.ts';
import { createdCollectionSchema, errorCodeOf } from '#src/ilive/wire.ts';
import { type Answer, isSuccess, statusOf } from '../answer.ts';
import { type Finding, type Findings, notTried, tried } from '../finding.ts';
import { type CollectionAnswers, cursorOf, IMAGES, USERS } from '../probes/collections.ts';
import { fieldOf, listedIn, type RawFace } from '../raw-hits.ts';

/** Gives what the answers say. @param name of the collection */
export function judgeCollections(seen: CollectionAnswers, name: string): Findings {
  const { created, createdAgain, missing, deletedCollection } = seen;
  return {
    ...(created && { collection_created: judgeCreated(created, name) }),
    ...(createdAgain && { collection_exists: tried(createdAgain.status === 409, statusOf(createdAgain)) }),
    ...(missing && { collection_missing: tried(missing.status === 404, statusOf(missing)) }),
    ...judgeIndexed(seen),
    ...judgeListed(seen),
    ...judgeDeleted(seen),
    ...(deletedCollection && {
      collection_deleted: tried(deletedCollection.status === 204, statusOf(deletedCollection)),
    }),
  };
}

/** Returns the face_id of an answer to indexing, if it stands where the service looks and has the form of an id. */
export function indexedId(answer: Answer | undefined): string | null {
  return answer ? (pathId.safeParse(rawIndexedId(answer)).data ?? null) : null;
}

/** The first of the places that has one, as the service reads it, in any form. */
function rawIndexedId({ json }: Answer): unknown {
  const faces = fieldOf(json, 'faces');
  const first: unknown = Array.isArray(faces) ? faces[0] : undefined;
  return fieldOf(json, 'face_id') ?? fieldOf(fieldOf(json, 'face'), 'face_id') ?? fieldOf(first, 'face_id');
}

function judgeCreated(answer: Answer, name: string): Finding {
  if (!isSuccess(answer)) return tried(false, statusOf(answer));
  const repeated = createdCollectionSchema.safeParse(answer.json).data?.external_id;
  const isRepeated = repeated === name;
  return tried(isRepeated, `${answer.status}, ${isRepeated ? 'repeated' : 'not repeated'}`);
}

function judgeIndexed({ indexed, indexedPlain, indexedAgain }: CollectionAnswers): Findings {
  if (!indexed) return {};
  if (!isSuccess(indexed)) {
    const isField = indexedPlain !== undefined && isSuccess(indexedPlain);
    const refused = tried(false, statusOf(indexed));
    return isField ? { index_image_id: refused } : { index_face_id: refused };
  }
  const raw = rawIndexedId(indexed);
  if (raw === undefined || raw === null)
    return { index_face_id: tried(false, 'at none of the three places') };
  const id = indexedId(indexed);
  return {
    index_face_id: tried(true, 'there'),
    face_id_form: tried(id !== null, id === null ? 'another form' : `${id.length} characters`),
    ...(indexedAgain && id !== null && { index_twice: judgeAgain(indexedAgain, id) }),
  };
}

function judgeAgain(again: Answer, id: string): Finding {
  if (!isSuccess(again)) return tried(false, statusOf(again));
  return tried(indexedId(again) !== id, indexedId(again) === id ? 'the same face_id' : 'another face_id');
}

function judgeListed(seen: CollectionAnswers): Findings {
  const { listed, listedOther, pages = [] } = seen;
  const id = indexedId(seen.indexed);
  if (!listed || !listedOther || id === null) return {};
  const paged = pages.flatMap(listedIn);
  const all = [listed, listedOther].flatMap(listedIn).concat(paged);
  const face = all.find(({ faceId }) => faceId === id);
  const ids = new Set(all.map(({ faceId }) => faceId));
  return {
    list_faces: tried(
      face?.externalFaceId === USERS[0],
      face ? (face.externalFaceId === USERS[0] ? 'both' : 'another external_face_id') : 'not listed',
    ),
    ...(face && judgeImageId(face, listedIn(listed))),
    list_cursor: judgePages(pages, ids.size),
  };
}

function judgeImageId({ externalImageId }: RawFace, filtered: readonly RawFace[]): Findings {
  const isKept = externalImageId === IMAGES[0];
  const isFiltered = filtered.length > 0 && filtered.every((face) => face.externalImageId === IMAGES[0]);
  const others = filtered.filter((face) => face.externalImageId !== IMAGES[0]).length;
  return {
    index_image_id: tried(isKept, isKept ? 'repeated' : 'not repeated'),
    list_filter: isKept
      ? tried(isFiltered, `${filtered.length} faces, ${others} of them of another image`)
      : notTried('the list does not repeat external_image_id'),
  };
}

/** @param count of the faces that are known to be there */
function judgePages(pages: readonly Answer[], count: number): Finding {
  const [first] = pages;
  const last = pages.at(-1);
  if (!first || !last || count < 2) return notTried('fewer than two faces are listed');
  if (listedIn(first).length >= count)
    return notTried('all faces are on one page, although one was asked for');
  const ids = pages.flatMap(listedIn).map(({ faceId }) => faceId);
  const isWhole = new Set(ids).size === count && ids.length === count;
  const hasEnded = isSuccess(last) && cursorOf(last) === null;
  return tried(isWhole && hasEnded, `${ids.length} of ${count} faces on ${pages.length} pages`);
}

function judgeDeleted(seen: CollectionAnswers): Findings {
  const { deletedFace, listedAfterDeletion, searchedDeleted, deletedFaceAgain, indexed } = seen;
  if (!deletedFace) return {};
  const deleted = { face_deleted: tried(deletedFace.status === 204, statusOf(deletedFace)) };
  if (!isSuccess(deletedFace) || !listedAfterDeletion || !isSuccess(listedAfterDeletion)) return deleted;
  const isGone = listedIn(listedAfterDeletion).every(({ faceId }) => faceId !== indexedId(indexed));
  if (!isGone) return { ...deleted, face_gone: tried(false, 'still listed') };
  return {
    ...deleted,
    face_gone: tried(true, 'not listed'),
    ...(searchedDeleted && { search_deleted_face: judgeUnknownFace(searchedDeleted) }),
    ...(deletedFaceAgain && {
      face_gone_twice: tried(deletedFaceAgain.status === 404, statusOf(deletedFaceAgain)),
    }),
  };
}

function judgeUnknownFace(answer: Answer): Finding {
  const code = errorCodeOf(answer.json);
  const isAboutFace = answer.status === 404 && code !== null && code !== 'collection_not_found';
  return tried(isAboutFace, statusOf(answer));
}
