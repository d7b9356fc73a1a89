/** The world of one applicant, as its steps need it. */

import type { Services } from '#src/config/services.ts';
import type { State } from '#src/core/model.ts';
import type { Picture } from '#src/ilive/multipart.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { isWanted } from '../schedule/due-times.ts';
import { secretsOf, TOKEN_PURPOSE } from '../storage/session-secrets.ts';
import type { Ports } from './ports.ts';

/** The token may fetch the picture only once, so while it is in hand a passing failure of R2 must not cost it. */
const PUT_TRIES = 3;

/** Pictures stay in memory for as long as the ports live: one run. */
export function portsOf(aggregate: Aggregate, state: State, services: Services): Ports {
  const { config, photos, ilive, seal } = services;
  const kept = new Map<string, Promise<Picture | CleanImage | null>>();

  function get(key: string): Promise<Picture | CleanImage | null> {
    const known = kept.get(key);
    if (known) return known;
    const asked = photos.get(key);
    const forget = () => kept.delete(key);
    kept.set(key, asked);
    // What was not there, or could not be had, is asked for anew.
    asked.then((picture) => picture ?? forget(), forget);
    return asked;
  }

  return {
    userId: state.userId,
    ilive,
    pictures: {
      get,
      async put(kind, picture) {
        const stored = await photos.put(state.photoPrefix, kind, picture, PUT_TRIES);
        kept.set(stored.key, Promise.resolve(picture));
        return stored;
      },
      expectIdPhoto() {
        const key = aggregate.state?.idPhoto?.key;
        if (key !== undefined) void get(key).catch(() => {});
      },
    },
    async token(sessionId) {
      const sealed = secretsOf(aggregate.sideData, sessionId)?.token;
      return sealed ? seal.open(sealed, TOKEN_PURPOSE) : null;
    },
    claimFirstIndexCall(sessionId) {
      return aggregate.firstIndexCall.claim(sessionId) ? 'first_call' : 'unknown';
    },
    isWanted: (step) => isWanted(aggregate.state, step),
    settings: {
      collection: config.ILIVE_COLLECTION,
      matchThreshold: config.MATCH_THRESHOLD,
      duplicateThreshold: config.DUPLICATE_THRESHOLD,
      searchFloor: config.searchFloor,
      searchMaxResults: config.SEARCH_MAX_RESULTS,
    },
  };
}
