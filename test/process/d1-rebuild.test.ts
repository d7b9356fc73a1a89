/** `npm run d1:rebuild` after D1 was emptied: every row comes back as it was. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/local-setup.ts';
import { type ListedObjects, OBJECTS_A_PAGE, startObjectsApi } from '../support/cloudflare-objects.ts';
import type { Stored } from '../support/release/golden-files.ts';
import { createOutside } from '../support/release/outside.ts';
import { presentRelease } from '../support/release/release.ts';
import { makeApplicants, type Stage, stages, userAt } from '../support/release/scenario.ts';
import { keyOf } from '../support/release/settings.ts';
import { type Running, startSideBySide } from '../support/release/side-by-side.ts';
import { readStored, writeStored } from '../support/release/stored.ts';
import { expectRows, verifiedLogs } from '../support/release/whole.ts';

/** Of an id that tells apart those who were created in the same millisecond. */
const ID_BITS = 11;

/** Stages at which nothing becomes due within minutes. The rows of the others are compared with their logs. */
const QUIET: readonly Stage[] = ['created', 'photo', 'session', 'second-attempt', 'review', 'rejected'];
const isQuiet = (user: string) => QUIET.some((stage) => user === userAt('user', stage));

const folders: string[] = [];
/** What was stored before D1 was emptied. */
let stored: Stored;
let running: Running;
let listed: ListedObjects;
let api: Awaited<ReturnType<typeof startObjectsApi>>;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-rebuild-'));
  folders.push(folder);
  return folder;
}

beforeAll(async () => {
  const present = await presentRelease();
  const outside = createOutside();
  const both = { front: present, objects: present, outside };
  const before = await newFolder();
  const service = await startSideBySide({ ...both, folder: before });
  try {
    // Those who wait for iLive go on by themselves, and bring their row.
    await makeApplicants(
      service,
      outside,
      'user',
      stages.filter((stage) => stage !== 'verifying'),
    );
    await expectRows(service, await verifiedLogs(service));
  } finally {
    await service.stop();
  }
  stored = await readStored(before, Object.values(present.worker.objects));

  const after = await newFolder();
  const statements = present.migrations.flatMap((migration) => migration.statements);
  await writeStored(after, emptied(stored), statements);
  running = await startSideBySide({ ...both, folder: after });
  const ids = (stored.objects.Applicant ?? []).map(({ id }) => id);
  listed = { account: 'account-1', token: 'token-1', worker: 'kyc-onboarding', ids, fails: null };
  api = await startObjectsApi(listed);
});

/** Without rows, and without alarms: one that rings brings a row back by itself. */
function emptied({ objects, d1, r2 }: Stored): Stored {
  const still = Object.entries(objects).map(([name, all]) => [
    name,
    all.map((object) => ({ ...object, alarm: null })),
  ]);
  return { objects: Object.fromEntries(still), d1: { d1_migrations: d1.d1_migrations ?? [] }, r2 };
}

afterAll(async () => {
  await running?.stop();
  await api?.close();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

type Ended = { readonly status: number; readonly out: string; readonly err: string };

function rebuild(
  args: readonly string[] = [],
  changed: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const env = {
    ...process.env,
    CLOUDFLARE_API_BASE_URL: api.url,
    CLOUDFLARE_ACCOUNT_ID: listed.account,
    CLOUDFLARE_API_TOKEN: listed.token,
    KYC_URL: running.url,
    KYC_API_KEY: keyOf('operator'),
    ...changed,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['scripts/d1-rebuild.ts', ...args], { cwd: ROOT, env }, (error, out, err) =>
      resolve({ status: error ? Number(error.code) : 0, out, err }),
    );
  });
}

const rowsOf = async (table: string) =>
  (await (await running.database()).prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()).results;

describe('npm run d1:rebuild', () => {
  it('says what is missing, and touches nothing', async () => {
    for (const [args, changed, said] of [
      [[], { CLOUDFLARE_API_TOKEN: '' }, 'Set CLOUDFLARE_API_TOKEN'],
      [[], { KYC_URL: 'http://kyc.example' }, 'KYC_URL must be an https origin'],
      [[], { CLOUDFLARE_API_TOKEN: 'another' }, '403'],
      [['--worker', 'kyc-unknown'], {}, 'no Worker "kyc-unknown"'],
      [[], { KYC_API_KEY: keyOf('backend') }, '403'],
      [['--page', '3'], {}, '--page'],
    ] as const) {
      const { status, err } = await rebuild(args, changed);
      expect([status, err]).toEqual([2, expect.stringContaining(said)]);
    }
    expect(await rowsOf('applicants')).toEqual([]);
  });

  it('stops where Cloudflare fails, and goes on from there', async () => {
    listed.fails = 1;
    const broken = await rebuild();
    expect([broken.status, broken.err]).toEqual([2, expect.stringContaining('--cursor page 1')]);
    expect(broken.out).toContain(`${OBJECTS_A_PAGE} objects: written ${OBJECTS_A_PAGE}`);
    expect(await rowsOf('applicants')).toHaveLength(OBJECTS_A_PAGE);

    listed.fails = null;
    api.asked.length = 0;
    const resumed = await rebuild(['--cursor', 'page 1']);
    expect([resumed.status, resumed.err]).toEqual([0, '']);
    expect(resumed.out).toContain('all done');
    expect(api.asked).toEqual(['page 1', 'page 2']);
  });

  it('has brought back every row', async () => {
    const { applicants = [], sessions = [], reasons = [], queue_counts } = stored.d1;
    const comparable = ({ id, wake_ms: _, moved_ms: __, ...row }: Record<string, unknown>) => {
      return { ...row, created_ms: Math.floor(Number(id) / 2 ** ID_BITS) };
    };
    const byUser = (rows: readonly Record<string, unknown>[]) =>
      rows.map(comparable).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    const rows = await rowsOf('applicants');
    expect(rows).toHaveLength(applicants.length);
    const quiet = (all: readonly Record<string, unknown>[]) =>
      byUser(all.filter(({ user_id }) => isQuiet(String(user_id))));
    expect(quiet(rows)).toEqual(quiet(applicants));
    expect(quiet(rows)).toHaveLength(QUIET.length);
    // The state of an erased applicant has no sessions any more.
    const ofErased = userAt('user', 'erased');
    expect(await rowsOf('sessions')).toEqual(sessions.filter(({ user_id }) => user_id !== ofErased));
    expect((await rowsOf('reasons')).map(({ reason }) => reason).sort()).toEqual(
      reasons.map(({ reason }) => reason).sort(),
    );
    const counted = (rows: readonly Record<string, unknown>[] = []) => rows.filter(({ n }) => n !== 0);
    expect(counted(await rowsOf('queue_counts'))).toEqual(counted(queue_counts));
    await expectRows(running, await verifiedLogs(running));
  });

  it('may be run again: nothing is written', async () => {
    const quiet = async () => (await rowsOf('applicants')).filter(({ user_id }) => isQuiet(String(user_id)));
    const before = await quiet();
    const { status, out } = await rebuild();
    expect([status, out]).toEqual([0, expect.stringContaining('unchanged')]);
    expect(await quiet()).toEqual(before);
  });

  it('names what it could not write, status 1', async () => {
    const unknown = '0'.repeat(64);
    const ids = listed.ids;
    Object.assign(listed, { ids: [...ids, unknown] });
    const { status, out } = await rebuild();
    Object.assign(listed, { ids });
    expect([status, out]).toEqual([1, expect.stringContaining(`NOT WRITTEN ${unknown}: unknown_object`)]);
  });
});
