/** An iLive that differs in one thing about keys, errors, limits, and pictures without a face. */
import { jsonAnswer, refusal } from '../doctor-stage.ts';
import { DETECT, type Differences, isCall, type Json, recoded } from './differ.ts';

/** By inference, each with a name. */
export const KEY_AND_PICTURE_DIFFERENCES = {
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
} satisfies Differences;
