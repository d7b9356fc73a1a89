/** The acts that bring an applicant to each stage of its onboarding: what most tests of the core begin with. */
import {
  type Act,
  compares,
  confirms,
  createsWithPhoto,
  fetchesPhoto,
  indexes,
  opens,
  reports,
  searches,
} from './given-when-then.ts';

/** A session that is passed, up to its photo. */
export const passed = (session: string, quality = 0.9): readonly Act[] => [
  opens(session),
  reports('pass', session),
  confirms('pass', session, quality),
  fetchesPhoto(session),
];
/** The same, and the photo is of the one on the ID. */
export const matched = (session: string): readonly Act[] => [...passed(session), compares(0.9, session)];

/** The session `s1` is open. */
export const OPEN: readonly Act[] = [...createsWithPhoto(), opens()];
/** The webhook says that it is passed. */
export const REPORTED: readonly Act[] = [...OPEN, reports('pass')];
/** `/result` says so too. */
export const PASSED: readonly Act[] = [...REPORTED, confirms('pass')];
/** Its photo is stored. */
export const PHOTO: readonly Act[] = [...PASSED, fetchesPhoto()];
/** And compared. */
export const MATCHED: readonly Act[] = [...PHOTO, compares(0.9)];
/** The face `f1` is in the collection. */
export const INDEXED: readonly Act[] = [...MATCHED, indexes()];
/** Nobody else has it. */
export const APPROVED: readonly Act[] = [...INDEXED, searches()];
