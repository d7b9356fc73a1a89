/** A Worker as it would be deployed, in a workerd of its own: wrangler's bundle without wrangler's development proxy. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from 'wrangler';
import { bundle } from './bundle.ts';

/** Which Worker, where it listens, and its settings. */
export type WorkerOptions = {
  /** Path from the project's folder; `wrangler.toml`'s own when absent. */
  readonly entry?: string;
  /** The bindings; the project's when absent. */
  readonly config?: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  /** Takes each line that the Worker says. */
  readonly heard?: (line: string) => void;
  /** Where the inspector listens; nowhere when absent. */
  readonly inspectorPort?: number;
  /** The folder under which its storage lies; the system's for temporary files when absent. */
  readonly storage?: string;
};

/** A running Worker. */
export type LocalWorker = Awaited<ReturnType<typeof startWorker>>;

/** What the Worker is called here. */
const NAME = 'bench';

/** Bundles and starts it. Nothing of it is kept after `stop`. */
export async function startWorker(options: WorkerOptions) {
  const {
    entry,
    config = 'wrangler.toml',
    port,
    settings,
    heard,
    inspectorPort,
    storage = tmpdir(),
  } = options;
  const folder = await mkdtemp(join(storage, 'kyc-bench-'));
  const { script } = await bundle(join(folder, 'bundle'), config, entry);
  const { workerOptions } = workerOptionsOf(config);
  // The page /docs is not measured, and its assets would need a Worker of their own. Here one caller is all callers, and
  // Miniflare's rate limits would slow what the deployed ones do not: without the bindings requests pass.
  const { assets: _, modulesRules: __, ratelimits: ___, ...bindings } = workerOptions;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...bindings,
      name: NAME,
      modules: [{ type: 'ESModule', path: script }],
      modulesRoot: join(folder, 'bundle'),
      bindings: { ...settings },
      // Straight in: by the usual way each request would first pass through a Worker of Miniflare’s own.
      unsafeDirectSockets: [{ host: '127.0.0.1', port }],
      host: '127.0.0.1',
      ...(inspectorPort === undefined ? {} : { inspectorPort }),
      // In files, as the deployed ones are.
      resourcePersistencePath: join(folder, 'state'),
      handleStructuredLogs: ({ message }) => heard?.(message),
    }),
  );
  await miniflare.ready;
  return {
    url: `http://127.0.0.1:${port}`,
    miniflare,
    script,
    /** Puts an object away, if it is not yet: whoever asks next starts it again. */
    evict: (className: string, name: string) =>
      miniflare.unsafeEvictDurableObject(NAME, className, { name }).catch((error: unknown) => {
        if (!String(error).includes('not currently running')) throw error;
      }),
    async stop(): Promise<void> {
      await miniflare.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
