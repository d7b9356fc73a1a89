import { availableParallelism } from 'node:os';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { createOutboundService } from './test/support/outbound-service.ts';
import {
  API_KEYS_WITH_PERSONS,
  FOUR_EYES_OF_MODEL,
  notifySettings,
  testSettings,
} from './test/support/test-settings.ts';

/**
 * Generous, and the same for every project that has no reason for more: a test says that something happens, not how
 * fast this machine is at the moment.
 */
const TIMEOUTS = {
  testTimeout: process.env.RELIABILITY === 'full' ? 1_800_000 : 60_000,
  hookTimeout: 120_000,
};

/** Tests are split by runtime: rules, the description and the sandbox in Node, the Worker in workerd with real bindings. */
export default defineConfig({
  test: {
    // The Worker writes an audit line for each event; only those of a failing test are worth reading.
    silent: 'passed-only',
    // Vitest's own default leaves one core to itself, which on two cores means one file at a time.
    maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
    projects: [
      // Without a global of its own for each file: what a test changes of a global it puts back.
      nodeProject('node', { isolate: false }),
      nodeProject('description'),
      // Every state that the core can reach.
      nodeProject('model'),
      nodeProject('sandbox', { exclude: ['test/sandbox/faces/**'] }),
      // Real face recognition, and servers of their own.
      nodeProject('faces', { include: ['test/sandbox/faces/**/*.test.ts'] }),
      nodeProject('process', {
        // Each measures or kills a service of its own; two at a time would be in each other's way.
        fileParallelism: false,
        // wrangler's own local traces: they cost more than the service itself when a thousand come at once.
        env: { X_LOCAL_OBSERVABILITY: 'false' },
        testTimeout: 400_000,
      }),
      nodeProject('docs', { env: { X_LOCAL_OBSERVABILITY: 'false' }, testTimeout: 180_000 }),
      nodeProject('browser', {
        exclude: process.env.LIGHTHOUSE ? [] : ['test/browser/lighthouse.test.ts'],
        globalSetup: ['./test/browser/global-setup.ts'],
        // One service and one collection of faces stand behind all files.
        fileParallelism: false,
        testTimeout: 120_000,
      }),
      workerProject('worker', { bindings: scale(), reachesSandbox: true }),
      // The same, of the applicant's pages and the console.
      workerProject('pages', { reachesSandbox: true }),
      // Customers from before, with real faces of many people.
      workerProject('known', { reachesSandbox: true }),
      // Months of nights.
      workerProject('nightly', { bindings: scale(), reachesSandbox: true }),
      // A tier under which nobody waits, and a time-out that a busy machine does not reach.
      workerProject('reliability', {
        bindings: {
          ILIVE_TIMEOUT_MS: '60000',
          ILIVE_RPM: '60000',
          ILIVE_RPS: '5000',
          FOUR_EYES: FOUR_EYES_OF_MODEL,
          API_KEYS: API_KEYS_WITH_PERSONS,
          ...scale(),
        },
        isPlayedFast: true,
      }),
      // Every optional setting on.
      workerProject('optional-settings', {
        bindings: {
          ILIVE_TIMEOUT_MS: '60000',
          REQUIRE_CONSENT: 'true',
          RETAIN_PHOTOS_DAYS: '30',
          RETAIN_ABANDONED_DAYS: '60',
          REVIEW_DUE_HOURS: '24',
          FOUR_EYES: 'approve:similarity_low,new_id_photo',
          CONSOLE_TITLE_FIELD: 'name',
          API_KEYS: API_KEYS_WITH_PERSONS,
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

/** Tests that run in Node, in the folder of the same name unless `options` say otherwise. */
function nodeProject(name: string, options: TestProjectInlineConfiguration['test'] = {}) {
  return { test: { name, include: [`test/${name}/**/*.test.ts`], ...TIMEOUTS, ...options } };
}

/** Limits that a test does not reach which plays weeks in a second, all with one key. */
const UNREACHED_LIMITS = {
  REQUESTS_OF_KEY: { namespace_id: '1', simple: { limit: 1_000_000, period: 10 as const } },
  STARTS_OF_APPLICANT: { namespace_id: '2', simple: { limit: 1_000_000, period: 60 as const } },
};

/**
 * Tests that run in workerd beside the Worker, which gets those bindings.
 * @param options `reachesSandbox`: iLive is the sandbox; `isPlayedFast`: more requests than the limits of callers allow
 */
function workerProject(
  name: string,
  {
    bindings = {},
    reachesSandbox = false,
    isPlayedFast = false,
  }: { bindings?: Record<string, string>; reachesSandbox?: boolean; isPlayedFast?: boolean },
) {
  return {
    plugins: [
      // Called for each test file: each has its storage, and its sandbox, to itself, so files run at the same time.
      cloudflareTest(async () => ({
        remoteBindings: false,
        wrangler: { configPath: './wrangler.toml' },
        miniflare: {
          bindings: { ...testSettings, ...bindings, MIGRATIONS: await readD1Migrations('migrations') },
          ...(reachesSandbox ? { outboundService: createOutboundService() } : {}),
          ...(isPlayedFast ? { ratelimits: UNREACHED_LIMITS } : {}),
        },
      })),
    ],
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      disableConsoleIntercept: true,
      setupFiles: ['./test/support/print-when-failed.ts', './test/support/apply-migrations.ts'],
      ...TIMEOUTS,
    },
  };
}
