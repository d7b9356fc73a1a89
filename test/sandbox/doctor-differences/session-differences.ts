/** An iLive that differs in one thing about sessions that nobody finishes. */
import { jsonAnswer, refusal } from '../doctor-stage.ts';
import { changed, type Differences, PHOTO, RESULT, replaced, SESSIONS } from './differ.ts';

/** By inference, each with a name. */
export const SESSION_DIFFERENCES = {
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
} satisfies Differences;
