/** For each inference an iLive that differs in it, and in nothing else. */
import { createHmac } from 'node:crypto';
import sharp from 'sharp';
import type { InferenceId } from '../../scripts/doctor/inferences.ts';
import { type Difference, jsonAnswer, refusal, type Sent, STAGE_SECRET } from './doctor-stage.ts';

type Json = Record<string, any>;

const DETECT = /^\/api\/v2\/faces:detect$/;
const COMPARE = /^\/api\/v2\/faces:compare$/;
const COLLECTIONS = /^\/api\/v2\/collections$/;
const COLLECTION = /^\/api\/v2\/collections\/doctor_[^/]+$/;
const FACES = /^\/api\/v2\/collections\/doctor_[^/]+x\/faces$/;
const FACE = /^\/api\/v2\/collections\/doctor_[^/]+\/faces\/[^/]+$/;
const SEARCH = /\/search-by-face\//;
const SESSIONS = /^\/api\/v1\/managed-session$/;
const RESULT = /^\/api\/v1\/session\/[^/]+\/result$/;
const PHOTO = /^\/api\/v1\/session\/[^/]+\/photo$/;

const isCall = (sent: Sent, method: string, path: RegExp) => sent.method === method && path.test(sent.path);

/** Changes the JSON of successful answers. */
function changed(method: string, path: RegExp, change: (body: Json, sent: Sent) => unknown): Difference {
  return {
    async answer(sent, response) {
      if (!isCall(sent, method, path) || !response.ok) return null;
      const body: Json = await response.json();
      return jsonAnswer(response.status, change(body, sent) ?? body);
    },
  };
}

/** Changes the first face of `faces:detect`. */
const face = (change: (face: Json, body: Json) => void) =>
  changed('POST', DETECT, (body) => {
    for (const one of body.faces) change(one, body);
  });

/** Replaces answers of a status. */
function replaced(
  method: string,
  path: RegExp,
  status: number,
  by: Response | ((sent: Sent) => Response),
): Difference {
  return {
    answer(sent, response) {
      if (!isCall(sent, method, path) || response.status !== status) return null;
      return by instanceof Response ? by.clone() : by(sent);
    },
  };
}

/** Replaces refusals with that code. */
function recoded(code: string, by: Response): Difference {
  return {
    async answer(_, response) {
      if (response.ok) return null;
      const body: Json = await response.clone().json();
      return body.detail?.code === code ? by.clone() : null;
    },
  };
}

/** Signs with another text or key. */
const signed = (
  text: (time: string, body: string, id: string) => string,
  key: string | Buffer = STAGE_SECRET,
) => ({
  webhook({ headers, body }: { headers: Record<string, string>; body: string }) {
    const { 'x-ilive-timestamp': time = '', 'x-ilive-webhook-id': id = '' } = headers;
    headers['x-ilive-signature'] = `sha256=${createHmac('sha256', key)
      .update(text(time, body, id))
      .digest('hex')}`;
  },
});

/** Changes the body of the webhook and signs it as ever. */
const announced = (change: (body: Json) => void): Difference => ({
  webhook(delivery) {
    const body: Json = JSON.parse(delivery.body);
    change(body);
    delivery.body = JSON.stringify(body);
    signed((time, text) => `${time}.${text}`).webhook(delivery);
  },
});

const hits = (change: (matches: Json[], sent: Sent) => unknown) =>
  changed('POST', SEARCH, (body, sent) => {
    body.matches = change(body.matches, sent) ?? body.matches;
  });

/** The differences, each with a name. There may be several of one inference. */
export const DIFFERENCES: Readonly<Record<InferenceId, Readonly<Record<string, Difference>>>> = {
  error_envelope: {
    'an error without detail': recoded('invalid_api_key', jsonAnswer(401, { error: 'invalid_api_key' })),
    'a detail that is a text': recoded('invalid_api_key', jsonAnswer(401, { detail: 'Invalid API key' })),
  },
  key_refused: {
    '400 for an unknown key': recoded('invalid_api_key', refusal(400, 'invalid_api_key')),
    '404 for an unknown key': recoded('invalid_api_key', refusal(404, 'invalid_api_key')),
  },
  no_face: {
    'a 422 with a code that does not name the face': {
      async answer(sent, response) {
        if (!isCall(sent, 'POST', DETECT) || !response.ok) return null;
        const body: Json = await response.clone().json();
        return body.faces.length === 0 && body.image_size.width === 640
          ? refusal(422, 'nothing_found')
          : null;
      },
    },
  },
  picture_refused: {
    'a code that names no picture': {
      answer: (sent, response) =>
        isCall(sent, 'POST', DETECT) && response.status === 400 ? refusal(400, 'invalid_request') : null,
    },
  },
  picture_of_8_mb: {
    'a limit of 5 MB': {
      instead: (sent) =>
        isCall(sent, 'POST', DETECT) && sent.body.length > 5e6 ? refusal(413, 'image_too_large') : null,
    },
  },
  picture_too_large: {
    'a 400 in place of 413': {
      answer: (_sent, response) => (response.status === 413 ? refusal(400, 'image_too_large') : null),
    },
    'a larger limit': {
      answer: (_, response) =>
        response.status === 413
          ? jsonAnswer(200, { faces: [], image_size: { width: 640, height: 480 } })
          : null,
    },
  },
  too_many_calls: {
    'a 403': { answer: (_, response) => (response.status === 429 ? refusal(403, 'rate_limited') : null) },
  },
  retry_after: {
    'a Retry-After that is no time': {
      answer: (_, response) =>
        response.status === 429
          ? jsonAnswer(429, { detail: { code: 'rate_limited' } }, { 'retry-after': 'soon' })
          : null,
    },
  },
  detect_boxes: {
    'boxes of two corners': face((one) => {
      one.bounding_box = [1, 2, 3, 4];
    }),
    'boxes with other names': face((one) => {
      const { left, top, width, height } = one.bounding_box;
      one.bounding_box = { x: left, y: top, w: width, h: height };
    }),
  },
  detect_image_size: {
    'other names': changed('POST', DETECT, (body) => {
      body.image_size = { w: body.image_size.width, h: body.image_size.height };
    }),
    'the size before the picture was turned': changed('POST', DETECT, (body) => {
      body.image_size = { width: body.image_size.height, height: body.image_size.width };
    }),
  },
  detect_box_unit: {
    percent: {
      ...face((one, { image_size: size }) => {
        one.bounding_box = percent(one.bounding_box, size);
      }),
    },
  },
  detect_confidence: {
    percent: face((one) => {
      one.confidence *= 100;
    }),
    none: face((one) => {
      delete one.confidence;
    }),
    'low for a clear face': face((one) => {
      one.confidence = 0.4;
    }),
  },
  detect_light: {
    'from 0 to 255': face(({ attributes }) => {
      attributes.brightness *= 255;
    }),
    'other names': face(({ attributes }) => {
      attributes.quality = { sharpness: attributes.sharpness };
      delete attributes.sharpness;
    }),
  },
  detect_pose: {
    'names in capitals': face(({ attributes }) => {
      const { roll, yaw, pitch } = attributes.pose;
      attributes.pose = { Roll: roll, yaw, pitch };
    }),
    'a yaw with a confidence': face(({ attributes }) => {
      attributes.pose.yaw = { value: attributes.pose.yaw, confidence: 1 };
    }),
  },
  roll_sign: {
    'counter-clockwise': face(({ attributes }) => {
      attributes.pose.roll *= -1;
    }),
  },
  orientation_tag: {
    'the tag is not read': {
      answer: async (sent, response) => {
        if (!isCall(sent, 'POST', DETECT) || !response.ok || !(await isTagged(sent.body))) return null;
        const body: Json = await response.json();
        for (const one of body.faces) one.attributes.pose.roll -= 90;
        return jsonAnswer(200, body);
      },
    },
  },
  compare_similarity: {
    'another name': changed('POST', COMPARE, (body) => {
      body.score = body.similarity;
      delete body.similarity;
    }),
    'a text': changed('POST', COMPARE, (body) => {
      body.similarity = String(body.similarity);
    }),
  },
  compare_scale: {
    percent: changed('POST', COMPARE, (body) => {
      body.similarity *= 100;
    }),
    'a distance': changed('POST', COMPARE, (body) => {
      body.similarity = 1 - body.similarity;
    }),
  },
  compare_source_face: {
    'the face of the second picture': changed('POST', COMPARE, (body) => {
      body.source_face = { left: 1, top: 1, width: 20, height: 20 };
    }),
    'a box in a list': changed('POST', COMPARE, (body) => {
      body.source_face = [body.source_face];
    }),
  },
  no_face_in_source: { 'another code': recoded('no_face_in_source', refusal(422, 'no_face_detected')) },
  no_face_in_target: { 'another code': recoded('no_face_in_target', refusal(422, 'no_face_detected')) },
  compare_refuses_target: {
    'a code that names the source': {
      answer: (sent, response) =>
        isCall(sent, 'POST', COMPARE) && response.status === 400
          ? refusal(400, 'invalid_source_image')
          : null,
    },
    'a code that names no picture': {
      answer: (sent, response) =>
        isCall(sent, 'POST', COMPARE) && response.status === 400 ? refusal(400, 'invalid_request') : null,
    },
  },
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
  search_at_once: {
    'a 404 at first': {
      instead: (sent) => (SEARCH.test(sent.path) && sent.nth === 0 ? refusal(404, 'face_not_found') : null),
    },
    'no hits at first': {
      instead: (sent) => (SEARCH.test(sent.path) && sent.nth === 0 ? jsonAnswer(200, { matches: [] }) : null),
    },
  },
  search_ids: {
    'no external_face_id': hits((matches) => {
      for (const hit of matches) delete hit.external_face_id;
    }),
    'another name for face_id': hits((matches) =>
      matches.map(({ face_id, ...rest }) => ({ ...rest, id: face_id })),
    ),
  },
  search_scale: {
    percent: hits((matches) => {
      for (const hit of matches) hit.similarity *= 100;
    }),
    'no similarity': hits((matches) => {
      for (const hit of matches) delete hit.similarity;
    }),
    'another scale than that of a comparison': hits((matches) => {
      for (const hit of matches) hit.similarity = (hit.similarity + 1) / 2;
    }),
  },
  search_sorted: { 'the least similar first': hits((matches) => matches.toReversed()) },
  search_max_results: {
    'it is ignored': {
      call: ({ path, query }) => {
        if (!SEARCH.test(path)) return null;
        const rest = new URLSearchParams(query);
        rest.delete('max_results');
        return { query: rest };
      },
    },
  },
  search_threshold: {
    'it is ignored': {
      call: ({ path, query }) => {
        if (!SEARCH.test(path) || query.get('threshold') === null) return null;
        return { query: withThreshold(query, '0') };
      },
    },
    'it is in percent': {
      call: ({ path, query }) => {
        if (!SEARCH.test(path) || query.get('threshold') === null) return null;
        return { query: withThreshold(query, String(Number(query.get('threshold')) / 100)) };
      },
    },
  },
  search_no_threshold: {
    'the search is refused': {
      instead: ({ path, query }) =>
        SEARCH.test(path) && query.get('threshold') === null ? refusal(422, 'threshold_required') : null,
    },
    'more hits than from 0 on': hits((matches, { query }) =>
      query.get('threshold') === null ? [...matches, ...matches] : matches,
    ),
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
  session_created: {
    'a field is not taken': {
      instead: (sent) =>
        SESSIONS.test(sent.path) && sent.nth === 0 ? refusal(422, 'invalid_request') : null,
    },
  },
  session_active: {
    'another word': {
      instead: (sent) =>
        SESSIONS.test(sent.path) && Buffer.from(sent.body).includes('"active"')
          ? refusal(400, 'invalid_mode')
          : null,
    },
  },
  session_id_form: {
    'an id with a dot': changed('POST', SESSIONS, (body) => {
      body.session_id = `s.${body.session_id}`;
    }),
    'another name': changed('POST', SESSIONS, ({ session_id, ...rest }) => ({ id: session_id, ...rest })),
  },
  session_url_host: {
    'another host': changed('POST', SESSIONS, (body) => {
      body.session_url = body.session_url.replace('ilive.sandbox.test', 'verify.example.com');
    }),
    http: changed('POST', SESSIONS, (body) => {
      body.session_url = body.session_url.replace('https:', 'http:');
    }),
  },
  session_token: {
    'another name': changed('POST', SESSIONS, ({ token, ...rest }) => ({ ...rest, session_token: token })),
  },
  result_unfinished: {
    'a verdict that is none': replaced('GET', RESULT, 404, jsonAnswer(200, { verdict: 'pending' })),
    'a 425': replaced('GET', RESULT, 404, refusal(425, 'too_early')),
    'a 403': replaced('GET', RESULT, 404, refusal(403, 'not_ready')),
  },
  result_asked_early: {
    'the token is used up': {
      answer: (sent, response) =>
        RESULT.test(sent.path) && sent.nth === 1 && response.status === 404
          ? refusal(401, 'token_used')
          : null,
    },
  },
  result_wrong_token: {
    'a 403': {
      answer: (sent, response) =>
        RESULT.test(sent.path) && response.status === 401 ? refusal(403, 'invalid_token') : null,
    },
    'a code that names the key': {
      answer: (sent, response) =>
        RESULT.test(sent.path) && response.status === 401 ? refusal(401, 'invalid_api_key') : null,
    },
  },
  photo_missing: { 'a 409': replaced('GET', PHOTO, 404, refusal(409, 'photo_not_ready')) },
  webhook_headers: {
    base64: {
      webhook({ headers }) {
        const hex = headers['x-ilive-signature']?.replace('sha256=', '') ?? '';
        headers['x-ilive-signature'] = Buffer.from(hex, 'hex').toString('base64');
      },
    },
    'no prefix': {
      webhook({ headers }) {
        headers['x-ilive-signature'] = headers['x-ilive-signature']?.replace('sha256=', '') ?? '';
      },
    },
  },
  webhook_signed_text: {
    'the body alone': signed((_, body) => body),
    'no separator': signed((time, body) => time + body),
    'with the id': signed((time, body, id) => `${id}.${time}.${body}`),
    'in a way that nobody knows': signed((time, body) => `${body}${body}${time}`),
  },
  webhook_secret: {
    hex: signed((time, body) => `${time}.${body}`, Buffer.from(STAGE_SECRET, 'hex')),
    base64: signed((time, body) => `${time}.${body}`, Buffer.from(STAGE_SECRET, 'base64')),
  },
  webhook_timestamp: {
    milliseconds: {
      webhook(delivery) {
        delivery.headers['x-ilive-timestamp'] += '000';
        signed((time, body) => `${time}.${body}`).webhook(delivery);
      },
    },
    'an hour ago': {
      webhook(delivery) {
        const time = Number(delivery.headers['x-ilive-timestamp']) - 3_600;
        delivery.headers['x-ilive-timestamp'] = String(time);
        signed((at, body) => `${at}.${body}`).webhook(delivery);
      },
    },
  },
  webhook_verdict: {
    'another event': announced((body) => {
      body.event = 'session.completed';
    }),
    'another word': announced((body) => {
      body.verdict = 'passed';
    }),
    'another id': announced((body) => {
      body.session_id = 'another';
    }),
  },
  webhook_confidence: {
    percent: announced((body) => {
      body.confidence *= 100;
    }),
  },
  webhook_reference: {
    absent: announced((body) => {
      delete body.reference_id;
    }),
  },
  webhook_id: {
    'a counter': {
      webhook({ headers }) {
        headers['x-ilive-webhook-id'] = '17';
      },
    },
    absent: {
      webhook({ headers }) {
        delete headers['x-ilive-webhook-id'];
      },
    },
  },
  result_verdict: {
    'another name': changed('GET', RESULT, ({ verdict, ...rest }) => ({ ...rest, status: verdict })),
    'another session': changed('GET', RESULT, (body) => {
      body.session_id = 'another';
    }),
    'the token is refused': {
      answer: (sent, response) =>
        RESULT.test(sent.path) && response.ok ? refusal(401, 'invalid_token') : null,
    },
  },
  result_confidence: {
    absent: changed('GET', RESULT, ({ confidence: _, ...rest }) => rest),
  },
  result_photo_quality: {
    absent: changed('GET', RESULT, ({ photo_quality_score: _, ...rest }) => rest),
    percent: changed('GET', RESULT, (body) => {
      body.photo_quality_score *= 100;
    }),
  },
  photo_after_result: {
    'the token was used up': {
      answer: (sent, response) =>
        PHOTO.test(sent.path) && response.ok ? refusal(401, 'invalid_token') : null,
    },
  },
  photo_bytes: {
    'in JSON': {
      answer: (sent, response) =>
        PHOTO.test(sent.path) && response.ok ? jsonAnswer(200, { image: 'data:image/jpeg;base64,…' }) : null,
    },
  },
  redirect_path: {
    'a path of its own': { redirect: (url) => url.replace('/return', '/return/done') },
  },
};

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

/** One cause that shows in several answers is named once. */
export const CONSISTENT: Readonly<
  Record<string, { readonly id: InferenceId; readonly difference: Difference }>
> = {
  'all errors in another form': {
    id: 'error_envelope',
    difference: {
      async answer(_, response) {
        if (response.ok) return null;
        const body: Json = await response.json();
        return jsonAnswer(response.status, { error: body.detail });
      },
    },
  },
  'all similarities in percent': {
    id: 'compare_scale',
    difference: {
      async answer(sent, response) {
        if (!response.ok || !(COMPARE.test(sent.path) || SEARCH.test(sent.path))) return null;
        const body: Json = await response.json();
        if (body.similarity !== undefined) body.similarity *= 100;
        for (const hit of body.matches ?? []) hit.similarity *= 100;
        return jsonAnswer(200, body);
      },
    },
  },
  'all face ids with a dot': {
    id: 'face_id_form',
    difference: {
      async answer(sent, response) {
        if (!response.ok || !FACES.test(sent.path)) return null;
        return new Response((await response.text()).replaceAll('"face_id":"', '"face_id":"f.'), response);
      },
      call: ({ path }) => (FACE.test(path) ? { path: path.replace('/faces/f.', '/faces/') } : null),
    },
  },
};

function fraction(box: Record<string, number>, size: Record<string, number>) {
  const of100 = percent(box, size);
  return Object.fromEntries(Object.entries(of100).map(([side, value]) => [side, value / 100]));
}

function percent({ left, top, width, height }: Record<string, number>, size: Record<string, number>) {
  const [across, down] = [100 / (size.width ?? 1), 100 / (size.height ?? 1)];
  return {
    left: (left ?? 0) * across,
    top: (top ?? 0) * down,
    width: (width ?? 0) * across,
    height: (height ?? 0) * down,
  };
}

async function isTagged(form: Uint8Array): Promise<boolean> {
  const start = Buffer.from(form).indexOf(Buffer.from([0xff, 0xd8, 0xff]));
  if (start < 0) return false;
  const metadata = await sharp(form.subarray(start))
    .metadata()
    .catch(() => null);
  return (metadata?.orientation ?? 1) !== 1;
}

function withThreshold(query: URLSearchParams, threshold: string): URLSearchParams {
  const rest = new URLSearchParams(query);
  rest.set('threshold', threshold);
  return rest;
}

async function recodedIfMissing(response: Response): Promise<Response | null> {
  const body: Json = await response.clone().json();
  return body.detail?.code === 'collection_not_found' ? refusal(400, 'collection_not_found') : null;
}
