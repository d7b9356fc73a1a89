/** Runs what was uploaded: each Worker's serving version in workerd, with its D1, R2, objects, secrets and static files. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare, Response } from 'miniflare';
import { unstable_splitSqlQuery as splitSql } from 'wrangler';
import { type Account, type Binding, type Script, servingVersion, type Version } from './account.ts';

/** The Worker that holds every database, so that the API can query them. */
const STORE = 'store';

/** The running Workers. */
export type Runtime = Awaited<ReturnType<typeof startRuntime>>;

/** Starts workerd with what the account has. */
export async function startRuntime(account: Account) {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-cloudflare-'));
  const miniflare = new Miniflare(optionsOf(account, folder));
  await miniflare.ready;

  return {
    /** Takes over what has changed in the account. */
    async update(): Promise<void> {
      await miniflare.setOptions(optionsOf(account, folder));
    },

    /** Runs SQL, several statements where there are no parameters, as D1's API does. */
    async query(databaseId: string, sql: string, params: readonly unknown[]) {
      const db = await miniflare.getD1Database(databaseId, STORE);
      const results = [];
      for (const statement of params.length > 0 ? [sql] : splitSql(sql)) {
        const { results: rows, meta } = await db
          .prepare(statement)
          .bind(...params)
          .all();
        results.push({ success: true, results: rows, meta });
      }
      return results;
    },

    /** Sends a request to a Worker. */
    async fetch(
      script: string,
      url: string,
      init: { method: string; headers: Record<string, string>; body: Buffer | null },
    ) {
      const worker = await miniflare.getWorker(script);
      return worker.fetch(url, { ...init, redirect: 'manual' });
    },

    async stop(): Promise<void> {
      await miniflare.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function optionsOf(account: Account, folder: string) {
  const ids = account.databases.map(({ uuid }) => [uuid, uuid]);
  const store = {
    name: STORE,
    modules: [{ type: 'ESModule' as const, path: '/store.js', contents: 'export default {}' }],
    modulesRoot: '/',
    d1Databases: Object.fromEntries(ids),
  };
  return convertV4MiniflareOptions({
    host: '127.0.0.1',
    port: 0,
    // Else it would be fetched.
    cf: false,
    resourcePersistencePath: join(folder, 'state'),
    handleStructuredLogs: () => {},
    workers: [store, ...[...account.scripts].flatMap(([name, script]) => workerOf(name, script))],
  });
}

function workerOf(name: string, script: Script) {
  const version = servingVersion(script);
  if (version === undefined) return [];
  const { mainModule, modules, compatibility, bindings } = version;
  const sorted = modules.toSorted((a, b) => Number(b.name === mainModule) - Number(a.name === mainModule));
  return [
    {
      name,
      modules: sorted.map(({ name: path, text }) => ({
        type: 'ESModule' as const,
        path: `/${path}`,
        contents: text,
      })),
      modulesRoot: '/',
      compatibilityDate: compatibility.date,
      compatibilityFlags: [...compatibility.flags],
      bindings: {
        ...named(bindings, 'plain_text', ({ text }) => String(text)),
        ...named(bindings, 'secret_text', ({ text }) => String(text)),
        ...named(bindings, 'version_metadata', () => metadataOf(version)),
      },
      d1Databases: named(bindings, 'd1', ({ id, database_id }) => String(id ?? database_id)),
      r2Buckets: named(bindings, 'r2_bucket', (binding) => bucketKey(binding)),
      ratelimits: named(
        bindings,
        'ratelimit',
        ({ namespace_id, simple }) => ({ namespace_id, simple }) as never,
      ),
      durableObjects: named(bindings, 'durable_object_namespace', ({ class_name }) => ({
        className: String(class_name),
        useSQLite: true,
      })),
      serviceBindings: named(
        bindings,
        'assets',
        () => (request: { url: string }) => fileOf(version, request.url),
      ),
      outboundService: () => new Response('No Worker reaches anything from here.', { status: 502 }),
    },
  ];
}

/** What a Worker sees of its own version. */
function metadataOf({ id, annotations }: Version) {
  return { id, tag: annotations['workers/tag'] ?? '', timestamp: '2026-01-01T00:00:00.000Z' };
}

/** Buckets of one name in two jurisdictions are two buckets. */
function bucketKey({ bucket_name, jurisdiction }: Binding): string {
  return `${jurisdiction ?? 'default'}-${bucket_name}`;
}

function fileOf({ files }: Version, url: string): Response {
  const file = files.get(new URL(url).pathname);
  return file === undefined ? new Response(null, { status: 404 }) : new Response(file);
}

/** The bindings of one type, by name. */
function named<T>(
  bindings: readonly Binding[],
  type: string,
  make: (binding: Binding) => T,
): Record<string, T> {
  return Object.fromEntries(
    bindings.filter((binding) => binding.type === type).map((binding) => [binding.name, make(binding)]),
  );
}
