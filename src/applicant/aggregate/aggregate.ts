/** One applicant. Each change is decided, appended and scheduled synchronously, without an `await`. */
import type { Command, Outcome } from '#src/core/commands.ts';
import { decide } from '#src/core/decide.ts';
import type { State } from '#src/core/model.ts';
import type { Policy } from '#src/core/policy.ts';
import type { Result } from '#src/core/result.ts';
import { isErased } from '#src/core/status.ts';
import type { ChainedEvent } from '#src/event-log/hash-chain.ts';
import { createAlarm } from '../schedule/alarm.ts';
import type { ScheduleInput } from '../schedule/due-times.ts';
import { createRowStatus } from '../schedule/row-status.ts';
import { createSchedule } from '../schedule/schedule.ts';
import { createCursorStore } from '../storage/cursor.ts';
import { createLogStore } from '../storage/log-store.ts';
import { createOutbox, type Outbox } from '../storage/outbox.ts';
import { createOutboxStore } from '../storage/outbox-store.ts';
import { createRetryStore, type Retry } from '../storage/retry-store.ts';
import { createRowFinding } from '../storage/row-finding.ts';
import { createSideDataStore, type SideDataEntry } from '../storage/side-data.ts';
import { allOrNothing } from './all-or-nothing.ts';
import { createFirstIndexCall } from './first-index-call.ts';
import { createGuardedSideData, removeObsolete } from './guarded-side-data.ts';
import { createLoggedState } from './logged-state.ts';
import { createPhotoClearing } from './photo-clearing.ts';
import { announce } from './replay.ts';
import type { AggregateSettings } from './settings.ts';
import { unfinishedOf } from './unfinished.ts';
import { createWaitingStep } from './waiting-step.ts';

/** Who caused a change: `api_key:<name>`, `reviewer:<e-mail>`, `ilive`, `applicant`, `clock` or `service`. */
export type Actor = string;

/** The answer to a command: the events that it led to, or the refusal. */
export type Handled = Result<readonly ChainedEvent[]>;

/** The aggregate of one object. */
export type Aggregate = ReturnType<typeof createAggregate>;

/**
 * Creates the aggregate: replays the log, and takes commands from then on.
 * @param appended called after each append, before anything else can run: something may be due
 * @throws `UnreadableLog`, or another error for a stored cursor or waiting step that cannot be parsed. Nothing is
 * written then
 */
export function createAggregate(
  storage: DurableObjectStorage,
  { retention, dueMs, notifies }: AggregateSettings,
  appended: (events: readonly ChainedEvent[]) => void,
) {
  const sideData = createSideDataStore(storage);
  const outbox = createOutbox(createOutboxStore(storage), notifies);
  const log = createLoggedState(createLogStore(storage, sideData));
  outbox.enqueue(log.news);
  const waiting = createWaitingStep(createRetryStore(storage));
  const photos = createPhotoClearing(createCursorStore(storage));
  const row = createRowStatus(() => log.state);
  const alarm = createAlarm(storage);
  const firstIndexCall = createFirstIndexCall();
  let isResumed = true;
  const undoable = [alarm, row, waiting, outbox];

  function scheduleInputFor(state: State): ScheduleInput {
    const notifyAt = outbox.next()?.dueAt ?? null;
    return {
      state,
      retry: waiting.current,
      row: row.current,
      photos: photos.cursor,
      notifyAt,
      retention,
      dueMs,
    };
  }

  function scheduleInput(): ScheduleInput | null {
    return log.state && scheduleInputFor(log.state);
  }

  function handle(
    command: Command,
    actor: Actor,
    policy: Policy,
    now: number,
    sideDataEntries: readonly SideDataEntry[] = [],
  ): Handled {
    const { state: from } = log;
    const answer = decide(from, command, now, policy);
    if (!answer.ok) return answer;
    if (answer.value.length === 0) return { ok: true, value: [] };
    const entry = { events: answer.value, at: new Date(now).toISOString(), actor, sideDataEntries };
    const { events, replayed } = allOrNothing(undoable, () =>
      log.append(entry, (chained, next) => {
        if (next?.changedSeq !== from?.changedSeq) row.markDue();
        if (command.type === 'record') waiting.clear();
        outbox.startCursor(from?.seq ?? 0);
        if (!next) return;
        removeObsolete(sideData, chained, next);
        alarm.arm(scheduleInputFor(next), now, 'earlier');
      }),
    );
    isResumed = false;
    const { state: next } = replayed;
    // An erasure makes the clearing of R2 due at once, even after a failed try.
    if (next && isErased(next) && from && !isErased(from)) photos.endPause();
    outbox.enqueue(replayed.news);
    firstIndexCall.notice(events, next);
    announce(events, replayed);
    appended(events);
    return { ok: true, value: events };
  }

  return {
    get state(): State | null {
      return log.state;
    },
    /** Whether this instance has appended nothing yet: an attempt at what is due may have ended in a crash before. */
    get isResumed(): boolean {
      return isResumed;
    },
    /** The hash of the newest event other than `photo_viewed`. */
    get headHash(): string {
      return log.headHash;
    },
    /** Returns the events after a `seq`, oldest first. */
    events: log.events,
    /** The input of the due times. Null while there is no applicant. */
    get scheduleInput(): ScheduleInput | null {
      return scheduleInput();
    },
    /** What the object has failed to do so far. Null when there never was anything, and while there is no applicant. */
    get unfinished() {
      return log.state && unfinishedOf(log.state, outbox.undelivered(), waiting.current);
    },
    /** Sets the alarm. */
    schedule: createSchedule(alarm, scheduleInput),
    /** What is known of the row in D1. */
    row,
    /** What this object found wrong with its row since the night last asked. */
    rowFinding: createRowFinding(storage),
    photos,
    firstIndexCall,
    sideData: createGuardedSideData(sideData, () => log.state),

    /**
     * Lets the core decide about a command and appends the events. `sideDataEntries` are stored in the same transaction,
     * `now` is in ms since the epoch.
     */
    handle,

    /** Lets the core judge the outcome of a step and appends the event that follows, if any. */
    handleOutcome(outcome: Outcome, policy: Policy, now: number): Handled {
      return handle({ type: 'record', outcome }, 'service', policy, now);
    },

    /** Stores when a step that failed, or that the rate limiter held back, is due. */
    postpone(retry: Retry, now: number): void {
      const { state } = log;
      if (!state) return;
      allOrNothing(undoable, () =>
        storage.transactionSync(() => {
          // Backoff and rate limiter give fractions of a millisecond; the column `wake_ms` in D1 takes integers only.
          waiting.put({ ...retry, dueAt: Math.ceil(retry.dueAt) });
          alarm.arm(scheduleInputFor(state), now, 'earlier');
        }),
      );
    },

    /** Returns the next notification with its due time, or null when none is waiting. */
    nextNotification: outbox.next,

    /** Changes the outbox, in one transaction. */
    outbox<T>(change: (box: Outbox) => T): T {
      return allOrNothing(undoable, () => storage.transactionSync(() => change(outbox)));
    },
  };
}
