/** Reads a picture from the folder of photos, and nothing from anywhere else. */
import { constants } from 'node:fs';
import { access, type FileHandle, open, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MAX_IMAGE_BYTES } from '#src/contract/limits.ts';
import type { Result } from '#src/core/result.ts';
import type { Refusal } from './customer-line.ts';
import { ImportStopped } from './options.ts';

/** The bytes of a picture, or why there are none. */
export type PhotoBytes = Result<Uint8Array<ArrayBuffer>, Refusal>;

const EXTENSIONS = ['.jpg', '.jpeg', '.png'] as const;
/** A link is resolved first. What became one since then is not followed, and a pipe does not hold the run up. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Resolves the folder of photos. @throws `ImportStopped` if there is none */
export async function openPhotosDir(path: string): Promise<string> {
  try {
    const root = await realpath(path);
    // A file has nothing below it.
    await access(join(root, '.'), constants.R_OK | constants.X_OK);
    return root;
  } catch {
    throw new ImportStopped(`--photos ${path} is no folder that can be read.`);
  }
}

/**
 * Reads a file below the folder.
 * @param root the folder, resolved
 */
export async function readPhotoFile(root: string, path: string): Promise<PhotoBytes> {
  try {
    const real = await realpath(join(root, path));
    const inside = relative(root, real);
    if (inside === '..' || inside.startsWith(`..${sep}`))
      return refused(
        'photo_outside',
        'The file is a link out of the folder of photos: copy the picture into it.',
      );
    const file = await open(real, FLAGS);
    try {
      return await readBounded(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    return refusedFor(error instanceof Error && 'code' in error ? String(error.code) : '');
  }
}

/** Reads `<user_id>.jpg`, `.jpeg` or `.png`: the only one of them that is there. */
export async function readPhotoOf(root: string, userId: string): Promise<PhotoBytes> {
  const names = EXTENSIONS.map((extension) => `${userId}${extension}`);
  const found = await Promise.all(
    names.map((name) =>
      access(join(root, name)).then(
        () => name,
        () => null,
      ),
    ),
  );
  const [name, ...others] = found.filter((one) => one !== null);
  if (name === undefined)
    return refused(
      'photo_missing',
      `There is no ${userId}.jpg, .jpeg or .png in the folder of photos: put it there, or name the file by "photo".`,
    );
  if (others.length > 0)
    return refused(
      'photo_ambiguous',
      `There are ${[name, ...others].join(' and ')}: name one of them by "photo".`,
    );
  return readPhotoFile(root, name);
}

async function readBounded(file: FileHandle): Promise<PhotoBytes> {
  const stats = await file.stat();
  if (!stats.isFile())
    return refused('photo_missing', 'It is a folder or a device, not the file of a picture.');
  if (stats.size > MAX_IMAGE_BYTES) return { ok: false, refusal: tooLarge(stats.size) };
  // One byte more shows a file that has grown since.
  const bytes = new Uint8Array(stats.size + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
    length += bytesRead;
    if (length > stats.size)
      return refused('photo_unreadable', 'The file is being written: run the import again later.');
    if (bytesRead === 0) return { ok: true, value: bytes.subarray(0, length) };
  }
}

/** The refusal of a picture that the service would refuse for its size. */
export function tooLarge(bytes: number): Refusal {
  const detail = `The picture has ${bytes} bytes, at most ${MAX_IMAGE_BYTES} are taken: make it smaller, such as 2000 pixels wide.`;
  return { code: 'image_too_large', detail };
}

function refusedFor(code: string): Result<never, Refusal> {
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG')
    return refused(
      'photo_missing',
      'There is no such file in the folder of photos: look at the name in "photo".',
    );
  if (code === 'EACCES' || code === 'EPERM')
    return refused('photo_unreadable', 'The file cannot be read: give your user the right to.');
  return refused(
    'photo_unreadable',
    `The file cannot be read (${code || 'unknown error'}): run the import again.`,
  );
}

function refused(code: string, detail: string): Result<never, Refusal> {
  return { ok: false, refusal: { code, detail } };
}
