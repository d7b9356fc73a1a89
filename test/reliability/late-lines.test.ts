/** Without `test/support/print-when-failed.ts` this file passes and the run never ends. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { newUserId } from '../support/customer.ts';

it('a file ends although an object still logs after its last test', async () => {
  const begun = await runInDurableObject(env.APPLICANTS.getByName(newUserId()), (_, state) => {
    state.waitUntil(logForAWhile());
    return true;
  });
  expect(begun).toBe(true);
});

async function logForAWhile(): Promise<void> {
  for (let nth = 0; nth < 40; nth += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    console.log('late');
  }
}
