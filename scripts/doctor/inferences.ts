/** All that is assumed about iLive and that can be tried with an API key, in the order of the doctor's table. */
import { COLLECTION_INFERENCES } from './inferences/collection-inferences.ts';
import { FACE_INFERENCES } from './inferences/face-inferences.ts';
import { KEY_AND_PICTURE_INFERENCES } from './inferences/key-and-picture-inferences.ts';
import { LIVE_INFERENCES, SESSION_INFERENCES } from './inferences/session-inferences.ts';

/** The list. */
export const INFERENCES = [
  ...KEY_AND_PICTURE_INFERENCES,
  ...FACE_INFERENCES,
  ...COLLECTION_INFERENCES,
  ...SESSION_INFERENCES,
  ...LIVE_INFERENCES,
] as const;

/** The name of an inference. */
export type InferenceId = (typeof INFERENCES)[number]['id'];
