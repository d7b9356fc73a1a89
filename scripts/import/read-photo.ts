/** Reads the picture of a customer from where the line says. */
import type { CustomerLine } from './customer-line.ts';
import type { Clock } from './pace.ts';
import { type PhotoBytes, readPhotoFile, readPhotoOf } from './photo-file.ts';
import { fetchPhoto, type PhotoHosts } from './photo-url.ts';

/** Where pictures may come from. */
export type PhotoSources = {
  /** The folder of photos, resolved. */
  readonly root: string;
  readonly hosts: PhotoHosts;
  readonly sleep: Clock['sleep'];
};

/** Reads it. An empty file is left to who judges pictures. */
export function readPhoto(
  { userId, photo }: CustomerLine,
  { root, hosts, sleep }: PhotoSources,
): Promise<PhotoBytes> {
  if (photo === null) return readPhotoOf(root, userId);
  return photo.kind === 'file' ? readPhotoFile(root, photo.path) : fetchPhoto(photo.url, hosts, sleep);
}
