/** The grounds of a reviewer's decision: one list for the log, the API, its documentation and the console. */
import { z } from 'zod';
import type { Decision } from './reasons.ts';

/** The grounds that each decision allows, by their public names. The first four of `reject` are fraud. */
export const GROUNDS = {
  approve: ['same_person', 'not_a_duplicate', 'known_customer', 'photo_good_enough', 'other'],
  reject: [
    'impersonation',
    'duplicate_identity',
    'spoof',
    'document_not_genuine',
    'different_person',
    'customer_withdrew',
    'other',
  ],
  retry_liveness: ['photo_too_poor', 'technical_trouble', 'another_attempt', 'other'],
  new_id_photo: ['not_readable', 'wrong_document', 'face_covered', 'other'],
  resume: ['failure_passed', 'other'],
  escalate: ['second_opinion', 'suspected_fraud', 'other'],
  return: ['second_opinion', 'suspected_fraud', 'other'],
} as const satisfies Record<Decision, readonly string[]>;

/** A ground of any decision. */
export const groundSchema = z.enum([...new Set(Object.values(GROUNDS).flat())]);
/** A ground of any decision. */
export type Ground = z.infer<typeof groundSchema>;

/** Returns the grounds that the decision allows, in the order in which the console offers them. */
export function groundsFor(decision: Decision): readonly Ground[] {
  return GROUNDS[decision];
}

/** Returns whether the ground requires a note: `other` says nothing by itself. */
export function needsNote(ground: Ground): boolean {
  return ground === 'other';
}

/** A reviewer's answer to whether two pictures show the same person. */
export const samePersonAnswerSchema = z.enum(['yes', 'no', 'cannot_tell']);

/** What a reviewer saw, apart from the decision. */
export const samePersonSchema = z.object({
  /** Whether ID photo and liveness photo show the same person. */
  match: samePersonAnswerSchema.optional(),
  /** Whether the face of a hit is the applicant's, by face id. */
  hits: z.record(z.string(), samePersonAnswerSchema).optional(),
});
/** What a reviewer saw, apart from the decision. */
export type SamePerson = z.infer<typeof samePersonSchema>;
