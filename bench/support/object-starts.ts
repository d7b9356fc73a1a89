/** How long an object takes to start and answer, by the length of its log. */
import { startIliveStub } from './ilive-stub.ts';
import { stepsOf, userNamed } from './onboard.ts';
import { FIRST_PORT, startService } from './service.ts';
import { median } from './stats.ts';

const LENGTHS = [10, 100, 1_000];
const TRIES = 15;
/** What an onboarding up to its decision leaves in the log. */
const AT_FIRST = 9;

/** The time of a read that finds the object put away, less that of one that finds it running; ms, the median. */
export async function objectStarts(): Promise<readonly { events: number; ms: number }[]> {
  const stub = await startIliveStub({ port: FIRST_PORT + 1, latencyMs: 0 });
  const service = await startService({ port: FIRST_PORT + 2, iliveUrl: stub.url });
  const user = userNamed('happy', 0);
  const { create, upload, start, verdict, read, see } = stepsOf(service, stub);
  const timed = async (): Promise<number> => {
    const from = performance.now();
    await read(user);
    return performance.now() - from;
  };
  try {
    for (const step of [create, upload, start, verdict(1, 'pass')]) await step(user);
    await service.customer.decided(user, `session-${user}-1`);
    const found: { events: number; ms: number }[] = [];
    let length = AT_FIRST;
    for (const events of LENGTHS) {
      // Each look at a photo is an event.
      for (; length < events; length += 1) await see('id')(user);
      const cold: number[] = [];
      const warm: number[] = [];
      for (let nth = 0; nth < TRIES; nth += 1) {
        await service.evict('Applicant', user);
        cold.push(await timed());
        warm.push(await timed());
      }
      found.push({ events, ms: median(cold) - median(warm) });
    }
    return found;
  } finally {
    await service.stop();
    await stub.close();
  }
}
