/** The introduction of the OpenAPI document, in Markdown, for readers who have not read the README. */
export const introduction = `Decides whether a new customer is who they say they are: a live person (1), the person on the ID photo (2), and nobody
you know already under another id (3). Where an answer is unclear a reviewer decides; nothing else rejects anybody.

## An applicant's life

1. **Create** the applicant under an id of yours: \`POST /v1/applicants\`.
2. **Upload** the photo of the ID: \`PUT /v1/applicants/{user_id}/id-photo\`.
3. **Start** liveness: \`POST /v1/applicants/{user_id}/sessions\`, and send the applicant's browser to the \`session_url\`.
4. **Wait** for a notification, or read \`GET /v1/applicants/{user_id}\` now and then. A decision takes seconds.
5. **Go by** \`status\` and \`next_action\`. The applicant may have to come back to 2 or 3.

| status | meaning | next_action |
| --- | --- | --- |
| \`awaiting_id_photo\` | no usable ID photo yet | \`upload_id_photo\` |
| \`awaiting_liveness\` | needs a session, or has one open | \`start_liveness\`: start one; \`complete_liveness\`: the applicant opens \`liveness.session_url\`; \`wait\`: the session has ended and iLive is asked for its result |
| \`verifying\` | the checks are running, or waiting to be tried again | \`wait\` |
| \`in_review\` | a person must decide | \`wait\` |
| \`approved\` | all three checks hold | \`none\` |
| \`rejected\` | a reviewer said no | \`none\` |
| \`known\` | a customer from before: the face is in the collection for the duplicate check; nothing was verified here | \`none\` |
| \`erased\` | the personal data are gone | \`none\` |

| reason | leads to | a reviewer may |
| --- | --- | --- |
| \`liveness_inconclusive\` | another attempt, else review | \`retry_liveness\`, \`reject\` |
| \`photo_quality_low\` | another attempt, else review | \`approve\`, \`reject\`, \`retry_liveness\`, \`new_id_photo\` |
| \`similarity_low\`, \`possible_duplicate\`, \`known_face_differs\` | review | \`approve\`, \`reject\`, \`retry_liveness\`, \`new_id_photo\` |
| \`liveness_failed\`, \`verdict_mismatch\`, \`session_limit_reached\` | review | \`retry_liveness\`, \`reject\` |
| \`verification_unavailable\` | review | \`resume\`, \`reject\`, \`retry_liveness\`, \`new_id_photo\` |
| \`photo_altered\` | review | \`retry_liveness\`, \`reject\`, \`new_id_photo\` |
| \`session_expired\`, \`photo_unavailable\` | a new session, no attempt used up | |
| \`id_photo_no_face\` | a new ID photo | |
| \`id_photo_unusable\` | a new ID photo; after three of them review | \`resume\`, \`reject\`, \`retry_liveness\`, \`new_id_photo\` |
| \`requested_by_reviewer\` | a new session or ID photo | |

## Review as a team

- **Who acts** is the \`person\` of the key, else the key itself; \`reviewer\` is only a label. The operator's \`ROLES\` say who reads, who decides, and who decides in the senior queue.
- **Claim** a case before you show it: others then get 409 \`claimed_by_other\`, unless they say \`take_over\`. A claim ends with the decision, by \`DELETE\`, or by itself.
- **Escalate** what you do not want to decide: it waits for a senior in \`queue=senior\`; \`return\` sends it back.
- **Two reviewers**: a decision that the operator lists becomes \`review.proposal\`, and the same one by another person carries it out. New evidence ends it.
- **Notes** stand with the applicant without deciding anything, and are erased with it.

## Requests and answers

- **JSON** in \`snake_case\`. Times are RFC 3339 in UTC, with milliseconds. Scores are numbers from 0 to 1. Fields may be added.
- **Keys**: \`Authorization: Bearer <key>\`. A key without the scope that an operation needs gets 403.
- **Errors** are \`application/problem+json\` (RFC 9457). Go by \`code\`; \`detail\` says what to do. Any path that does not exist
  is 404 \`not_found\`, any method that does not exist there 405 \`method_not_allowed\` with \`Allow\`.
- **Queries**: a parameter that an operation does not know, or one given twice, is 400 \`invalid_request\` that names it. A misspelt filter
  never returns everything.
- **JSON** is kept as sent or refused: a number that JSON cannot carry exactly (beyond 2^53, or another one when written again) and the
  keys \`__proto__\`, \`constructor\`, \`prototype\` are 400 \`invalid_request\`. Of a key that occurs twice the last value counts.
- **Erased** applicants: any write but \`DELETE\` is 410 \`gone\`.
- **\`HEAD\`** and a prefetch (\`Sec-Purpose: prefetch\`) record nothing and have no effect.
- **Trying again**: 500 and 502 after a few seconds, 429 and 503 after \`Retry-After\`; 4xx only once what they say is put right.
- **\`Idempotency-Key\`** on every POST makes trying again safe: the same key, route and body within 24 hours gives the first answer
  again. Answers 401, 403, 429 and 5xx are not kept. Another body or applicant under the same key is 422 \`idempotency_key_reused\`;
  while the first request is still running, 409 \`idempotency_in_progress\`.
- **Lists** take \`limit\` and \`cursor\`. Pass the \`next_cursor\` of a page as \`cursor\` to get the one that follows; null ends it.
- **\`X-Request-Id\`** is on every answer. Answers about applicants must be stored by no cache (\`Cache-Control: no-store\`).

## Notifications

Rather than poll, let the service call you: the operator sets your address and a secret (\`whsec_…\`). Each notification is a POST
signed by Standard Webhooks 1.0, and is tried again until you answer with 2xx. Verify the signature over the raw body, answer at once,
then read the applicant: what you read is newer than any notification.
`;
