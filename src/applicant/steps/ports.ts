/** What performing a step needs of the world: the smallest interface, handed in. */

import type { StoredPhoto } from '#src/core/commands.ts';
import type { Step } from '#src/core/steps.ts';
import type { IliveClient } from '#src/ilive/client.ts';
import type { Picture } from '#src/ilive/multipart.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import type { PhotoKind } from '#src/photos/photo-store.ts';

/** The pictures of this applicant. `get` and `put` throw when the bucket is out of reach. */
export type PicturePort = {
  /** Null when there is no picture under the key. One that was put in this run comes from memory. */
  get(key: string): Promise<Picture | CleanImage | null>;
  put(kind: PhotoKind, picture: CleanImage): Promise<StoredPhoto>;
  /** Starts loading the ID photo while iLive is being waited for; a later step needs it. Never throws. */
  expectIdPhoto(): void;
};

/** The world of one applicant. */
export type Ports = {
  readonly userId: string;
  readonly ilive: IliveClient;
  readonly pictures: PicturePort;
  /** The session's token, or null when it was used up or cannot be read. */
  token(sessionId: string): Promise<string | null>;
  /**
   * `first_call` when no index call can have been made for this session; answered once. `unknown` afterwards, and after
   * a restart. Call it right before the index call.
   */
  claimFirstIndexCall(sessionId: string): 'first_call' | 'unknown';
  /** Whether the step still has to be done. Asked right before a picture goes to iLive: the state may have changed since. */
  isWanted(step: Step): boolean;
  readonly settings: {
    readonly collection: string;
    readonly matchThreshold: number;
    readonly duplicateThreshold: number;
    readonly searchFloor: number;
    readonly searchMaxResults: number;
  };
};
