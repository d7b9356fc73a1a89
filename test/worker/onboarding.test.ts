import { describe, expect, it } from 'vitest';
import { created, log, newUserId, verify } from '../support/customer.ts';

describe('an onboarding', () => {
  it('approves one person with two different photos', async () => {
    const user = newUserId();
    const before = await created(user, 'bieber_small.jpg');
    expect(before).toMatchObject({ status: 'awaiting_liveness', next_action: 'start_liveness', attempt: 0 });
    const after = await verify(user, 'Justin-Bieber2_crop.jpg');
    console.log(
      JSON.stringify(after),
      (await log(user)).map((e) => e.type),
    );
    expect(after.status).toBe('approved');
  });
});
