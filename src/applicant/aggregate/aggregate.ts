/** The log and the state in step: every change is decided, appended and armed in one go, with no `await` between. */
import type { Command, Outcome, Refusal } from '#src/core/commands.ts';
import { decide } from '#src/core/decide.ts';
import type { EventType } from '#src/core/events.ts';
import { newestSession, type State } from '#src/core/model.ts';
import type { Policy } from '#src/core/policy.ts';
import { isErased } from '#src/core/status.ts';
import { UnreadableLog } from '#src/event-log/event-store.ts';
import { type ChainedEvent, FIRST_PREV_HASH } from '#src/event-log/hash-chain.ts';
import { createAlarm } from '../schedule/alarm.ts';
import type { RowCopy, ScheduleInput } from '../schedule/due-times.ts';
import { createSchedule } from '../schedule/schedule.ts';
import { createOutbox, type Outbox } from '../storage/outbox.ts';
import { createOutboxStore } from '../storage/outbox-store.ts';
import { spentSecrets } from '../storage/session-secrets.ts';
import { type Cursor, createStore, type Outdated, type Personal, type Retry } from '../storage/store.ts';
import { announce, makesIndexDue, replay } from './replay.ts';
import type { AggregateSettings } from './settings.ts';

/** Who caused a change: `api_key:<name>`, `reviewer:<e-mail>`, `ilive`, `applicant`, `clock` or `service`. */
export type Actor = string;

/** The answer to a command: the events that it led to, or the refusal. */
export type Handled =
  | { readonly ok: true; readonly events: readonly ChainedEvent[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** Events after which some session's token may have done its work. */
const ENDS_TOKENS: ReadonlySet<EventType> = new Set([
  'session_opened',
  'liveness_confirmed',
  'liveness_photo_stored',
  'liveness_photo_unavailable',
  'review_decided',
]);

const BEGUN: Cursor = { seq: 0, failures: 0, dueAt: 0 };
const ROW_DUE: RowCopy = { is: 'due', failedAt: null };

/** The aggregate of one object. */
export type Aggregate = ReturnType<typeof createAggregate>;

/**
 * Replays the log and takes commands from then on.
 * @param appended called after each append: something may be due
 * @throws `UnreadableLog`, and then nothing has been touched
 */
export function createAggregate(
  storage: DurableObjectStorage,
  { retention, notifies }: AggregateSettings,
  appended: () => void,
) {
  const store = createStore(storage);
  const outbox = createOutbox(createOutboxStore(storage, store), notifies);
  const loaded = store.load();
  const begun = replayLoaded(loaded);
  outbox.enqueue(begun.news);
  let { state } = begun;
  let retry = store.retry();
  let photos = store.cursor('photos') ?? BEGUN;
  // The alarm that the instance before this one left behind says when to write the row, should that be necessary.
  let row: RowCopy = { is: 'unknown', failedAt: null };
  let headHash = hashAt(loaded, state) ?? FIRST_PREV_HASH;
  const alarm = createAlarm(storage);

  /** The session whose face became due before the eyes of this instance, until its first index call is made. */
  let firstIndexCall: string | null = null;

  /** What was armed and moved inside a transaction that failed was not. */
  function orUndo<T>(work: () => T): T {
    const undo = alarm.rollback();
    const before = row;
    try {
      return work();
    } catch (error) {
      undo();
      row = before;
      outbox.reread();
      throw error;
    }
  }

  function storedWith(next: State, waiting: Retry | null): ScheduleInput {
    const notifyAt = outbox.next()?.dueAt ?? null;
    return { state: next, retry: waiting, row, photos, notifyAt, retention };
  }

  function stored(): ScheduleInput | null {
    return state && storedWith(state, retry);
  }

  return {
    get state(): State | null {
      return state;
    },
    /** All that the due times follow from; null while there is no applicant. */
    get scheduleInput(): ScheduleInput | null {
      return stored();
    },
    /** Of the newest event other than a look at a photo. */
    get headHash(): string {
      return headHash;
    },
    /** When the object is woken. */
    schedule: createSchedule(alarm, stored),
    events: store.events,
    personal: store.personal,

    /** Keeps something beside the log that erasure must remove, in place of what is outdated; not kept where it has removed everything. */
    keepPersonal(personal: Personal, outdated: Outdated): boolean {
      if (!state || isErased(state)) return false;
      store.dropOutdated(outdated);
      store.putPersonal([personal]);
      return true;
    },
    dropPersonal: store.dropPersonal,

    /** Asks the core and appends what it answers. */
    handle(
      command: Command,
      actor: Actor,
      policy: Policy,
      now: number,
      personal: readonly Personal[] = [],
    ): Handled {
      const answer = decide(state, command, now, policy);
      if (!answer.ok || answer.events.length === 0) return answer.ok ? { ok: true, events: [] } : answer;
      const at = new Date(now).toISOString();
      const entry = { events: answer.events, at, actor, personal };
      const waiting = command.type === 'record' ? null : retry;
      const from = state;
      let replayed = replay(from, []);
      const logged = orUndo(() =>
        store.append(entry, from?.seq ?? 0, (events) => {
          replayed = replay(from, events);
          const next = replayed.state;
          if (next?.changedSeq !== from?.changedSeq) row = ROW_DUE;
          if (retry && !waiting) store.clearRetry();
          outbox.begin(from?.seq ?? 0);
          if (!next) return;
          if (events.some((event) => ENDS_TOKENS.has(event.type)))
            store.putPersonal(spentSecrets(next, store));
          if (events.some((event) => event.type === 'applicant_erased')) store.clearPersonal();
          alarm.arm(storedWith(next, waiting), now, 'earlier');
        }),
      );
      const next = replayed.state;
      state = next;
      retry = waiting;
      headHash = hashAt(logged, next) ?? headHash;
      // An erasure does not wait for the end of a pause.
      if (next && isErased(next) && from && !isErased(from)) photos = { ...photos, dueAt: 0 };
      outbox.enqueue(replayed.news);
      firstIndexCall =
        next && makesIndexDue(logged) ? (newestSession(next)?.sessionId ?? null) : firstIndexCall;
      announce(logged, replayed);
      appended();
      return { ok: true, events: logged };
    },

    /** What a step brought back. */
    handleOutcome(outcome: Outcome, policy: Policy, now: number): Handled {
      return this.handle({ type: 'record', outcome }, 'service', policy, now);
    },

    /** A step failed for the moment. */
    postpone(failed: Retry, now: number): void {
      if (!state) return;
      // Backoff and pacer reckon in fractions; tables here and in D1 hold whole milliseconds.
      const kept = { ...failed, dueAt: Math.ceil(failed.dueAt) };
      const stored = storedWith(state, kept);
      orUndo(() => store.putRetry(kept, () => alarm.arm(stored, now, 'earlier')));
      retry = kept;
    },

    /** Whether no index call can have been made for that session yet; from now on it can. */
    claimFirstIndexCall(sessionId: string): boolean {
      const first = firstIndexCall === sessionId;
      firstIndexCall = null;
      return first;
    },

    /** D1 has confirmed the row as of that event; what was appended meanwhile is still to be written. */
    rowWritten(seq: number): void {
      row = state?.changedSeq === seq ? { is: 'current', failedAt: null } : ROW_DUE;
    },

    /** It has not (`now` in ms). */
    rowFailed(now: number): void {
      row = { ...row, failedAt: now };
    },

    /** The alarm has rung: whether the row is as it should be must be known before the alarm moves on. */
    rowInDoubt(): void {
      if (state?.standing.status === 'in_review' && row.is !== 'due') row = { is: 'compare', failedAt: null };
      else if (row.is === 'unknown') row = ROW_DUE;
    },

    /** The row must be written whatever is known of it. */
    rowOverdue(): void {
      row = ROW_DUE;
    },

    /** How far the clearing of R2 is. */
    photosAt(cursor: Cursor): void {
      store.putCursor('photos', cursor);
      photos = cursor;
    },

    /** The notification that is to be sent next, and since when or from when on. */
    nextNotification: outbox.next,

    /** Changes the outbox, in one transaction. */
    outbox<T>(change: (box: Outbox) => T): T {
      return orUndo(() => storage.transactionSync(() => change(outbox)));
    },
  };
}

/** A log that no state follows from is none that this version can read. */
function replayLoaded(log: readonly ChainedEvent[]) {
  try {
    return replay(null, log);
  } catch (error) {
    throw new UnreadableLog(error);
  }
}

/** The hash of the newest event that changed anything, if it is among these. */
function hashAt(events: readonly ChainedEvent[], state: State | null): string | undefined {
  return events.find(({ seq }) => seq === state?.changedSeq)?.hash;
}
