/**
 * Two releases on one storage, in one workerd: the Worker of one answers requests and calls the objects of the other.
 * This is what Cloudflare runs for some minutes after each deploy, when running objects keep their code.
 */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { NIGHTLY_CRON } from '../../../src/cron/run-nightly-audit.ts';
import { apiOf } from './api.ts';
import type { OutboundRequest, Outside } from './outside.ts';
import type { Migration, Release } from './release.ts';
import { SETTINGS } from './settings.ts';

/** The Worker that has the objects. Their ids follow from this name, so it never changes. */
const OBJECTS = 'objects';
const FRONT = 'front';
/** The names of D1 and R2 in the folder, which never change either. */
const D1 = { DB: 'database' };
const R2 = { PHOTOS: 'pictures' };

/** What runs, and where it keeps what it stores. */
export type SideBySide = {
  readonly front: Release;
  readonly objects: Release;
  readonly folder: string;
  readonly outside: Outside;
};

/** The running releases. */
export type Running = Awaited<ReturnType<typeof startSideBySide>>;

/** Starts both. The migrations of both are applied first, as a deploy does. */
export async function startSideBySide({ front, objects, folder, outside }: SideBySide) {
  const said: string[] = [];
  const workerOf = (name: string, { script, worker }: Release) => ({
    name,
    modules: true,
    script,
    compatibilityDate: worker.compatibilityDate,
    compatibilityFlags: worker.compatibilityFlags,
    bindings: { ...SETTINGS },
    d1Databases: D1,
    r2Buckets: R2,
    durableObjects: Object.fromEntries(
      Object.entries(worker.objects).map(([binding, className]) => [
        binding,
        { className, useSQLite: true, ...(name === OBJECTS ? {} : { scriptName: OBJECTS }) },
      ]),
    ),
    outboundService: (request: OutboundRequest) => outside.answer(request),
  });
  await applyMigrations(folder, [...objects.migrations, ...front.migrations]);
  const miniflare = await started({
    resourcePersistencePath: folder,
    handleStructuredLogs: ({ message }: { message: string }) => said.push(message),
    workers: [workerOf(FRONT, front), workerOf(OBJECTS, objects)],
  });
  async function scheduled(cron: string, at: number): Promise<void> {
    const worker = await miniflare.getWorker(FRONT);
    const { outcome } = await worker.scheduled({ cron, scheduledTime: new Date(at) });
    if (outcome !== 'ok') throw new Error(`the cron ${cron} ended with ${outcome}`);
  }

  return {
    ...apiOf((url, init) => miniflare.dispatchFetch(url, init as never) as unknown as Promise<Response>),
    database: () => miniflare.getD1Database('DB', FRONT) as unknown as Promise<D1Database>,
    /** Where it listens. */
    url: String(await miniflare.ready).replace(/\/$/, ''),
    /** Runs the cron of each minute. */
    sweep: () => scheduled('* * * * *', Date.now()),
    /** Runs the nightly cron. @param at when it was due, ms since the epoch */
    night: (at: number) => scheduled(NIGHTLY_CRON, at),
    /** All that the Workers have said. */
    said,
    stop: () => miniflare.dispose(),
  };
}

/** Opens D1 and R2 of a folder with no release running, so that no alarm rings. */
export async function openStores(folder: string) {
  const miniflare = await started({
    resourcePersistencePath: folder,
    workers: [{ name: FRONT, modules: true, script: 'export default {}', d1Databases: D1, r2Buckets: R2 }],
  });
  return {
    database: (await miniflare.getD1Database('DB', FRONT)) as unknown as D1Database,
    pictures: (await miniflare.getR2Bucket('PHOTOS', FRONT)) as unknown as R2Bucket,
    close: () => miniflare.dispose(),
  };
}

/** What an object stores: its id, its alarm (ms since the epoch), and its values by key. */
export type StoredObject = {
  readonly id: string;
  readonly alarm: number | null;
  readonly values: Readonly<Record<string, unknown>>;
};

/** Writes what objects store. @param objects by the name of their class */
export async function writeObjects(
  folder: string,
  objects: Readonly<Record<string, readonly StoredObject[]>>,
): Promise<void> {
  const classes = Object.keys(objects);
  const miniflare = await started({
    resourcePersistencePath: folder,
    workers: [
      {
        name: OBJECTS,
        modules: true,
        script: writerOf(classes),
        compatibilityDate: '2026-01-01',
        durableObjects: Object.fromEntries(
          classes.map((name) => [name, { className: name, useSQLite: true }]),
        ),
      },
    ],
  });
  try {
    const body = JSON.stringify(objects);
    const answer = await miniflare.dispatchFetch('http://writer.test', { method: 'POST', body });
    if (!answer.ok) throw new Error(`the objects were not written: ${await answer.text()}`);
  } finally {
    await miniflare.dispose();
  }
}

/** A Worker whose objects store what they are given. An alarm that is due already is left to the release. */
function writerOf(classes: readonly string[]): string {
  return `import { DurableObject } from 'cloudflare:workers';
    class Writer extends DurableObject {
      async write({ alarm, values }) {
        for (const [key, value] of Object.entries(values)) this.ctx.storage.kv.put(key, value);
        if (alarm !== null) await this.ctx.storage.setAlarm(alarm);
        await this.ctx.storage.sync();
      }
      alarm() { throw new Error('not here'); }
    }
    ${classes.map((name) => `export class ${name} extends Writer {}`).join('\n')}
    export default {
      async fetch(request, env) {
        for (const [name, objects] of Object.entries(await request.json()))
          for (const object of objects) await env[name].get(env[name].idFromString(object.id)).write(object);
        return new Response('written');
      },
    };`;
}

/** The folder of the objects of a class, below that of the storage. */
export const objectsFolderOf = (className: string) => `do/${OBJECTS}-${className}`;

async function started(options: Record<string, unknown>): Promise<Miniflare> {
  const miniflare = new Miniflare(
    // The parts that are given here are those of each Worker's own configuration.
    convertV4MiniflareOptions({ port: 0, host: '127.0.0.1', ...options } as never),
  );
  await miniflare.ready;
  return miniflare;
}

/** The list of the migrations that were applied, as wrangler makes it. */
export const MIGRATIONS_LIST = `CREATE TABLE IF NOT EXISTS d1_migrations
  (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`;

/** Applies those that were not applied yet, and notes them as wrangler does. */
async function applyMigrations(folder: string, migrations: readonly Migration[]): Promise<void> {
  const { database, close } = await openStores(folder);
  try {
    await database.prepare(MIGRATIONS_LIST).run();
    for (const { name, statements } of migrations) {
      const known = await database.prepare('SELECT id FROM d1_migrations WHERE name = ?').bind(name).first();
      if (known) continue;
      const note = database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name);
      await database.batch([...statements.map((statement) => database.prepare(statement)), note]);
    }
  } finally {
    await close();
  }
}
