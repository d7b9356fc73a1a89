import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLocalService, type LocalService } from '../support/local-service.ts';
import { FULL } from '../support/scale.ts';
import { type CallName, type Moment, type StoppingIlive, startStoppingIlive } from './stopping-ilive.ts';

const PORT = 18_787;
const ILIVE_PORT = 18_790;

/** Two photos each of three people: nobody is anybody's duplicate. */
const PEOPLE = [
  { idPhoto: 'cage.jpg', face: 'cage2_crop.jpg' },
  { idPhoto: 'bieber_small.jpg', face: 'Justin-Bieber2_crop.jpg' },
  { idPhoto: 'franck_02045.jpg', face: 'franck_04117.jpg' },
] as const;

type Cell = Pick<Moment, 'call' | 'side'>;

const CALLS: CallName[] = ['result', 'photo', 'compare', 'create collection', 'index', 'search'];
const ALL: Cell[] = [
  { call: 'webhook', side: 'after' },
  ...CALLS.flatMap((call): Cell[] => [
    { call, side: 'before' },
    { call, side: 'after' },
  ]),
];
/** Killed at the same moment: where the one call that must not be made twice has taken effect, and where nothing is done yet. */
const MOST_TELLING: Cell[] = [
  { call: 'index', side: 'after' },
  { call: 'webhook', side: 'after' },
];
/** Each round is one kill. */
const ROUNDS: Cell[][] = FULL ? ALL.map((cell) => [cell]) : [MOST_TELLING];

/** The alarm stands that far behind the verdict. */
const NET_MS = 30_000;
/** The net, and time for the calls. */
const RESUMED_WITHIN_MS = 60_000;

let service: LocalService;
let ilive: StoppingIlive;

beforeAll(async () => {
  service = await createLocalService({ port: PORT, ilivePort: ILIVE_PORT });
  const { iliveApiKey, iliveWebhookSecret } = service.secrets;
  ilive = await startStoppingIlive(ILIVE_PORT, iliveApiKey, iliveWebhookSecret);
  await service.start();
});

afterEach(() => ilive.forgetFaces());

afterAll(async () => {
  await service?.remove();
  await ilive?.close();
});

/** Brings a new applicant to that moment. */
async function stoppedAt(cell: Cell, person: (typeof PEOPLE)[number]): Promise<string> {
  const user = `user-${crypto.randomUUID()}`;
  await service.customer.create(user);
  await service.customer.uploadIdPhoto(user, await ilive.photo(person.idPhoto));
  const { session_id } = await service.customer.start(user);
  const reached = ilive.until({ user, ...cell });
  await ilive.capture(session_id, await ilive.photo(person.face));
  await reached;
  await ilive.idle();
  return user;
}

/** Waits until the service says of itself, with nobody asking, that the last check was made. */
async function finishedByItself(user: string): Promise<number> {
  const start = Date.now();
  const isLast = (line: string) => line.includes(user) && line.includes('"type":"faces_searched"');
  while (!(await service.log()).split('\n').some(isLast)) {
    if (Date.now() - start > RESUMED_WITHIN_MS) throw new Error(`${user} was not resumed`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return Date.now() - start;
}

async function expectOnboarded(user: string): Promise<void> {
  expect(await service.customer.read(user)).toMatchObject({
    status: 'approved',
    match: { outcome: 'match' },
    dedupe: { outcome: 'unique' },
  });
  expect(ilive.facesOf(user)).toBe(1);
}

const named = (cells: readonly Cell[]) => cells.map(({ call, side }) => `${side} the ${call}`).join(' and ');

describe('killing the whole service', () => {
  it.each(
    ROUNDS.map((cells) => [named(cells), cells] as const),
  )('%s: the alarm alone finishes the onboarding, with one face', async (name, cells) => {
    const users: string[] = [];
    for (const [index, cell] of cells.entries()) users.push(await stoppedAt(cell, PEOPLE[index]!));
    await service.kill();
    await service.start();
    for (const user of users) {
      const ms = await finishedByItself(user);
      process.stdout.write(`killed ${name}: finished ${ms} ms after the restart\n`);
      await expectOnboarded(user);
    }
  });

  it('in the middle of a run: whoever looks first sets it going again, without the alarm', async () => {
    const user = await stoppedAt({ call: 'photo', side: 'after' }, PEOPLE[2]);
    await service.kill();
    await service.start();
    const { liveness } = await service.customer.read(user);
    const after = await service.customer.decided(user, liveness!.session_id);
    const tookMs = Date.parse(after.decided_at!) - Date.parse(liveness!.decided_at!);
    expect(tookMs).toBeLessThan(NET_MS);
    await expectOnboarded(user);
  });
});
