import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  chainOf,
  closingLine,
  dayOf,
  exportLines,
  exportLinesSince,
  problemLine,
  rehashed,
  tailLines,
} from '../support/audited.ts';

const [A, B] = [chainOf('a', 6), chainOf('b', 4)];
const first = dayOf('2026-11-19', null, A[3]);
const second = dayOf('2026-11-20', first, A[5], B[3]);
let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-verify-'));
  await mkdir(at('heads'));
  const forged = rehashed(
    A.map((event) => (event.seq === 5 ? { ...event, actor: 'x' } : event)),
    5,
  );
  const files = {
    'unbroken.ndjson': exportLines(A, B).join(''),
    'tail.json': tailLines(A.slice(2), B).join(''),
    'dropped.ndjson': exportLines(A.toSpliced(2, 1), B.toSpliced(0, 1)).join(''),
    'cut.ndjson': exportLines(A, B.slice(0, 3)).join(''),
    'forged.ndjson': exportLines(forged, B).join(''),
    'gap.ndjson': [problemLine('c'), closingLine({ problems: 1 })].join(''),
    'ends-early.ndjson': exportLines(A, B).slice(0, -1).join(''),
    'empty.ndjson': '',
    'moved.ndjson': exportLinesSince('2026-11-20T00:00:00.000Z', B.slice(0, 3), B).join(''),
    'other.txt': 'Once upon a time\n',
    'escape.ndjson': exportLines(chainOf('\u001b[2J', 2).slice(1)).join(''),
    'heads/2026-11-19.json': JSON.stringify(first),
    'heads/2026-11-20.json': JSON.stringify(second),
    'heads/notes.txt': 'of no interest',
    'altered.json': JSON.stringify({ ...second, chains: [] }),
    'damaged.json': '{"date":',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text);
});

afterAll(() => rm(folder, { recursive: true }));

type Ended = { status: number; out: string; err: string };

function run(args: readonly string[], { flags = [] as string[], input = '' } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...flags, 'scripts/audit-verify.ts', ...args],
      (error, out, err) => resolve({ status: error ? Number(error.code) : 0, out, err }),
    );
    child.stdin?.end(input);
  });
}

describe('npm run audit:verify', () => {
  it('of an unbroken export: its counts, status 0', async () => {
    const { status, out, err } = await run([at('unbroken.ndjson')]);
    expect([status, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      'export: 10 events in 2 chains, from 2026-11-20T10:00:00.000Z until 2026-11-20T10:00:05.000Z',
      'closing line: all applicants: 2 logs, 10 events, 0 problems',
      'unbroken',
      '',
    ]);
  });

  it('of a tail, and from standard input', async () => {
    expect((await run([at('tail.json')])).out).toContain('feed: 8 events in 2 chains');
    const { status, out } = await run(['-'], { input: exportLines(A).join('') });
    expect([status, out]).toEqual([0, expect.stringContaining('export: 6 events in 1 chains')]);
  });

  it('of a broken export: the first broken link of each broken chain, status 1', async () => {
    const { status, out } = await run([at('dropped.ndjson')]);
    expect(status).toBe(1);
    expect(out.split('\n').slice(2)).toEqual([
      'BROKEN a seq 3 (line 3): missing: this event is not there',
      'BROKEN b seq 1 (line 6): missing: this event is not there',
      'broken',
      '',
    ]);
  });

  it.each([
    ['that has a gap', 'gap.ndjson', 'BROKEN c (line 1): not in the export: out_of_reach'],
    ['that ends early', 'ends-early.ndjson', 'BROKEN export (after the last line): incomplete: '],
    ['that is empty', 'empty.ndjson', 'BROKEN export (after the last line): incomplete: '],
  ])('of an export %s: says so, status 1', async (_, name, said) => {
    const { status, out } = await run([at(name)]);
    expect([status, out]).toEqual([1, expect.stringContaining(said)]);
  });

  it('of an export of what changed: says since when, status 0', async () => {
    const { status, out } = await run([at('moved.ndjson'), '--heads', at('heads')]);
    expect(status).toBe(0);
    expect(out.split('\n').slice(0, 2)).toEqual([
      'export: 7 events in 1 chains, from 2026-11-20T10:00:00.000Z until 2026-11-20T10:00:03.000Z',
      'closing line: only logs that changed since 2026-11-20T00:00:00.000Z, some perhaps more than once: 2 logs, 7 events, 0 problems',
    ]);
  });

  it('with heads, as a folder or as files', async () => {
    const { status, out } = await run([at('unbroken.ndjson'), '--heads', at('heads')]);
    expect(status).toBe(0);
    expect(out).toContain(
      `heads: 3, days: 2, from 2026-11-19 (the first of all) to 2026-11-20 (root ${second.root})`,
    );
    expect(out).toContain('after the newest head of their chain: 0 events, 0 of them looks at a photo\n');
    expect(out).toContain('of these, dated 2026-11-20 or before: 0 events, 0 of them looks at a photo\n');
    const files = [at('heads/2026-11-20.json'), at('heads/2026-11-19.json')];
    expect((await run([at('unbroken.ndjson'), '--heads', ...files])).out).toBe(out);
  });

  it('tells of the events after a head how many are looks', async () => {
    const { status, out } = await run([at('unbroken.ndjson'), '--heads', at('heads/2026-11-19.json')]);
    expect(status).toBe(0);
    expect(out).toContain('after the newest head of their chain: 6 events, 5 of them looks at a photo\n');
    expect(out).toContain('of these, dated 2026-11-19 or before: 0 events, 0 of them looks at a photo\n');
  });

  it('finds with heads what no chain can show', async () => {
    for (const [name, said] of [
      ['cut.ndjson', 'BROKEN b seq 4 (after the last line): missing: the head of 2026-11-20 is event 4'],
      ['forged.ndjson', 'BROKEN a seq 6 (line 6): forked: the head of 2026-11-20 is another'],
    ] as const) {
      expect((await run([at(name)])).status).toBe(0);
      const { status, out } = await run([at(name), '--heads', at('heads')]);
      expect([status, out]).toEqual([1, expect.stringContaining(said)]);
    }
    const { status, out } = await run([
      at('unbroken.ndjson'),
      ...['--heads', at('heads/2026-11-19.json'), at('altered.json')],
    ]);
    expect([status, out]).toEqual([1, expect.stringContaining('BROKEN day 2026-11-20: altered')]);
  });

  it('of what cannot be read: says which and where, status 2', async () => {
    for (const [args, said] of [
      [[at('other.txt')], 'other.txt is neither an export nor a feed: line 1'],
      [[at('no-such-file')], 'no-such-file'],
      [[at('unbroken.ndjson'), '--heads', at('damaged.json')], 'damaged.json is no file of heads'],
      [[at('unbroken.ndjson'), '--heads', at('no-such-file')], 'no-such-file'],
      [[at('unbroken.ndjson'), '--heads'], 'npm run audit:verify'],
      [[at('unbroken.ndjson'), '--head', at('heads')], 'npm run audit:verify'],
      [[], 'npm run audit:verify'],
    ] as const) {
      const { status, out, err } = await run(args);
      expect([status, out, err]).toEqual([2, '', expect.stringContaining(said)]);
    }
    await mkdir(at('empty'));
    expect((await run([at('unbroken.ndjson'), '--heads', at('empty')])).status).toBe(2);
  });

  it('lets nothing of a file steer the terminal', async () => {
    const { status, out } = await run([at('escape.ndjson')]);
    expect([status, out]).toEqual([1, expect.stringContaining('BROKEN ?[2J seq 1')]);
  });

  it('reads a file that does not fit into its memory', async () => {
    const MEGABYTES = 60;
    const heap = MEGABYTES / 2;
    const chain = exportLines(chainOf('long', 200_000));
    await pipeline(Readable.from(chain), createWriteStream(at('large.ndjson')));
    expect((await stat(at('large.ndjson'))).size).toBeGreaterThan(MEGABYTES * 1_000_000);
    const { status, out } = await run([at('large.ndjson')], { flags: [`--max-old-space-size=${heap}`] });
    expect([status, out]).toEqual([0, expect.stringContaining('export: 200000 events in 1 chains')]);
  }, 60_000);
});
