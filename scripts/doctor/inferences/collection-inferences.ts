/** What is assumed about collections of faces. Tried in a collection of the doctor's own, which is deleted again. */
import type { Inference } from './inference.ts';

const LIST = '/docs/api/face-services/faces-list';
const SEARCH = '/docs/api/face-services/search-by-face';
const OVERVIEW = '/docs/face-services/overview';

/** The first three need no photo. */
export const COLLECTION_INFERENCES = [
  {
    id: 'collection_created',
    statement: 'A collection named in [a-z0-9_-] is made, and the answer repeats its external_id.',
    source: '/docs/api/face-services/collections-create',
    file: 'src/ilive/wire.ts',
    mention: 'createdCollectionSchema',
  },
  {
    id: 'collection_exists',
    statement: 'A collection that exists already is refused with 409.',
    source: '/docs/reference/error-codes',
    file: 'src/ilive/client.ts',
    mention: 'One that exists already (409',
  },
  {
    id: 'collection_deleted',
    statement: 'DELETE on the path of a collection deletes it, with 204.',
    source: '/docs/reference/http-status-codes',
    file: 'scripts/doctor/probes/own-collection.ts',
    mention: 'Inferred: the path',
  },
  {
    id: 'collection_missing',
    statement: 'To index a face into a collection that does not exist is refused with 404.',
    source: '/docs/reference/error-codes',
    file: 'src/applicant/steps/execute-faces.ts',
    mention: 'If the collection was just created, a 404 may pass',
  },
  {
    id: 'index_face_id',
    statement: 'Indexing answers face_id at the top level, under face or in faces[0].',
    source: OVERVIEW,
    file: 'src/ilive/wire.ts',
    mention: 'Inferred: `face_id` is at the top level, under `face` or in `faces[0]`',
  },
  {
    id: 'face_id_form',
    statement: 'A face_id consists of 1 to 128 letters, digits, - and _.',
    source: SEARCH,
    file: 'src/ilive/answer-values.ts',
    mention: 'What an id must be to become part of a path',
  },
  {
    id: 'index_twice',
    statement: 'The same picture under the same ids can be indexed again, and gets another face_id.',
    source: OVERVIEW,
    file: 'src/ilive/client.ts',
    mention: 'Inferred: the call is not idempotent',
  },
  {
    id: 'index_image_id',
    statement: 'Indexing takes external_image_id, and the list repeats it.',
    source: LIST,
    file: 'src/ilive/client.ts',
    mention: 'and it takes `external_image_id`',
  },
  {
    id: 'list_faces',
    statement: 'The list has face_id and external_face_id of each face that was indexed.',
    source: LIST,
    file: 'src/ilive/wire.ts',
    mention: 'Reads the listed faces, also those of another image',
  },
  {
    id: 'list_filter',
    statement: 'The list can be filtered by external_image_id.',
    source: LIST,
    file: 'src/ilive/client.ts',
    mention: 'Lists the faces that were indexed with that `external_image_id`',
  },
  {
    id: 'list_cursor',
    statement: 'next_cursor is the next cursor, and null, empty or absent at the end.',
    source: LIST,
    file: 'src/ilive/wire.ts',
    mention: 'Inferred: `next_cursor` is the next `cursor`',
  },
  {
    id: 'search_at_once',
    statement: 'A face can be searched and found right after it was indexed.',
    source: OVERVIEW,
    file: 'src/applicant/steps/search-faces.ts',
    mention: 'Inferred: a face that was just indexed may not be searchable at once',
  },
  {
    id: 'search_ids',
    statement: 'Each hit has the face_id and external_face_id of the face, as it was indexed.',
    source: SEARCH,
    file: 'src/ilive/wire.ts',
    mention: 'one without a readable id is another person',
  },
  {
    id: 'search_scale',
    statement: 'Each hit has a similarity, which is the one that a comparison of the two photos gives.',
    source: SEARCH,
    file: 'src/ilive/answer-values.ts',
    mention: 'A similarity of two faces',
  },
  {
    id: 'search_sorted',
    statement: 'Hits are sorted, the most similar first.',
    source: OVERVIEW,
    file: 'src/applicant/steps/search-faces.ts',
    mention: 'That pages are sorted is only claimed',
  },
  {
    id: 'search_max_results',
    statement: 'A search has at most as many hits as max_results and max_faces ask for.',
    source: '/docs/guides/kyc-onboarding',
    file: 'src/ilive/client.ts',
    mention: '`max_faces` is the name of',
  },
  {
    id: 'search_threshold',
    statement: 'A search has no hit below the threshold that was sent, and each above it.',
    source: SEARCH,
    file: 'src/ilive/client.ts',
    mention: 'The threshold is always sent',
  },
  {
    id: 'search_no_threshold',
    statement: 'Without a threshold a search finds no more than with a threshold of 0.',
    source: SEARCH,
    file: 'src/ilive/client.ts',
    mention: "iLive's default is not known and could hide hits",
  },
  {
    id: 'face_deleted',
    statement: 'DELETE on the path of a face is answered with 204.',
    source: '/docs/reference/http-status-codes',
    file: 'src/ilive/client.ts',
    mention: 'Deletes a face. Inferred: the path, and that success is a 204',
  },
  {
    id: 'face_gone',
    statement: 'A face that was deleted is not listed any more.',
    source: LIST,
    file: 'src/applicant/steps/delete-faces.ts',
    mention: "the session's faces can be read to the end and it is not among them",
  },
  {
    id: 'face_gone_twice',
    statement: 'To delete a face that is gone is answered with 404.',
    source: '/docs/reference/http-status-codes',
    file: 'src/applicant/steps/delete-faces.ts',
    mention: 'so after a 404 or another success the face counts as deleted only if',
  },
  {
    id: 'search_deleted_face',
    statement: 'A search by a face that was deleted is refused with 404 and a code of its own.',
    source: '/docs/reference/http-status-codes',
    file: 'src/applicant/steps/delete-faces.ts',
    mention: 'Whether a 404 of the search is about the face',
  },
] as const satisfies readonly Inference[];
