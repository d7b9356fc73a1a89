import type { Memory } from './memory.ts';
import type { Settings } from './settings.ts';

/** What every route needs: settings, memory, and a place for work that outlives its request. */
export interface World {
  settings: Settings;
  memory: Memory;
  /** Lets `work` run on after the answer; it must not reject. */
  inBackground(work: Promise<void>): void;
  /** Resolves when no background work is left. */
  idle(): Promise<void>;
}

/** Makes a world around a memory. */
export function createWorld(settings: Settings, memory: Memory): World {
  const running = new Set<Promise<void>>();
  return {
    settings,
    memory,
    inBackground(work) {
      running.add(work);
      work.finally(() => running.delete(work));
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
