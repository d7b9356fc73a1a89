/** The comparison of a photo that is on its way to R2: it begins meanwhile, and its outcome waits until the photo is in the log. */
import type { Outcome } from '../core/commands.ts';
import { stepAfter } from '../core/step-after.ts';
import { stepKey } from '../core/steps.ts';
import type { Picture } from '../ilive/client.ts';
import { log, whereabouts } from '../log.ts';
import type { World } from '../world.ts';
import type { Journal } from './journal.ts';
import type { Pace } from './pace.ts';
import type { StepOf } from './performed.ts';
import type { Compared, PicturePort } from './ports.ts';

/** What it needs of the run. */
export type EarlyRun = {
  readonly journal: Journal;
  readonly world: World;
  readonly pictures: Pick<PicturePort, 'get'>;
  readonly pace: Pace;
};

/** Of one run. It changes nothing at iLive, so that one whose photo is never stored costs a call and nothing else. */
export function createEarlyCompare({ journal, world: { ilive, config }, pictures, pace }: EarlyRun) {
  const begun = new Map<string, Promise<Compared | null>>();

  /** What the log will call for; a photo that is too poor, or comes too late, is compared with nothing. */
  function following(outcome: Outcome): StepOf<'compare'> | null {
    const step = journal.state && stepAfter(journal.state, outcome, Date.now(), config.policy);
    return step?.type === 'compare' ? step : null;
  }

  async function compare(
    step: StepOf<'compare'>,
    outcome: Outcome,
    photo: Picture,
  ): Promise<Compared | null> {
    const idPhoto = await pictures.get(step.idPhotoKey);
    if (!idPhoto || !(await pace.ahead(step))) return null;
    // The world may have gone on: asked right before a face leaves the house.
    const still = following(outcome);
    if (!still || stepKey(still) !== stepKey(step)) return null;
    return ilive.compare(photo, idPhoto, config.MATCH_THRESHOLD);
  }

  return {
    /** Begins it, if the outcome that is still to be recorded leads to it and iLive's tier has room soon. Never throws. */
    begin(outcome: Outcome, photo: Picture): void {
      const step = following(outcome);
      if (!step) return;
      const early = compare(step, outcome, photo).catch((error) => {
        log('warn', 'early_compare_failed', { ...whereabouts(error) });
        return null;
      });
      begun.set(stepKey(step), early);
    },
    /** iLive's answer, once; null where none was asked for. */
    async take(step: StepOf<'compare'>): Promise<Compared | null> {
      const early = begun.get(stepKey(step)) ?? null;
      begun.delete(stepKey(step));
      return early;
    },
  };
}
