/** Opens an object: replays its log and sets its work going again. */
import type { Services } from '#src/config/services.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { type Aggregate, createAggregate } from './aggregate/aggregate.ts';
import type { AggregateSettings } from './aggregate/settings.ts';
import { type Background, createBackground } from './background/background.ts';
import { notifySubscribers } from './live-updates.ts';
import { applicantShown } from './views/views.ts';

/** The log with what is done about it. */
export type Opened = { readonly aggregate: Aggregate; readonly background: Background };

/**
 * Opens the object; null where its log is none that this version can read. Then nothing has been touched.
 * @param services throws while the settings are not ready
 */
export function openApplicant(
  ctx: DurableObjectState,
  settings: AggregateSettings,
  services: () => Services,
): Opened | null {
  try {
    const aggregate = createAggregate(ctx.storage, settings, () => {
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
    // Of the side data, too, nothing may be guessed.
    log('error', 'log_unreadable', { object_id: ctx.id.toString(), ...whereabouts(error) });
    return null;
  }
}

/** Finds out where the alarm stands, and goes on with what is due. To be awaited before any request is let in. */
export async function resume({ aggregate, background }: Opened): Promise<void> {
  await aggregate.schedule.read();
  // An alarm that is overdue would have brought a row that is behind; whatever comes first must not move it on.
  if (aggregate.schedule.isOverdue(Date.now())) aggregate.row.doubt();
  // After a crash the first request sets the work going again; the alarm is for when none comes.
  if (background.isDue()) void background.work();
}
