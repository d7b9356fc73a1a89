/** The row that D1 has of one approved applicant, as the service wrote it. */
import { z } from 'zod';
import type { Sample } from './grown.ts';
import { startIliveStub } from './ilive-stub.ts';
import { stepsOf, userNamed } from './onboard.ts';
import { FIRST_PORT, startService } from './service.ts';

const rowSchema = z.object({ document: z.string(), funnel_steps: z.number(), mac_key: z.string() });
const WITHIN_MS = 20_000;

/** Onboards somebody and reads it. */
export async function sampleRows(): Promise<Sample> {
  const stub = await startIliveStub({ port: FIRST_PORT + 1, latencyMs: 0 });
  const service = await startService({ port: FIRST_PORT + 2, iliveUrl: stub.url });
  const user = userNamed('happy', 0);
  try {
    const { create, upload, start, verdict } = stepsOf(service, stub);
    for (const step of [create, upload, start, verdict(1, 'pass')]) await step(user);
    const query = "SELECT document, funnel_steps, mac_key FROM applicants WHERE status = 'approved'";
    const until = Date.now() + WITHIN_MS;
    for (;;) {
      const { data } = rowSchema.safeParse(await service.db.prepare(query).first());
      if (data) {
        const { document, funnel_steps: funnelSteps, mac_key: macKey } = data;
        return { user, document, funnelSteps, macKey };
      }
      if (Date.now() > until) throw new Error('the row did not follow');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await service.stop();
    await stub.close();
  }
}
