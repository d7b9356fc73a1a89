import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { createOutside } from './test/support/outbound-service.ts';
import { notifySettings, testSettings } from './test/support/test-settings.ts';

/** Tests are split by runtime: the core, the description and the sandbox in Node, the Worker in workerd with real bindings. */
export default defineConfig({
  test: {
    // The Worker writes an audit line for each event; only those of a failing test are worth reading.
    silent: 'passed-only',
    projects: [
      { test: { name: 'core', include: ['test/core/**/*.test.ts'] } },
      { test: { name: 'description', include: ['test/description/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'sandbox',
          include: ['test/sandbox/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          // Each measures or kills a service of its own; two at a time would be in each other's way.
          fileParallelism: false,
          // wrangler's own local traces: they cost more than the service itself when a thousand come at once.
          env: { X_LOCAL_OBSERVABILITY: 'false' },
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: process.env.LIGHTHOUSE ? [] : ['test/browser/lighthouse.test.ts'],
          globalSetup: ['./test/browser/global-setup.ts'],
          // One service and one collection of faces stand behind all files.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      workerProject('worker', { bindings: scale(), outboundService: createOutside() }),
      // A short time-out, so that hundreds of them can be waited for, and a tier under which nobody waits.
      workerProject('reliability', {
        bindings: { ILIVE_TIMEOUT_MS: '100', ILIVE_RPM: '60000', ILIVE_RPS: '5000', ...scale() },
      }),
      // Every optional setting on.
      workerProject('optional-settings', {
        bindings: {
          ILIVE_TIMEOUT_MS: '100',
          REQUIRE_CONSENT: 'true',
          RETAIN_PHOTOS_DAYS: '30',
          RETAIN_ABANDONED_DAYS: '60',
          ...notifySettings,
        },
      }),
    ],
  },
});

/** What `test/support/scale.ts` reads: inside workerd the environment is the bindings. */
function scale(): Record<string, string> {
  const { RELIABILITY, SEED, SEED_PATH } = process.env;
  return Object.fromEntries(
    Object.entries({ RELIABILITY, SEED, SEED_PATH }).flatMap(([name, value]) =>
      value ? [[name, value]] : [],
    ),
  );
}

function workerProject(
  name: string,
  {
    bindings = {},
    ...miniflare
  }: { bindings?: Record<string, string>; outboundService?: ReturnType<typeof createOutside> },
) {
  return {
    plugins: [
      cloudflareTest(async () => ({
        remoteBindings: false,
        wrangler: { configPath: './wrangler.toml' },
        miniflare: {
          bindings: { ...testSettings, ...bindings, MIGRATIONS: await readD1Migrations('migrations') },
          ...miniflare,
        },
      })),
    ],
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      // One sandbox stands behind all files, and its collection would find one file's faces in another's searches.
      fileParallelism: false,
      setupFiles: ['./test/support/apply-migrations.ts'],
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  };
}
