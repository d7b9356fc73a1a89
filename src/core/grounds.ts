/** Why a reviewer decided so, as data: one list for the log, the API, its documentation and the console. */
import { z } from 'zod';
import type { Decision } from './reasons.ts';

/** The grounds that each decision allows; the public names. The first four of `reject` are fraud. */
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
} as const satisfies Record<Decision, readonly string[]>;

/** Any of the grounds. */
export const groundSchema = z.enum([...new Set(Object.values(GROUNDS).flat())]);
/** One of the grounds. */
export type Ground = z.infer<typeof groundSchema>;

/** The grounds that the decision allows, in the order in which they are offered. */
export function groundsFor(decision: Decision): readonly Ground[] {
  return GROUNDS[decision];
}

/** `other` says nothing by itself, so a note has to. */
export function needsNote(ground: Ground): boolean {
  return ground === 'other';
}

/** How a reviewer answers whether two pictures show one person. */
export const samePersonAnswerSchema = z.enum(['yes', 'no', 'cannot_tell']);

/** What a reviewer saw, apart from what was decided: on the two photos, and of each hit (by its face id). */
export const samePersonSchema = z.object({
  match: samePersonAnswerSchema.optional(),
  hits: z.record(z.string(), samePersonAnswerSchema).optional(),
});
/** What a reviewer saw. */
export type SamePerson = z.infer<typeof samePersonSchema>;
