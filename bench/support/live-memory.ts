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
/**
 * The longest between the collection and what is in use (ms). After longer the Worker has run meanwhile, and what it has
 * left behind would count as held.
 */
const MOST_BETWEEN_MS = 50;

/** Measures the most that is held during `work`, in bytes over what is held before it. */
export function peakOver(worker: Pick<LocalWorker, 'miniflare'>, work: () => Promise<void>): Promise<number> {
  return inspected(worker, async (ask) => {
    let idle: number | null = null;
    while (idle === null) idle = await liveBytes(ask);
    let peak = idle;
    let ended = false;
    const watching = (async () => {
      while (!ended) peak = Math.max(peak, (await liveBytes(ask)) ?? 0);
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

/** @returns null when it is not known: the Worker has run between the collection and the answer */
async function liveBytes(ask: Ask): Promise<number | null> {
  // While the Worker is busy, workerd at times leaves this without an answer, although it collects.
  await Promise.race([
    ask('HeapProfiler.collectGarbage'),
    new Promise((resolve) => setTimeout(resolve, MOST_WAIT_MS)),
  ]);
  const collectedAt = performance.now();
  const used = usageSchema.parse(await ask('Runtime.getHeapUsage'));
  if (performance.now() - collectedAt > MOST_BETWEEN_MS) return null;
  return used.usedSize + used.embedderHeapUsedSize + used.backingStorageSize;
}
