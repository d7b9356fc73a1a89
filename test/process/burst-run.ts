/** Many verdicts at one moment, and what becomes of them. */
import { createHmac } from 'node:crypto';
import type { LocalService } from '../support/local-service.ts';
import { pictureOf } from '../support/picture.ts';
import type { IliveStub } from './ilive-stub.ts';

/** What was seen of a burst. Times in ms. */
export type Burst = {
  /** v2 calls that iLive took, and those that it refused for their rate. */
  readonly taken: number;
  readonly refused: number;
  /** From the first webhook to the last one's 200: so long the machine was busy with them. */
  readonly takenInMs: number;
  /** From the first to the last v2 call. */
  readonly drainMs: number;
  /** From the webhook's 200 to the search, of whoever waited longest. */
  readonly longestWaitMs: number;
  /** How much later a verdict came in than one that it overtook: the largest lead. */
  readonly overtakenByMs: number;
  readonly statuses: ReadonlyMap<string, number>;
};

/**
 * Requests under way at the same time: as fast as one process takes them in. All at once would jam it for a quarter of a
 * minute, and late starts would be its doing; the objects of the deployed service do not share a thread.
 */
const AT_ONCE = 24;
const POLL_MS = 250;
/** How long after the tier's own bound everybody must be decided. */
const GRACE_MS = 120_000;

/** Makes that many applicants, with a photo and an open session each. */
export async function prepare({ customer }: LocalService, count: number): Promise<readonly string[]> {
  const users = Array.from({ length: count }, (_, index) => `burst-${String(index).padStart(5, '0')}`);
  await each(users, async (user) => {
    await customer.create(user);
    await customer.uploadIdPhoto(user, pictureOf(user));
    await customer.start(user);
  });
  return users;
}

/** Delivers all verdicts as fast as they are taken and waits until everybody is decided. */
export async function burst(
  service: LocalService,
  stub: IliveStub,
  users: readonly string[],
  boundMs: number,
): Promise<Burst> {
  const storedAt = new Map<string, number>();
  const start = Date.now();
  await each(users, async (user) => {
    await deliver(service, user);
    storedAt.set(user, Date.now());
  });
  const deadline = Date.now() + boundMs + GRACE_MS;
  const searched = () => new Set(stub.calls.flatMap((it) => (isSearch(it) ? [it.user] : [])));
  while (searched().size < users.length && Date.now() < deadline) await sleep(POLL_MS);
  const statuses = new Map<string, number>();
  await each(users, async (user) => {
    let { status } = await service.customer.read(user);
    while (status === 'verifying' && Date.now() < deadline) {
      await sleep(POLL_MS);
      ({ status } = await service.customer.read(user));
    }
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  });

  const taken = stub.calls.filter((call) => call.status !== 429);
  const at = stub.calls.map((call) => call.at);
  const waits = stub.calls.filter(isSearch).map((call) => call.at - (storedAt.get(call.user) ?? 0));
  return {
    taken: taken.length,
    refused: stub.calls.length - taken.length,
    takenInMs: Math.max(...storedAt.values()) - start,
    drainMs: Math.max(...at) - Math.min(...at),
    longestWaitMs: Math.max(...waits),
    overtakenByMs: largestLead([...new Set(stub.calls.map((call) => call.user))], storedAt),
    statuses,
  };
}

function isSearch({ name, status }: IliveStub['calls'][number]): boolean {
  return name === 'search' && status === 200;
}

/** The verdict, signed as iLive signs it; delivered once more if it was not taken, as iLive does. */
async function deliver({ serviceUrl, secrets }: LocalService, user: string): Promise<void> {
  const body = JSON.stringify({
    event: 'liveness.verdict',
    session_id: `session-${user}`,
    verdict: 'pass',
    confidence: 0.9,
    reference_id: user,
  });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const hex = createHmac('sha256', secrets.iliveWebhookSecret).update(`${timestamp}.${body}`).digest('hex');
  const headers = { 'x-ilive-signature': `sha256=${hex}`, 'x-ilive-timestamp': timestamp };
  const post = async () => {
    const answer = await fetch(`${serviceUrl}/webhooks/ilive`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return answer.status;
  };
  const first = await post().catch(() => 503);
  const status = first < 500 ? first : await post();
  if (status !== 200) throw new Error(`the webhook was answered with ${status}`);
}

/** @param came the users in the order of their first v2 call */
function largestLead(came: readonly string[], storedAt: ReadonlyMap<string, number>): number {
  let latest = 0;
  let lead = 0;
  for (const user of came) {
    const at = storedAt.get(user);
    // Whose collection is created, nobody can tell.
    if (at === undefined) continue;
    latest = Math.max(latest, at);
    lead = Math.max(lead, latest - at);
  }
  return lead;
}

async function each(users: readonly string[], work: (user: string) => Promise<void>): Promise<void> {
  const left = [...users];
  const worker = async () => {
    for (let user = left.shift(); user !== undefined; user = left.shift()) await work(user);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
