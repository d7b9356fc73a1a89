/** The rows that D1 has of one approved applicant, as the service wrote them. */
import { z } from 'zod';
import type { Sample } from './grown.ts';
import { startIliveStub } from './ilive-stub.ts';
import { stepsOf, userNamed } from './onboard.ts';
import { FIRST_PORT, startService } from './service.ts';

const batchSchema = z.object({
  last_seq: z.number(),
  prev_hash: z.string(),
  hash: z.string(),
  events: z.string(),
});
const BATCHES = 'SELECT id & 16777215 AS last_seq, prev_hash, hash, events FROM event_batches ORDER BY id';
const WITHIN_MS = 20_000;

/** Onboards somebody and reads them. */
export async function sampleRows(): Promise<Sample> {
  const stub = await startIliveStub({ port: FIRST_PORT + 1, latencyMs: 0 });
  const service = await startService({ port: FIRST_PORT + 2, iliveUrl: stub.url });
  const user = userNamed('happy', 0);
  try {
    const { create, upload, start, verdict } = stepsOf(service, stub);
    for (const step of [create, upload, start, verdict(1, 'pass')]) await step(user);
    const document = service.db.prepare("SELECT document FROM applicants WHERE status = 'approved'");
    const until = Date.now() + WITHIN_MS;
    for (;;) {
      const found = await document.first<string>('document');
      const { results } = await service.db.prepare(BATCHES).all();
      if (found !== null) return { user, document: found, batches: z.array(batchSchema).parse(results) };
      if (Date.now() > until) throw new Error('the records did not follow');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await service.stop();
    await stub.close();
  }
}
