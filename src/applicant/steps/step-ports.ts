/** What executing a step needs from outside: the smallest interface, passed in. */

import type { StoredPhoto } from '#src/core/commands.ts';
import type { Step } from '#src/core/steps.ts';
import type { IliveClient } from '#src/ilive/client.ts';
import type { Picture } from '#src/ilive/multipart.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import type { PhotoKind } from '#src/photos/photo-store.ts';

/** The pictures of this applicant. `get` and `put` throw when the bucket is out of reach. */
export type PicturePort = {
  /** Returns the picture, or null when there is none under the key. A picture of this run comes from memory. */
  get(key: string): Promise<Picture | CleanImage | null>;
  /** Stores a picture under a new key. */
  put(kind: PhotoKind, picture: CleanImage): Promise<StoredPhoto>;
  /** Starts loading the ID photo, which a later step needs, during a call to iLive. Never throws. */
  preloadIdPhoto(): void;
};

/** What the steps of one applicant need. */
export type StepPorts = {
  readonly userId: string;
  readonly ilive: IliveClient;
  readonly pictures: PicturePort;
  /** Returns the session's token, or null when it was used up or cannot be decrypted. */
  token(sessionId: string): Promise<string | null>;
  /**
   * Claims the first index call of a session. Call it right before the index call.
   * @returns `first_call`, once, when no index call can have been made for the session; `unknown` afterwards, and after
   * a restart
   */
  claimFirstIndexCall(sessionId: string): 'first_call' | 'unknown';
  /** Whether the state still calls for the step. Call it right before a picture is sent to iLive. */
  isWanted(step: Step): boolean;
  readonly settings: {
    readonly collection: string;
    readonly matchThreshold: number;
    readonly duplicateThreshold: number;
    readonly searchFloor: number;
    readonly searchMaxResults: number;
  };
};
