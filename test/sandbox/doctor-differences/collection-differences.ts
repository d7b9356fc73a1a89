/** An iLive that differs in one thing about collections, and faces that are indexed and deleted. */
import { jsonAnswer, refusal } from '../doctor-stage.ts';
import {
  COLLECTION,
  COLLECTIONS,
  changed,
  type Differences,
  FACE,
  FACES,
  isCall,
  type Json,
  recoded,
  recodedIfMissing,
  replaced,
} from './differ.ts';

/** By inference, each with a name. */
export const COLLECTION_DIFFERENCES = {
  collection_created: {
    'another name for the id': changed('POST', COLLECTIONS, ({ external_id, ...rest }) => ({
      id: external_id,
      ...rest,
    })),
    'an underscore is not allowed': {
      instead: (sent) => (isCall(sent, 'POST', COLLECTIONS) ? refusal(400, 'invalid_id') : null),
    },
  },
  collection_exists: { 'a 400': recoded('collection_exists', refusal(400, 'collection_exists')) },
  collection_deleted: {
    'a 200': replaced('DELETE', COLLECTION, 204, jsonAnswer(200, {})),
    'not possible': {
      // Only the first time, or it could never be cleaned up.
      instead: (sent) =>
        isCall(sent, 'DELETE', COLLECTION) && sent.nth === 0 ? refusal(405, 'not_allowed') : null,
    },
  },
  collection_missing: {
    'a 400': {
      answer: (_, response) => (response.status === 404 ? recodedIfMissing(response) : null),
    },
  },
  index_face_id: {
    'at another place': changed('POST', FACES, ({ face_id, ...rest }) => ({ ...rest, data: { face_id } })),
    'another name': changed('POST', FACES, ({ face_id, ...rest }) => ({ ...rest, id: face_id })),
  },
  face_id_form: {
    'ids with a dot': changed('POST', FACES, (body) => {
      body.face_id = `face.${body.face_id}`;
    }),
    'ids with a slash': changed('POST', FACES, (body) => {
      body.face_id = `f/${body.face_id}`;
    }),
  },
  index_twice: {
    'the second time is refused': {
      instead: (sent) => (isCall(sent, 'POST', FACES) && sent.nth === 2 ? refusal(409, 'face_exists') : null),
    },
  },
  index_image_id: {
    'the field is refused': {
      instead: (sent) =>
        isCall(sent, 'POST', FACES) && Buffer.from(sent.body).includes('external_image_id')
          ? refusal(400, 'invalid_request')
          : null,
    },
    'it is not kept': changed('GET', FACES, (body) => {
      for (const one of body.faces) one.external_image_id = null;
    }),
  },
  list_faces: {
    'no external_face_id': changed('GET', FACES, (body) => {
      for (const one of body.faces) delete one.external_face_id;
    }),
    'another name for face_id': changed('GET', FACES, (body) => {
      body.faces = body.faces.map(({ face_id, ...rest }: Json) => ({ ...rest, id: face_id }));
    }),
  },
  list_filter: {
    'the filter is ignored': {
      call: ({ method, path, query }) => {
        if (method !== 'GET' || !FACES.test(path)) return null;
        const rest = new URLSearchParams(query);
        rest.delete('external_image_id');
        return { query: rest };
      },
    },
  },
  list_cursor: {
    'another name': changed('GET', FACES, ({ next_cursor, ...rest }) => ({ ...rest, cursor: next_cursor })),
    'the same page again and again': {
      call: ({ method, path, query }) => {
        if (method !== 'GET' || !FACES.test(path)) return null;
        const rest = new URLSearchParams(query);
        rest.delete('cursor');
        return { query: rest };
      },
    },
    'a text at the end': changed('GET', FACES, (body) => {
      body.next_cursor ??= 'end';
    }),
  },
  face_deleted: {
    'a 200': replaced('DELETE', FACE, 204, jsonAnswer(200, { deleted: true })),
    'another path': {
      instead: (sent) => (isCall(sent, 'DELETE', FACE) ? refusal(405, 'not_allowed') : null),
    },
  },
  face_gone: {
    'it stays': {
      instead: (sent) =>
        isCall(sent, 'DELETE', FACE) && sent.nth < 2 ? new Response(null, { status: 204 }) : null,
    },
  },
  face_gone_twice: {
    'a 204 again': replaced('DELETE', FACE, 404, () => new Response(null, { status: 204 })),
  },
} satisfies Differences;
