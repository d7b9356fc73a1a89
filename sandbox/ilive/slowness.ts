import type { World } from '../world.ts';
import { readWishes } from './faults.ts';

/** Waits, if the reference asks for slowness. */
export async function waitIfSlow(world: World, reference: string | null): Promise<void> {
  if (readWishes(reference).faults.has('slow-')) await world.settings.sleep(world.settings.slowMs);
}
