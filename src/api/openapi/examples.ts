/** The examples of the OpenAPI document: applicants, pages of lists, a session, and each problem. */

import { PROBLEM_CODES, type ProblemCode, problemCodes, problemType } from '#src/contract/problems.ts';
import { approved, erased, inReview, justCreated, session, withIdPhoto } from './example-applicants.ts';

/** `hash` is the correct hash of this event, so that a reader can check the rule. */
const event = {
  seq: 1,
  type: 'applicant_created',
  at: justCreated.created_at,
  actor: 'api_key:backend',
  data: {
    user_id: justCreated.user_id,
    photo_prefix: '3f9d1c0b7e5a48269c0e1d2f3a4b5c6d',
    metadata_hash: null,
  },
  prev_hash: '0'.repeat(64),
  hash: 'caacc40492eca172c41edfcedc4cb39a0ad4743f3a2dc08f5aa43026fddb62f3',
};

const bodies = {
  awaiting_id_photo: { summary: 'Just created', value: justCreated },
  awaiting_liveness: { summary: 'With an ID photo', value: withIdPhoto },
  erased: { summary: 'Erased, with the receipt', value: erased },
  in_review: { summary: 'For a reviewer: the faces are not alike enough', value: inReview },
  approved: { summary: 'All three checks hold', value: approved },
  applicant_page: {
    summary: 'The last page',
    value: { data: [approved, inReview], next_cursor: null },
  },
  review_page: {
    summary: 'One of more',
    value: { data: [inReview], next_cursor: 'WyIyMDI2LTExLTIzVDA5OjAwOjQyLjAxMFoiLCJ1c2VyLTEyMzQ1Il0' },
  },
  event_page: { summary: 'The first of more', value: { data: [event], next_cursor: '1' } },
  session: { summary: 'An open session', value: session },
};

/** The name of an example. The example of a problem has the problem's code as its name. */
export type ExampleName = keyof typeof bodies | ProblemCode;

/** All examples by name, as components of the OpenAPI document that routes refer to. */
export const examples: Readonly<Record<string, { summary: string; value: unknown }>> = {
  ...bodies,
  ...Object.fromEntries(problemCodes.map((code) => [code, problemExample(code)])),
};

function problemExample(code: ProblemCode) {
  const [status, title] = PROBLEM_CODES[code];
  const request_id = '7a920865-3f4e-4b0c-9d1a-6e5f4c3b2a10';
  const errors = [{ path: 'user_id', message: 'Invalid input: expected string, received undefined' }];
  const extra = code === 'invalid_request' ? { errors } : {};
  return {
    summary: title,
    value: { type: problemType(code), title, status, detail: title, code, request_id, ...extra },
  };
}
