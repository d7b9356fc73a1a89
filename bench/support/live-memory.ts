/** What a Worker's isolate holds: bytes in use after a forced garbage collection, array buffers included. */
import { z } from 'zod';
import { type Ask, inspected } from './inspector.ts';
import type { LocalWorker } from './worker.ts';

const usageSchema = z.object({
  usedSize: z.number(),
  embedderHeapUsedSize: z.number().default(0),
  backingStorageSize: z.number().default(0),
});

/** How long to wait for the end of a collection. */
const MOST_WAIT_MS = 1_000;

/** Measures the most that is held during `work`, in bytes over what is held before it. */
export function peakOver(worker: Pick<LocalWorker, 'miniflare'>, work: () => Promise<void>): Promise<number> {
  return inspected(worker, async (ask) => {
    const idle = await liveBytes(ask);
    let peak = idle;
    let ended = false;
    const watching = (async () => {
      while (!ended) peak = Math.max(peak, await liveBytes(ask));
    })();
    try {
      await work();
    } finally {
      ended = true;
      await watching;
    }
    return peak - idle;
  });
}

async function liveBytes(ask: Ask): Promise<number> {
  // While the Worker is busy, workerd at times leaves this without an answer, although it collects.
  await Promise.race([
    ask('HeapProfiler.collectGarbage'),
    new Promise((resolve) => setTimeout(resolve, MOST_WAIT_MS)),
  ]);
  const used = usageSchema.parse(await ask('Runtime.getHeapUsage'));
  return used.usedSize + used.embedderHeapUsedSize + used.backingStorageSize;
}
