/** An iLive that differs in one thing about a session that a person finishes. */
import { jsonAnswer, refusal, STAGE_SECRET } from '../doctor-stage.ts';
import { announced, changed, type Differences, PHOTO, RESULT, signed } from './differ.ts';

/** By inference, each with a name. */
export const LIVE_DIFFERENCES = {
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
} satisfies Differences;
