/** An iLive that differs in what the service takes all the same. */
import { type Difference, jsonAnswer, refusal } from '../doctor-stage.ts';
import {
  announced,
  COMPARE,
  changed,
  DETECT,
  FACES,
  face,
  fraction,
  hits,
  isCall,
  type Json,
  RESULT,
  replaced,
  SEARCH,
  SESSIONS,
  withThreshold,
} from './differ.ts';

/** What the service takes as well as what the sandbox does: nothing of it is a difference. */
export const TAKEN: Readonly<Record<string, Difference>> = {
  'a 422 for a picture without a face': {
    async answer(sent, response) {
      if (!isCall(sent, 'POST', DETECT) || !response.ok) return null;
      const body: Json = await response.clone().json();
      return body.faces.length === 0 ? refusal(422, 'no_face_detected') : null;
    },
  },
  'boxes in fractions, everywhere': {
    async answer(sent, response) {
      if (!response.ok || sent.method !== 'POST') return null;
      if (DETECT.test(sent.path)) {
        const body: Json = await response.json();
        for (const one of body.faces) one.bounding_box = fraction(one.bounding_box, body.image_size);
        return jsonAnswer(200, body);
      }
      if (!COMPARE.test(sent.path)) return null;
      const body: Json = await response.json();
      body.source_face = fraction(body.source_face, { width: 750, height: 1_000 });
      return jsonAnswer(200, body);
    },
  },
  'brightness with a confidence': face(({ attributes }) => {
    attributes.brightness = { value: attributes.brightness, confidence: 0.9 };
  }),
  'face_id under face': changed('POST', FACES, ({ face_id, ...rest }) => ({ ...rest, face: { face_id } })),
  'face_id in faces': changed('POST', FACES, ({ face_id }) => ({ faces: [{ face_id }] })),
  'indexing answers 200': {
    answer: async (sent, response) =>
      isCall(sent, 'POST', FACES) && response.ok ? jsonAnswer(200, await response.json()) : null,
  },
  'no cursor at the end': changed('GET', FACES, (body) => {
    if (body.next_cursor === null) delete body.next_cursor;
  }),
  'an empty page at the end': changed('GET', FACES, (body, { query }) => {
    if (body.next_cursor === null && body.faces.length > 0 && query.get('limit') === '1')
      body.next_cursor = '9999999';
  }),
  'a search without the face itself': hits((matches, { path }) =>
    matches.filter(({ face_id }) => !path.endsWith(face_id)),
  ),
  'no threshold of its own': {
    call: ({ path, query }) =>
      SEARCH.test(path) && query.get('threshold') === null ? { query: withThreshold(query, '0') } : null,
  },
  'a session made with 200': {
    answer: async (sent, response) =>
      SESSIONS.test(sent.path) && response.ok ? jsonAnswer(200, await response.json()) : null,
  },
  'a session_id that is a number': {
    call: ({ path }) => (/\/session\/17\//.test(path) ? { path: path.replace('17', lastSession) } : null),
    async answer(sent, response) {
      const isNew = SESSIONS.test(sent.path) && response.ok;
      if (!isNew && !(RESULT.test(sent.path) && response.ok)) return null;
      const body: Json = await response.json();
      if (isNew && sent.nth === 0) lastSession = body.session_id;
      return jsonAnswer(response.status, { ...body, session_id: 17 });
    },
    webhook: (delivery) =>
      announced((body) => {
        body.session_id = 17;
      }).webhook?.(delivery),
  },
  'an unfinished result without a verdict': replaced('GET', RESULT, 404, jsonAnswer(200, { verdict: null })),
  'an unfinished result with 409': replaced('GET', RESULT, 404, refusal(409, 'not_finished')),
  'a 429 with Retry-After, now and then': {
    instead: ({ nth, path }) =>
      nth % 3 === 1 && SEARCH.test(path)
        ? jsonAnswer(429, { detail: { code: 'rate_limited' } }, { 'retry-after': '2' })
        : null,
  },
  'a verdict in capitals': announced((body) => {
    body.verdict = body.verdict.toUpperCase();
  }),
  'a redirect with the verdict in its query': { redirect: (url) => `${url}&verdict=pass` },
};
let lastSession = '';
