/** `npm run d1:rebuild` after D1 was emptied: every row comes back as it was. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/local-setup.ts';
import { type ListedObjects, OBJECTS_A_PAGE, startObjectsApi } from '../support/cloudflare-objects.ts';
import { type Golden, layOut, readGolden } from '../support/release/golden.ts';
import { goldenVersions } from '../support/release/golden-files.ts';
import { presentRelease } from '../support/release/release.ts';
import { keyOf } from '../support/release/settings.ts';
import { type Running, startSideBySide } from '../support/release/side-by-side.ts';
import { expectRows, verifiedLogs } from '../support/release/whole.ts';

/** Of an id that tells apart those who were created in the same millisecond. */
const ID_BITS = 11;

let folder = '';
let golden: Golden;
let running: Running;
let listed: ListedObjects;
let api: Awaited<ReturnType<typeof startObjectsApi>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kyc-rebuild-'));
  golden = await readGolden((await goldenVersions()).at(-1) ?? '');
  const lost = { ...golden, stored: { ...golden.stored, d1: {} } };
  const outside = await layOut(lost, folder);
  const present = await presentRelease();
  running = await startSideBySide({ front: present, objects: present, folder, outside });
  const ids = (golden.stored.objects.Applicant ?? []).map(({ id }) => id);
  listed = { account: 'account-1', token: 'token-1', worker: 'kyc-onboarding', ids, fails: null };
  api = await startObjectsApi(listed);
});
afterAll(async () => {
  await running?.stop();
  await api?.close();
  await rm(folder, { recursive: true, force: true });
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

  it('has brought back every row as it was', async () => {
    const { applicants = [], sessions, reasons = [], queue_counts } = golden.stored.d1;
    const comparable = ({ id, wake_ms: _, moved_ms: __, ...row }: Record<string, unknown>) => {
      return { ...row, created_ms: Math.floor(Number(id) / 2 ** ID_BITS) };
    };
    const byUser = (rows: readonly Record<string, unknown>[]) =>
      rows.map(comparable).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    expect(byUser(await rowsOf('applicants'))).toEqual(byUser(applicants));
    expect(await rowsOf('sessions')).toEqual(sessions);
    expect((await rowsOf('reasons')).map(({ reason }) => reason).sort()).toEqual(
      reasons.map(({ reason }) => reason).sort(),
    );
    const counted = (rows: readonly Record<string, unknown>[] = []) => rows.filter(({ n }) => n !== 0);
    expect(counted(await rowsOf('queue_counts'))).toEqual(counted(queue_counts));
    await expectRows(running, await verifiedLogs(running, golden.stored.r2));
  });

  it('may be run again: nothing is written', async () => {
    const before = await rowsOf('applicants');
    const { status, out } = await rebuild();
    expect([status, out]).toEqual([0, expect.stringContaining(`unchanged ${listed.ids.length}`)]);
    expect(await rowsOf('applicants')).toEqual(before);
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
