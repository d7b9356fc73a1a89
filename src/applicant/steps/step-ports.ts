/** What the execution of a step needs from outside. It is passed in, so that a test can replace it. */

import type { PhotoKind } from '#src/core/events.ts';
import type { StoredPhoto } from '#src/core/evidence.ts';
import type { Step } from '#src/core/steps.ts';
import type { IliveClient } from '#src/ilive/client.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import type { PhotoBytes, PhotoRead } from '#src/photos/photo-store.ts';

/** The pictures of this applicant. `read` and `put` throw when the bucket is out of reach. */
export type PicturePort = {
  /**
   * Reads a picture and checks it against the log. A picture that this run has stored or checked comes from memory; one
   * that it has stored is a `CleanImage`, so its size is known.
   */
  read(photo: StoredPhoto): Promise<PhotoRead<PhotoBytes | CleanImage>>;
  /** Stores a picture under a new key. */
  put(kind: PhotoKind, picture: CleanImage): Promise<StoredPhoto>;
  /** Starts to load the ID photo, which `compare` will need. Call it while a call to iLive is under way. Never throws. */
  preloadIdPhoto(): void;
};

/** What the steps of one applicant need. */
export type StepPorts = {
  readonly userId: string;
  readonly ilive: IliveClient;
  readonly pictures: PicturePort;
  /** Returns the session's token, or null when it is not kept any more or cannot be decrypted. */
  token(sessionId: string): Promise<string | null>;
  /**
   * Claims the first index call of a session.
   * @returns true, once, if no index call can have been made for the session yet; false afterwards and after a restart:
   * then list the faces first
   */
  claimFirstIndexCall(sessionId: string): boolean;
  /** Whether the state still calls for the step. Call it right before a picture is sent to iLive. */
  isWanted(step: Step): boolean;
  /** Similarities and thresholds are 0 to 1. */
  readonly settings: {
    /** The collection in force: new faces go there. */
    readonly collection: string;
    /** Collections that the operator says were deleted at iLive. */
    readonly deletedCollections: readonly string[];
    readonly matchThreshold: number;
    readonly duplicateThreshold: number;
    /** The least similarity of the matches that a search asks for. */
    readonly searchFloor: number;
    /** How many matches the first search request asks for. */
    readonly searchMaxResults: number;
  };
};
