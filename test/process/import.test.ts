/** `npm run import` as it is called, against a service that fails, and killed in the middle. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/local-setup.ts';
import {
  type Fault,
  IMPORT_KEY,
  type KnownFacesService,
  NO_FACE,
  NOT_INDEXED,
  startKnownFacesService,
} from '../support/known-faces-service.ts';

type Ended = { readonly status: number | null; readonly out: string; readonly err: string };
type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly started?: (child: ChildProcess) => void;
};

let folder: string;
let service: KnownFacesService;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kyc-import-'));
});
beforeEach(async () => {
  service = await startKnownFacesService();
  await rm(at('photos'), { recursive: true, force: true });
  await mkdir(at('photos'));
});
afterEach(() => service.close());
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(args: readonly string[], { env = {}, flags = [], started }: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...flags, 'scripts/import.ts', ...args], {
      cwd: ROOT,
      env: { ...process.env, KYC_URL: service.url, KYC_API_KEY: IMPORT_KEY, ...env },
    });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said.err += text;
    });
    child.on('close', (status) => resolve({ status, ...said }));
    started?.(child);
  });
}

const importFile = (...more: string[]) => [at('customers.ndjson'), '--photos', at('photos'), ...more];

/** Writes the file, and a picture for each user. */
async function customers(ids: readonly string[]): Promise<void> {
  await writeFile(at('customers.ndjson'), ids.map((id) => `${JSON.stringify({ user_id: id })}\n`).join(''));
  await Promise.all(ids.map((id) => writeFile(at(`photos/${id}.jpg`), `${id.padEnd(10, '.')} picture`)));
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `c-${index + 1}`);

const reportLines = async () =>
  (await readFile(at('report.ndjson'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .sort((a, b) => a.line - b.line);

describe('npm run import', () => {
  it('imports all, waits until their faces are in, and ends with 0', async () => {
    await customers(numbered(30));
    const { status, out } = await run(importFile('--source', 'core-bank', '--keep-photos'));
    expect([status, out]).toEqual([0, expect.stringContaining('All 30 customers are in.')]);
    expect(out).toMatch(/^indexed {8}30$/m);
    expect([...service.users.values()].map(({ isIn, indexed }) => [isIn, indexed])).toEqual(
      Array.from({ length: 30 }, () => [true, 1]),
    );
    expect(service.users.get('c-7')).toMatchObject({ source: 'core-bank', keepPhoto: 'true' });
  });

  it('sends no picture twice: a second run only asks', async () => {
    await customers(numbered(40));
    await run(importFile());
    const { posts } = service.seen;
    const { status, out } = await run(importFile());
    expect([status, out]).toEqual([0, expect.stringMatching(/^already there {2}40$/m)]);
    expect(service.seen.posts).toBe(posts);
  });

  it('brings all into another collection when it is told to, and sends none twice there', async () => {
    await customers(numbered(12));
    await run(importFile());
    service.told.collection = 'others';
    const only = await run(importFile());
    expect(only.out).toMatch(/^already there {2}12$/m);
    const again = await run(importFile('--again'));
    expect([again.status, again.out]).toEqual([0, expect.stringMatching(/^indexed {8}12$/m)]);
    const more = await run(importFile('--again'));
    expect([more.status, more.out]).toEqual([0, expect.stringMatching(/^already there {2}12$/m)]);
    for (const { collection, indexed } of service.users.values())
      expect([collection, indexed]).toEqual(['others', 2]);
  });

  it('takes what the line says before what the options say', async () => {
    await customers([]);
    await writeFile(at('photos/one.png'), 'face-one picture');
    const line = {
      user_id: 'c-1',
      photo: 'one.png',
      metadata: { plan: 'gold' },
      source: 'crm',
      keep_photo: false,
    };
    await writeFile(at('customers.ndjson'), JSON.stringify(line));
    const { status } = await run(importFile('--source', 'core-bank', '--keep-photos'));
    expect(status).toBe(0);
    expect(service.users.get('c-1')).toMatchObject({
      metadata: { plan: 'gold' },
      source: 'crm',
      keepPhoto: null,
    });
  });

  it('names each line that is left out, imports the others, and ends with 1', async () => {
    await customers(['good', 'busy', 'erased', 'nobody', 'unlucky']);
    service.add('busy', 'in_review');
    service.add('erased', 'erased');
    await writeFile(at('photos/nobody.jpg'), NO_FACE);
    await writeFile(at('photos/unlucky.jpg'), NOT_INDEXED);
    await writeFile(at('photos/huge.jpg'), Buffer.alloc(8_000_001));
    await writeFile(at('photos/both.jpg'), 'x');
    await writeFile(at('photos/both.png'), 'x');
    await symlink('/etc/hostname', at('photos/link.jpg'));
    const bad = [
      'no json',
      '{"user_id":"bad id"}',
      '{"user_id":"x","colour":"red"}',
      '{"user_id":"x","metadata":{"n":1546130668394913822}}',
      '{"user_id":"x","photo":"../secret.jpg"}',
      '{"user_id":"link"}',
      '{"user_id":"missing"}',
      '{"user_id":"huge"}',
      '{"user_id":"both"}',
      '{"user_id":"x","photo":"https://photos.example/x.jpg"}',
      '{"user_id":"good"}',
      '',
      `{"user_id":"x","metadata":{"n":"${'x'.repeat(70_000)}"}}`,
    ];
    const good = await readFile(at('customers.ndjson'), 'utf8');
    await writeFile(at('customers.ndjson'), `${good}${bad.join('\r\n')}`);
    const { status, out, err } = await run(importFile('--report', at('report.ndjson')));
    expect([status, out]).toEqual([1, expect.stringContaining('Not all are in.')]);
    expect(out).toMatch(/^indexed {8}1$/m);
    expect(out).toMatch(/^ {2}invalid_line: 6, lines 6–10, 18$/m);
    expect(err).toContain('line 16 (good): The user_id stands on line 1 already');
    expect((await reportLines()).map(({ line, result, code }) => [line, code ?? result])).toEqual([
      [1, 'indexed'],
      [2, 'wrong_status'],
      [3, 'gone'],
      [4, 'no_face_in_id_photo'],
      [5, 'ilive_refused'],
      [6, 'invalid_line'],
      [7, 'invalid_line'],
      [8, 'invalid_line'],
      [9, 'invalid_line'],
      [10, 'invalid_line'],
      [11, 'photo_outside'],
      [12, 'photo_missing'],
      [13, 'image_too_large'],
      [14, 'photo_ambiguous'],
      [15, 'photo_host'],
      [16, 'repeated_user_id'],
      [18, 'invalid_line'],
    ]);
  });

  it('counts each pair once, and names it in the report', async () => {
    await customers(['a', 'b', 'c']);
    for (const id of ['a', 'b']) await writeFile(at(`photos/${id}.jpg`), `same-face- of ${id}`);
    await run(importFile());
    const { out } = await run(importFile('--report', at('report.ndjson')));
    expect(out).toMatch(/^pairs found {4}1 {3}customers who may be one person/m);
    expect((await reportLines()).map(({ duplicates }) => duplicates)).toEqual([
      [{ user_id: 'b', similarity: 0.9 }],
      [{ user_id: 'a', similarity: 0.9 }],
      [],
    ]);
  });

  it('gets all in through faults of every kind, each face once', async () => {
    const faults: Fault[] = [
      'busy',
      null,
      null,
      'limited',
      null,
      'cut',
      null,
      null,
      'lost',
      'slow',
      null,
      'error',
      null,
    ];
    service.told.fault = (request) => faults[request % faults.length] ?? null;
    await customers(numbered(20));
    const { status, out } = await run(importFile());
    expect([status, out]).toEqual([0, expect.stringMatching(/^indexed {8}20$/m)]);
    expect([...service.users.values()].filter(({ indexed }) => indexed !== 1)).toEqual([]);
  });

  it('killed at any moment, goes on where it was', async () => {
    const ids = numbered(60);
    await customers(ids);
    let kills = 0;
    for (const posts of [1, 2, 5, 11, 17, 29]) {
      const ended = await run(importFile('--report', at('report.ndjson')), {
        started(child) {
          const from = service.seen.posts;
          service.told.onPost = () => {
            if (service.seen.posts - from >= posts) child.kill('SIGKILL');
          };
        },
      });
      service.told.onPost = () => {};
      if (ended.status === null) kills += 1;
    }
    expect(kills).toBeGreaterThanOrEqual(5);
    const { status, out } = await run(importFile('--report', at('report.ndjson')));
    expect([status, out]).toEqual([0, expect.stringContaining('All 60 customers are in.')]);
    expect([...service.users.keys()].sort()).toEqual([...ids].sort());
    expect([...service.users.values()].filter(({ indexed }) => indexed !== 1)).toEqual([]);
    expect(await reportLines()).toHaveLength(60);
  });

  it.each([
    'SIGINT',
    'SIGTERM',
  ] as const)('on %s ends what is in flight and says how to go on', async (signal) => {
    await customers(numbered(60));
    const ended = await run(importFile('--report', at('report.ndjson')), {
      started(child) {
        service.told.onPost = () => {
          if (service.seen.posts === 9) child.kill(signal);
        };
      },
    });
    service.told.onPost = () => {};
    expect([ended.status, ended.out]).toEqual([
      130,
      expect.stringContaining('Run the same command again to go on'),
    ]);
    const reported = (await reportLines()).map(({ user_id }) => user_id);
    expect(reported.sort()).toEqual([...service.users.keys()].sort());
    expect(reported.length).toBeLessThan(60);
    expect(Number(/^not sent {7}(\d+)$/m.exec(ended.out)?.[1])).toBe(60 - reported.length);
    expect((await run(importFile())).status).toBe(0);
  });

  it('interrupted while it looks for the service, ends at once', async () => {
    await customers(['a']);
    let child: ChildProcess | null = null;
    service.told.fault = () => {
      child?.kill('SIGINT');
      return 'busy';
    };
    const { status, err } = await run(importFile(), {
      started(started) {
        child = started;
      },
    });
    expect([status, err]).toEqual([130, expect.stringContaining('before anything was sent')]);
  });

  it('holds no more than it says: requests in flight, and faces on their way', async () => {
    await customers(numbered(1_200));
    // Nothing is indexed until the import has stopped to send.
    let isFull = false;
    service.told.isHeld = () => {
      isFull ||= service.lane.length >= 1_000;
      return !isFull;
    };
    const { status } = await run(importFile('--at-once', '5'));
    expect(status).toBe(0);
    expect(service.seen.mostInFlight).toBeLessThanOrEqual(5);
    expect(service.seen.mostPending).toBeGreaterThanOrEqual(1_000);
    expect(service.seen.mostPending).toBeLessThanOrEqual(1_005);
  });

  it('reads a file that does not fit into its memory', async () => {
    const HEAP_MB = 64;
    const note = 'x'.repeat(400);
    const lines = function* () {
      for (let n = 0; n < 200_000; n += 1)
        yield `${JSON.stringify({ user_id: `c-${n}`, photo: 'none.jpg', metadata: { note } })}\n`;
    };
    await pipeline(Readable.from(lines()), createWriteStream(at('customers.ndjson')));
    const { status, out } = await run(importFile('--dry-run', '--report', at('report.ndjson')), {
      flags: [`--max-old-space-size=${HEAP_MB}`],
    });
    expect([status, out]).toEqual([1, expect.stringContaining('photo_missing: 200,000, lines 1–200000')]);
  });
});
