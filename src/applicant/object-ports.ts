/** The world of one applicant, as its steps need it. */

import type { State } from '../core/model.ts';
import type { Picture } from '../ilive/client.ts';
import { log } from '../log.ts';
import type { World } from '../world.ts';
import { isWanted } from './due.ts';
import type { Journal } from './journal.ts';
import type { Ports } from './ports.ts';
import { secretsOf, TOKEN_PURPOSE } from './session-secrets.ts';

/** Pictures stay in memory for as long as the ports live: one run. */
export function portsOf(journal: Journal, state: State, world: World): Ports {
  const { config, photos, ilive, seal } = world;
  const kept = new Map<string, Picture>();
  return {
    userId: state.userId,
    ilive,
    pictures: {
      async get(key) {
        const picture = kept.get(key) ?? (await photos.get(key));
        if (picture) kept.set(key, picture);
        return picture;
      },
      async put(kind, picture) {
        const stored = await insistently(() => photos.put(state.photoPrefix, kind, picture));
        kept.set(stored.key, picture);
        return stored;
      },
    },
    async token(sessionId) {
      const sealed = secretsOf(journal, sessionId)?.token;
      return sealed ? seal.open(sealed, TOKEN_PURPOSE) : null;
    },
    indexing(sessionId) {
      return journal.takeFirstIndex(sessionId) ? 'first_call' : 'unknown';
    },
    isWanted: (step) => isWanted(journal.state, step),
    settings: {
      collection: config.ILIVE_COLLECTION,
      matchThreshold: config.MATCH_THRESHOLD,
      duplicateThreshold: config.DUPLICATE_THRESHOLD,
      searchMaxResults: config.SEARCH_MAX_RESULTS,
    },
  };
}

const PUT_TRIES = 3;

/** The token may fetch the picture only once, so while it is in hand a passing failure of R2 must not cost it. */
async function insistently<T>(put: () => Promise<T>): Promise<T> {
  for (let left = PUT_TRIES - 1; left > 0; left -= 1) {
    try {
      return await put();
    } catch {
      log('warn', 'picture_put_again');
    }
  }
  return put();
}
