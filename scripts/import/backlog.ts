/** Those whose picture the service has taken and whose face is not indexed yet: asked for until it is. */
import { type Applicant, type Outcome, standingOf } from './outcome.ts';
import type { Clock } from './pace.ts';
import type { Absent } from './service.ts';

/** A customer on the way into the collection. */
export type Pending = {
  readonly line: number;
  readonly userId: string;
  /** Of the bytes of the picture, in hex. */
  readonly sha256: string;
  /** Whether this run has given it. */
  readonly isNew: boolean;
};

/** The list of them. */
export type Backlog = {
  /** Adds one; waits while there are as many as may be. */
  add(pending: Pending): Promise<void>;
  /** Asks until all are in. Ends once `close` was called and none is left, or when the run stops. */
  follow(): Promise<void>;
  /** None is added any more. */
  close(): void;
  /** Those that are left. */
  left(): readonly Pending[];
  /** How many. */
  readonly size: number;
};

type Waiting = { readonly pending: Pending; askAt: number; waitMs: number };

/** What it depends on. */
export type BacklogPorts = {
  readonly read: (userId: string) => Promise<Applicant | Absent>;
  readonly finish: (pending: Pending, outcome: Outcome) => Promise<void>;
  readonly clock: Clock;
  /** Aborted when the run stops. */
  readonly stop: AbortSignal;
};

/** So many keep the service's lane full at every tier, and few enough to hold in memory and in its bucket. */
export const MOST_PENDING = 1_000;
const ASKED_AT_ONCE = 8;
const FIRST_WAIT_MS = 250;
/** Between two looks at one, and between two looks at any. */
const MOST_WAIT_MS = 60_000;
const LEAST_PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 5_000;

/** Makes an empty one. */
export function createBacklog({ read, finish, clock, stop }: BacklogPorts): Backlog {
  let left: Waiting[] = [];
  let isClosed = false;
  let roomFor: (() => void)[] = [];

  /** @returns whether it is settled */
  async function ask(waiting: Waiting): Promise<boolean> {
    const { pending } = waiting;
    const seen = await read(pending.userId);
    const outcome = seen === 'not_answered' ? null : seen === 'absent' ? ABSENT : outcomeOf(seen, pending);
    if (outcome !== null) await finish(pending, outcome);
    waiting.askAt = clock.now() + waiting.waitMs;
    waiting.waitMs = Math.min(2 * waiting.waitMs, MOST_WAIT_MS);
    return outcome !== null;
  }

  /** Asks the oldest that are due, and goes on while some of them are in: they are indexed nearly in turn. */
  async function askOldest(): Promise<number> {
    const now = clock.now();
    const due = left.filter(({ askAt }) => askAt <= now);
    let settled = 0;
    for (let from = 0; from < due.length; from += ASKED_AT_ONCE) {
      const asked = due.slice(from, from + ASKED_AT_ONCE);
      const isSettled = await Promise.all(asked.map(ask));
      const gone = new Set(asked.filter((_, index) => isSettled[index]));
      if (gone.size === 0) break;
      left = left.filter((waiting) => !gone.has(waiting));
      settled += gone.size;
      for (const go of roomFor.splice(0, gone.size)) go();
    }
    return settled;
  }

  return {
    left: () => left.map(({ pending }) => pending),

    get size() {
      return left.length;
    },

    async add(pending) {
      while (left.length >= MOST_PENDING && !stop.aborted) await new Promise<void>((go) => roomFor.push(go));
      left.push({ pending, askAt: clock.now(), waitMs: FIRST_WAIT_MS });
    },

    close() {
      isClosed = true;
    },

    async follow() {
      const wake = () => {
        for (const go of roomFor) go();
        roomFor = [];
      };
      stop.addEventListener('abort', wake, { once: true });
      for (let waitMs = FIRST_WAIT_MS; !stop.aborted && !(isClosed && left.length === 0); ) {
        await clock.sleep(waitMs).catch(() => {});
        if (stop.aborted) return;
        const settled = await askOldest();
        waitMs = settled > 0 ? LEAST_PAUSE_MS : Math.min(MOST_PAUSE_MS, 2 * waitMs);
      }
    },
  };
}

/** What an applicant shows of a picture that was taken. @returns null while the face is on its way */
export function outcomeOf(
  applicant: Applicant,
  { sha256, isNew }: Pick<Pending, 'sha256' | 'isNew'>,
): Outcome | null {
  const standing = standingOf(applicant, sha256);
  switch (standing.kind) {
    case 'on_its_way':
      return null;
    case 'refused':
      return { result: 'refused', refusal: standing.refusal };
    case 'not_there':
      return { result: 'refused', refusal: REPLACED };
    case 'in':
      return { result: isNew ? 'indexed' : 'already_there', duplicates: standing.duplicates };
  }
}

const REPLACED = {
  code: 'replaced',
  detail:
    'Another picture of the customer was given meanwhile: is another import running? Decide which one counts.',
};
const ABSENT: Outcome = {
  result: 'refused',
  refusal: {
    code: 'applicant_not_found',
    detail: 'The service does not know the customer any more: run the import again.',
  },
};
