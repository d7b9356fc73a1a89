/** The pictures that are sent: without a face, no picture at all, of a given size, and a photo turned in all ways. */
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import type { Picture } from '#src/ilive/multipart.ts';
import { cleanImage } from '#src/image/clean-image.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import { turnImage } from '#src/image/turn-image.ts';

/** Pictures that need no photo. */
export type BlankPictures = {
  readonly blank: Picture;
  readonly noPicture: Picture;
  readonly of8Mb: Picture;
  readonly over8Mb: Picture;
};

/** One photo, upright, and the same in other forms. */
export type PhotoForms = {
  readonly upright: CleanImage;
  /** With twice the pixels across and down. */
  readonly enlarged: CleanImage;
  /** Turned clockwise by `TILT_DEGREES`. */
  readonly tilted: CleanImage;
  /** With pixels that lie on their side, and a tag that sets them upright. */
  readonly tagged: CleanImage;
};

/** How far the tilted photo is turned: far enough to be measured, and a face in it is still found. */
export const TILT_DEGREES = 20;

/** Longest side of a photo as it is sent. The enlarged one is far below 8 MB. */
const LONGEST_SIDE = 1_000;
const GREY = { r: 128, g: 128, b: 128 };
/** The most bytes of a JPEG comment with its marker (ITU-T T.81 section B.2.4.5), and the fewest. */
const LONGEST_COMMENT = 65_537;
const SHORTEST_COMMENT = 4;

/** Draws the pictures that need no photo. */
export async function drawBlankPictures(): Promise<BlankPictures> {
  const grey = sharp({ create: { width: 640, height: 480, channels: 3, background: GREY } });
  const blank = new Uint8Array(await grey.jpeg().toBuffer());
  return {
    blank: jpeg(blank),
    noPicture: jpeg(new TextEncoder().encode('This is no picture.')),
    of8Mb: jpeg(paddedTo(blank, 8_000_000)),
    over8Mb: jpeg(paddedTo(blank, 8 * 1024 * 1024 + 1)),
  };
}

/**
 * Reads a photo and makes its other forms.
 * @throws when the file cannot be read or is no acceptable picture
 */
export async function readPhoto(file: string): Promise<PhotoForms> {
  const cleaned = cleanImage(new Uint8Array(await readFile(file)));
  if (!cleaned.ok) throw new Error(`${file}: ${cleaned.problem.detail}`);
  const resize = { width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside' } as const;
  const upright = await redrawn(sharp(cleaned.image.bytes).rotate().resize(resize));
  const lying = await redrawn(sharp(upright.bytes).rotate(270));
  return {
    upright,
    enlarged: await redrawn(sharp(upright.bytes).resize({ width: upright.width * 2 })),
    tilted: await redrawn(sharp(upright.bytes).rotate(TILT_DEGREES, { background: GREY })),
    tagged: turnImage(lying, 90),
  };
}

async function redrawn(image: Sharp): Promise<CleanImage> {
  const cleaned = cleanImage(new Uint8Array(await image.jpeg({ quality: 92 }).toBuffer()));
  if (!cleaned.ok) throw new Error(cleaned.problem.detail);
  return cleaned.image;
}

function jpeg(bytes: Uint8Array<ArrayBuffer>): Picture {
  return { bytes, contentType: 'image/jpeg' };
}

/** Adds comments to a JPEG, behind its start marker, until it has that many bytes. */
function paddedTo(picture: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const comments: Buffer[] = [];
  for (let missing = bytes - picture.length; missing > 0; ) {
    const left = missing - Math.min(missing, LONGEST_COMMENT);
    const size = missing - (left > 0 && left < SHORTEST_COMMENT ? SHORTEST_COMMENT : left);
    const comment = Buffer.alloc(size);
    comment.writeUInt16BE(0xfffe, 0);
    comment.writeUInt16BE(size - 2, 2);
    comments.push(comment);
    missing -= size;
  }
  return new Uint8Array(Buffer.concat([picture.subarray(0, 2), ...comments, picture.subarray(2)]));
}
