import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/**
 * Each code with its status. Down to `collection_not_found` as in `/docs/reference/error-codes`; the rest of that
 * table cannot be read, so the other names are guesses that fit the statuses of `/docs/reference/http-status-codes`.
 */
const ERRORS = {
  missing_api_key: { status: 401, message: 'Authorization header is missing' },
  invalid_api_key: { status: 401, message: 'API key is unknown or revoked' },
  rate_limited: { status: 429, message: 'API key rate limit exceeded' },
  image_too_large: { status: 413, message: 'Image is over 8 MB' },
  empty_image: { status: 400, message: 'Image is empty' },
  invalid_image: { status: 400, message: 'Image is not a readable JPEG or PNG' },
  invalid_attributes: { status: 400, message: 'attributes must be none, default or all' },
  no_face_in_source: { status: 422, message: 'No face in source_image' },
  no_face_in_target: { status: 422, message: 'No face in target_image' },
  collection_exists: { status: 409, message: 'A collection with this external_id exists' },
  collection_not_found: { status: 404, message: 'No such collection' },

  image_too_small: { status: 400, message: 'Image is too small' },
  invalid_collection_id: { status: 400, message: 'external_id must be 1 to 120 of A-Z a-z 0-9 _ -' },
  collection_limit_reached: { status: 409, message: 'No room for more' },
  face_not_found: { status: 404, message: 'No such face in the collection' },
  no_face_detected: { status: 422, message: 'No face in image' },
  invalid_request: { status: 400, message: 'Request is malformed' },
  invalid_url: { status: 400, message: 'URL must be https and public' },
  invalid_token: { status: 401, message: 'Token is missing or wrong' },
  session_not_found: { status: 404, message: 'No such session' },
  session_expired: { status: 410, message: 'Session has expired' },
  session_decided: { status: 409, message: 'Session already has its verdict' },
  result_not_ready: { status: 404, message: 'Session has no verdict' },
  photo_not_available: { status: 404, message: 'Session has no photo' },
  not_found: { status: 404, message: 'Not found' },
} satisfies Record<string, { status: ContentfulStatusCode; message: string }>;

/** A machine-readable reason. */
export type ErrorCode = keyof typeof ERRORS;

/** The answer for an error, in iLive's envelope; `message` where there is more to say than usual. */
export function refuse(c: Context, code: ErrorCode, message?: string): Response {
  const error = ERRORS[code];
  return c.json({ detail: { code, message: message ?? error.message } }, error.status);
}
