/** What performing a step needs of the world: the smallest interface, handed in. */

import type { StoredPhoto } from '#src/core/commands.ts';
import type { Step } from '#src/core/steps.ts';
import type { IliveClient } from '#src/ilive/client.ts';
import type { Picture } from '#src/ilive/multipart.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import type { PhotoKind } from '#src/photos/photo-store.ts';

/** The pictures of this applicant. `get` and `put` throw when the bucket is out of reach. */
export type PicturePort = {
  /** Null where nothing lies under the key. What was put in this run comes back as it was. */
  get(key: string): Promise<Picture | CleanImage | null>;
  put(kind: PhotoKind, picture: CleanImage): Promise<StoredPhoto>;
  /** The ID photo will be asked for soon: it comes while iLive is being waited for. Never throws. */
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
   * Whether an index call for this session may have been made whose outcome is unknown; from then on it has been.
   * Asked right before the call, so that a crash after it counts as unknown too.
   */
  indexing(sessionId: string): 'first_call' | 'unknown';
  /** Whether the step is still to be done. Asked right before a face leaves the house: the world may have gone on while it was fetched. */
  isWanted(step: Step): boolean;
  readonly settings: {
    readonly collection: string;
    readonly matchThreshold: number;
    readonly duplicateThreshold: number;
    readonly searchFloor: number;
    readonly searchMaxResults: number;
  };
};
