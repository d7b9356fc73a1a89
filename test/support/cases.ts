/** Onboardings that end before a reviewer. */
import { expect } from 'vitest';
import { created, newUserId, verify } from './customer.ts';

/** In review for want of similarity. */
export async function unlike(): Promise<string> {
  const user = newUserId();
  await created(user, 'obama4_crop.jpg');
  expect((await verify(user, 'cage2_crop.jpg')).reasons).toContain('similarity_low');
  return user;
}

/** In review for liveness: nothing can be approved. */
export async function failed(): Promise<string> {
  const user = newUserId('fail-');
  await created(user, 'walter2_crop.jpg');
  expect((await verify(user, 'walter2_crop.jpg')).reasons).toContain('liveness_failed');
  return user;
}
