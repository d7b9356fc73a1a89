/** Onboardings that end before a reviewer. */
import { expect } from 'vitest';
import { completeLiveness, createWithIdPhoto, newUserId } from './customer.ts';

/** In review for want of similarity. */
export async function createLowSimilarityCase(): Promise<string> {
  const user = newUserId();
  await createWithIdPhoto(user, 'obama4_crop.jpg');
  expect((await completeLiveness(user, 'cage2_crop.jpg')).reasons).toContain('similarity_low');
  return user;
}

/** In review for liveness: nothing can be approved. */
export async function createFailedLivenessCase(): Promise<string> {
  const user = newUserId('fail-');
  await createWithIdPhoto(user, 'walter2_crop.jpg');
  expect((await completeLiveness(user, 'walter2_crop.jpg')).reasons).toContain('liveness_failed');
  return user;
}
