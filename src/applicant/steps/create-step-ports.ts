/** The ports of one applicant's steps: its pictures and tokens, iLive and the settings. */

import type { Services } from '#src/config/services.ts';
import type { StoredPhoto } from '#src/core/evidence.ts';
import type { State } from '#src/core/model.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import type { PhotoBytes, PhotoRead } from '#src/photos/photo-store.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { isWanted } from '../schedule/due-times.ts';
import { secretsOf, TOKEN_PURPOSE } from '../storage/session-secrets.ts';
import type { StepPorts } from './step-ports.ts';

/** Makes the ports for one run of the background tasks. Pictures stay in memory until that run ends. */
export function createStepPorts(aggregate: Aggregate, state: State, services: Services): StepPorts {
  const { config, photos, ilive, seal } = services;
  const cache = new Map<string, Promise<PhotoRead<PhotoBytes | CleanImage>>>();

  function read(photo: StoredPhoto): Promise<PhotoRead<PhotoBytes | CleanImage>> {
    const { key } = photo;
    const cached = cache.get(key);
    if (cached) return cached;
    const loading = photos.read(photo, state.userId);
    const forget = () => cache.delete(key);
    cache.set(key, loading);
    // A picture that is missing, altered or could not be loaded is loaded anew next time.
    loading.then(({ found }) => found === 'intact' || forget(), forget);
    return loading;
  }

  return {
    userId: state.userId,
    ilive,
    pictures: {
      read,
      async put(kind, picture) {
        const stored = await photos.put(state.photoPrefix, kind, picture);
        cache.set(stored.key, Promise.resolve({ found: 'intact', picture }));
        return stored;
      },
      preloadIdPhoto() {
        const photo = aggregate.state?.idPhoto;
        if (photo) void read(photo).catch(() => {});
      },
    },
    async token(sessionId) {
      const sealed = secretsOf(aggregate.sideData, sessionId)?.token;
      return sealed ? seal.open(sealed, TOKEN_PURPOSE) : null;
    },
    claimFirstIndexCall: aggregate.firstIndexCall.claim,
    isWanted: (step) => isWanted(aggregate.state, step),
    settings: {
      collection: config.ILIVE_COLLECTION,
      deletedCollections: config.ILIVE_DELETED_COLLECTIONS,
      matchThreshold: config.MATCH_THRESHOLD,
      duplicateThreshold: config.DUPLICATE_THRESHOLD,
      searchFloor: config.searchFloor,
      searchMaxResults: config.SEARCH_MAX_RESULTS,
    },
  };
}
