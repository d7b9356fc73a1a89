/** The service as a Worker of its own, its iLive beside it, and those who call it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unstable_splitSqlQuery as splitSql } from 'wrangler';
import { createCustomer } from '../../scripts/customer.ts';
import { newSecrets, ROOT, settingsOf } from '../../scripts/local-setup.ts';
import { startWorker } from './worker.ts';

/** The ports of all that the bench starts: one after the other from here. */
export const FIRST_PORT = Number(process.env.BENCH_PORT ?? 18_830);

/** Which Worker, and where it is. */
export type ServiceOptions = {
  readonly port: number;
  readonly iliveUrl: string;
  /** In place of `src/index.ts`; a path from the project's folder. */
  readonly entry?: string;
  /** In place of the project's `wrangler.toml`. */
  readonly config?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly heard?: (line: string) => void;
  readonly inspectorPort?: number;
  readonly storage?: string;
};

/** A running service. */
export type Service = Awaited<ReturnType<typeof startService>>;

/** Starts it with an empty database. */
export async function startService({ port, iliveUrl, settings, ...worker }: ServiceOptions) {
  const secrets = newSecrets();
  const addresses = { serviceUrl: `http://127.0.0.1:${port}`, sandboxUrl: iliveUrl };
  // A key without a tier: nobody waits for the rate limiter, which has a part of its own.
  const uncapped = { ILIVE_RPM: '0', ILIVE_RPS: '0' };
  const all = { ...settingsOf(secrets, addresses), ...uncapped, ...settings };
  const { miniflare, script, evict, stop } = await startWorker({ ...worker, port, settings: all });
  const db = await miniflare.getD1Database('DB');
  for (const statement of await migrations()) await db.prepare(statement).run();
  const clock = { aheadMs: 0 };
  return {
    ...addresses,
    clock,
    secrets,
    customer: createCustomer(addresses, secrets),
    db,
    miniflare,
    script,
    evict,
    stop,
  };
}

/** All statements of all migrations, in their order. */
export async function migrations(): Promise<readonly string[]> {
  const folder = join(ROOT, 'migrations');
  const files = (await readdir(folder)).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.flatMap((text) => splitSql(text));
}
