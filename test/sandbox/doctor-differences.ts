/** For each inference an iLive that differs in it, and in nothing else. */
import type { InferenceId } from '../../scripts/doctor/inferences.ts';
import { COLLECTION_DIFFERENCES } from './doctor-differences/collection-differences.ts';
import { FACE_DIFFERENCES } from './doctor-differences/face-differences.ts';
import { KEY_AND_PICTURE_DIFFERENCES } from './doctor-differences/key-and-picture-differences.ts';
import { LIVE_DIFFERENCES } from './doctor-differences/live-differences.ts';
import { SEARCH_DIFFERENCES } from './doctor-differences/search-differences.ts';
import { SESSION_DIFFERENCES } from './doctor-differences/session-differences.ts';
import type { Difference } from './doctor-stage.ts';

/** The differences, each with a name. There may be several of one inference. */
export const DIFFERENCES: Readonly<Record<InferenceId, Readonly<Record<string, Difference>>>> = {
  ...KEY_AND_PICTURE_DIFFERENCES,
  ...FACE_DIFFERENCES,
  ...COLLECTION_DIFFERENCES,
  ...SESSION_DIFFERENCES,
  ...LIVE_DIFFERENCES,
  ...SEARCH_DIFFERENCES,
};
