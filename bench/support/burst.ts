/** Many verdicts at one moment, and what becomes of them. */
import type { Customer } from '../../scripts/customer.ts';
import { pictureOf } from '../../test/support/picture.ts';
import { eachAtOnce } from './each.ts';
import type { IliveStub } from './ilive-stub.ts';
import { userNamed } from './onboard.ts';
import { deliverVerdict, type Receiver } from './verdict.ts';

/** The service as a burst needs it. */
export type Target = Receiver & { readonly customer: Customer };

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
export async function prepare({ customer }: Target, count: number): Promise<readonly string[]> {
  const users = Array.from({ length: count }, (_, index) => userNamed('burst', index));
  await eachAtOnce(AT_ONCE, users, async (user) => {
    await customer.create(user);
    await customer.uploadIdPhoto(user, pictureOf(user));
    await customer.start(user);
  });
  return users;
}

/** Delivers all verdicts as fast as they are taken and waits until everybody is decided. */
export async function burst(
  service: Target,
  stub: IliveStub,
  users: readonly string[],
  boundMs: number,
): Promise<Burst> {
  const storedAt = new Map<string, number>();
  const start = Date.now();
  await eachAtOnce(AT_ONCE, users, async (user) => {
    await deliverVerdict(service, { user, nth: 1 });
    storedAt.set(user, Date.now());
  });
  const deadline = Date.now() + boundMs + GRACE_MS;
  const searched = () => new Set(stub.calls.flatMap((it) => (isSearch(it) ? [it.user] : [])));
  while (searched().size < users.length && Date.now() < deadline) await sleep(POLL_MS);
  const statuses = new Map<string, number>();
  await eachAtOnce(AT_ONCE, users, async (user) => {
    let { status } = await service.customer.read(user);
    while (status === 'verifying' && Date.now() < deadline) {
      await sleep(POLL_MS);
      ({ status } = await service.customer.read(user));
    }
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  });

  const calls = stub.calls.filter(({ limited }) => limited);
  const taken = calls.filter((call) => call.status !== 429);
  const at = calls.map((call) => call.at);
  const waits = calls.filter(isSearch).map((call) => call.at - (storedAt.get(call.user) ?? 0));
  return {
    taken: taken.length,
    refused: calls.length - taken.length,
    takenInMs: Math.max(...storedAt.values()) - start,
    drainMs: Math.max(...at) - Math.min(...at),
    longestWaitMs: Math.max(...waits),
    overtakenByMs: largestLead([...new Set(calls.map((call) => call.user))], storedAt),
    statuses,
  };
}

function isSearch({ name, status }: IliveStub['calls'][number]): boolean {
  return name === 'search' && status === 200;
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

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
