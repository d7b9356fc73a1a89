/** Opens a Durable Object: replays its log and resumes its background tasks. */
import type { Services } from '#src/config/services.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { type Aggregate, createAggregate } from './aggregate/aggregate.ts';
import type { AggregateSettings } from './aggregate/settings.ts';
import { type Background, createBackground } from './background/background.ts';
import { notifySubscribers } from './live-updates.ts';
import type { ApiUploads } from './storage/api-uploads.ts';
import { applicantShown } from './views/views.ts';

/** The aggregate, and the background tasks that work on it. */
export type Opened = { readonly aggregate: Aggregate; readonly background: Background };

/**
 * Opens the object.
 * @param uploads begin to count anew where the log does
 * @param services throws while the settings are not ready
 * @returns null when this version cannot read what the object stores; nothing has been written then
 */
export function openApplicant(
  ctx: DurableObjectState,
  settings: AggregateSettings,
  uploads: ApiUploads,
  services: () => Services,
): Opened | null {
  try {
    const aggregate = createAggregate(ctx.storage, settings, (events) => {
      uploads.follow(events);
      void background.work();
      notifySubscribers(ctx, aggregate.state);
    });
    const background = createBackground({
      aggregate,
      services,
      view: (state) => applicantShown(aggregate, state, services()),
      responseSent: async () => {
        await ctx.storage.sync();
        await new Promise((resolve) => setTimeout(resolve, 0));
      },
    });
    return { aggregate, background };
  } catch (error) {
    // Not only the log: a stored cursor or waiting step that cannot be parsed must not be guessed either.
    log('error', 'log_unreadable', { object_id: ctx.id.toString(), ...whereabouts(error) });
    return null;
  }
}

/** Reads the alarm's time and resumes what is due. Await it before the first request. */
export async function resume({ aggregate, background }: Opened): Promise<void> {
  await aggregate.schedule.read();
  // An overdue alarm may mean that the D1 row is behind. The row must be written before the alarm moves on.
  if (aggregate.schedule.isOverdue(Date.now())) aggregate.row.recheck();
  // After a crash the first request resumes the work; the alarm does it when no request comes.
  if (background.isDue()) void background.work();
}
