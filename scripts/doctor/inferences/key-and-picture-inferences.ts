/** What is assumed about keys, errors, limits, and pictures without a face. */
import type { Inference } from './inference.ts';

/** No photo is needed to try these, and no session is spent. */
export const KEY_AND_PICTURE_INFERENCES = [
  {
    id: 'error_envelope',
    statement: 'An error is {"detail": {"code": "…"}}.',
    source: '/docs/reference/error-codes',
    file: 'src/ilive/wire.ts',
    mention: 'Reads the code from the error envelope',
  },
  {
    id: 'key_refused',
    statement: 'An unknown API key is refused with 401 or 403.',
    source: '/docs/reference/error-codes',
    file: 'src/ilive/failure.ts',
    mention: 'status === 401 || status === 403',
  },
  {
    id: 'no_face',
    statement: 'A picture without a face gives an empty list, or a 400 or 422 whose code names the face.',
    source: '/docs/api/face-services/faces-detect',
    file: 'src/photos/check-id-photo.ts',
    mention: 'Inferred: a photo without a face gives an empty list',
  },
  {
    id: 'picture_refused',
    statement: 'Bytes that are no picture are refused with a code that names a picture.',
    source: '/docs/reference/error-codes',
    file: 'src/ilive/refused-picture.ts',
    mention: 'other codes about the picture name it by one of these words',
  },
  {
    id: 'picture_of_8_mb',
    statement: 'A picture of 8,000,000 bytes is taken.',
    source: '/docs/face-services/overview',
    file: 'src/contract/limits.ts',
    mention: 'MAX_IMAGE_BYTES = 8_000_000',
  },
  {
    id: 'picture_too_large',
    statement: 'A picture of more than 8 MB (8,388,609 bytes) is refused with 413.',
    source: '/docs/reference/error-codes',
    file: 'src/ilive/refused-picture.ts',
    mention: "status === 413) return 'too_large'",
  },
  {
    id: 'too_many_calls',
    statement: 'Calls beyond the limit of the key are refused with 429.',
    source: '/docs/reference/rate-limits',
    file: 'src/ilive/failure.ts',
    mention: 'status === 429',
  },
  {
    id: 'retry_after',
    statement: 'A 429 says in Retry-After how long to wait, in seconds or as a date, or says nothing.',
    source: '/docs/reference/rate-limits',
    file: 'src/ilive/failure.ts',
    mention: 'it may send `Retry-After` on 429',
  },
] as const satisfies readonly Inference[];
