import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createSandbox, type Sandbox } from './app.ts';
import { ensureAssets } from './assets.ts';
import { createFaceEngine, type FaceEngine } from './face/engine.ts';
import { newSecret } from './ilive/secret.ts';
import type { SandboxOptions } from './settings.ts';

/** A sandbox that listens. */
export interface RunningSandbox {
  /** Its address, such as `http://127.0.0.1:8790`. */
  url: string;
  sandbox: Sandbox;
  /** Stops listening, lets calls and webhooks under way end, and frees the nets if it loaded them. */
  close(): Promise<void>;
}

/** `createSandbox`'s options, the engine with a default, and the port (0: any free one). */
export type ServerOptions = Omit<SandboxOptions, 'engine'> & { engine?: FaceEngine; port?: number };

/** Fetches models if need be, loads them, and listens on 127.0.0.1 only. */
export async function startSandbox({ port = 8790, ...options }: ServerOptions): Promise<RunningSandbox> {
  const engine = options.engine ?? (await createFaceEngine(await ensureAssets(undefined, console.error)));
  const sandbox = createSandbox({ allowLoopback: true, ...options, engine });
  const { server, address } = await listen(sandbox, port);
  return {
    url: `http://${address.address}:${address.port}`,
    sandbox,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      await closed;
      await sandbox.idle();
      if (!options.engine) await engine.close();
    },
  };
}

function listen({ fetch }: Sandbox, port: number) {
  return new Promise<{ server: ReturnType<typeof serve>; address: AddressInfo }>((resolve, reject) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1' }, (address) => resolve({ server, address }));
    server.once('error', reject);
  });
}

async function main({ env }: NodeJS.Process): Promise<void> {
  const apiKey = env.ILIVE_API_KEY || `iksk_${newSecret()}`;
  const webhookSecret = env.ILIVE_WEBHOOK_SECRET || newSecret();
  const running = await startSandbox({
    port: Number(env.SANDBOX_PORT ?? 8790),
    apiKeys: [apiKey],
    webhookSecret,
    rpm: Number(env.SANDBOX_RPM ?? 0),
    rps: Number(env.SANDBOX_RPS ?? 0),
    maxImageBytes: Number(env.SANDBOX_MAX_IMAGE_BYTES ?? 8_000_000),
    minImageSide: Number(env.SANDBOX_MIN_IMAGE_SIDE ?? 0),
  });
  // Only what was made up here is told, or nobody could use it; what was given is known to who gave it.
  const told = [
    `iLive sandbox on ${running.url}`,
    ...(env.ILIVE_API_KEY ? [] : [`ILIVE_API_KEY=${apiKey}`]),
    ...(env.ILIVE_WEBHOOK_SECRET ? [] : [`ILIVE_WEBHOOK_SECRET=${webhookSecret}`]),
  ];
  console.log(told.join('\n'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.close());
}

if (import.meta.main) {
  await main(process).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
