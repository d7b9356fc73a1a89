/** Odd pictures that are accepted: Chromium shows the clean copy as it shows the original. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { cleanImage } from '../../src/image/clean-image.ts';
import {
  afterHeader,
  afterSoi,
  chunk,
  EOI,
  exifBlock,
  exifSegment,
  join,
  segment,
} from '../node/image/picture-parts.ts';
import { openBrowser, photo } from './people.ts';

const browser = await openBrowser();
let page: Page;
let jpeg: Buffer;
let progressive: Buffer;
let png: Buffer;
let profile: Buffer;

beforeAll(async () => {
  page = await browser.newPage();
  const small = sharp(await photo('bill-murray-snl_crop.jpg')).resize(203, 155, { fit: 'fill' });
  jpeg = await small.clone().jpeg().toBuffer();
  progressive = await small.clone().jpeg({ progressive: true }).toBuffer();
  png = await small.clone().png({ palette: true }).toBuffer();
  profile =
    (await sharp(await small.clone().withIccProfile('p3').jpeg().toBuffer()).metadata()).icc ?? join();
});

/** Size and pixels as a canvas holds them, in the form of a PNG. */
async function drawn(bytes: Uint8Array, type: string): Promise<string> {
  return page.evaluate(
    async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/png');
    },
    `data:${type};base64,${Buffer.from(bytes).toString('base64')}`,
  );
}

const VIDEO = join('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', Buffer.alloc(60), '\xa9xyz+48.8584+002.2945/');
const exif = (block: Buffer) => segment(0xe1, 'Exif\0\0', block);
const withoutEnd = (bytes: Buffer) => bytes.subarray(0, -2);
const piece = (number: number, count: number, ...data: (Buffer | string)[]) =>
  segment(0xe2, 'ICC_PROFILE\0', [number, count], ...data);

const ODD: Record<string, () => Buffer> = {
  'an orientation that mirrors': () => afterSoi(jpeg, exifSegment({ value: 5 })),
  'little-endian Exif': () => afterSoi(jpeg, exifSegment({ value: 8, littleEndian: true })),
  'Exif without an offset of a next directory': () =>
    afterSoi(jpeg, exif(exifBlock({ value: 6 }).subarray(0, 34))),
  'two Exif segments': () => afterSoi(jpeg, exifSegment({ value: 1 }), exifSegment({ value: 6 })),
  'stray zeros between segments': () => afterSoi(jpeg, segment(0xfe, 'x'), '\0\0'),
  'a segment that begins with a zero': () => afterSoi(jpeg, segment(0xfe, 'x'), '\0\xe1\0\x08abcdef'),
  'a segment longer than it says': () => afterSoi(jpeg, '\xff\xe1\0\x06Exif\0\0', exifBlock({ value: 6 })),
  'a segment of length 0': () => afterSoi(jpeg, '\xff\xe4\0\0abc'),
  'a video instead of an end marker': () => join(withoutEnd(jpeg), VIDEO, '\x01\xff\x4a\0', VIDEO),
  'a video before an end marker': () => join(withoutEnd(jpeg), VIDEO, EOI, VIDEO),
  'a video before the end marker of a progressive JPEG': () => join(withoutEnd(progressive), VIDEO, EOI),
  'a video behind the end marker of a progressive JPEG': () => join(progressive, VIDEO),
  'another picture behind the last block': () => join(withoutEnd(jpeg), progressive),
  'a padded profile': () => afterSoi(jpeg, piece(1, 1, profile, Buffer.alloc(16))),
  'a profile that comes twice': () => afterSoi(jpeg, piece(1, 1, profile), piece(1, 1, profile)),
  'a profile in pieces out of order': () =>
    afterSoi(jpeg, piece(2, 2, profile.subarray(200)), piece(1, 2, profile.subarray(0, 200))),
  'a PNG with an orientation': () => afterHeader(png, chunk('eXIf', exifBlock({ value: 6 }))),
  'a PNG with an orientation in its last chunk': () =>
    join(png.subarray(0, -12), chunk('eXIf', exifBlock({ value: 6 })), png.subarray(-12)),
  'a PNG with an orientation in XMP': () =>
    afterHeader(png, chunk('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0<x tiff:Orientation="6"/>')),
  'a PNG whose end has a wrong checksum': () => join(png.subarray(0, -1), [0]),
};

describe('Chromium shows the clean copy as it shows the original', () => {
  it.each(Object.entries(ODD))('%s', async (_name, make) => {
    const original = make();
    const result = cleanImage(original);
    if (!result.ok) throw new Error(result.problem.detail);
    const { bytes, contentType } = result.image;
    expect(await drawn(bytes, contentType)).toBe(await drawn(original, contentType));
  });

  it('and tells a picture that is turned from one that is not', async () => {
    const turned = afterSoi(jpeg, exifSegment({ value: 6 }));
    expect(await drawn(turned, 'image/jpeg')).not.toBe(await drawn(jpeg, 'image/jpeg'));
  });
});

it('shows a JPEG without an end marker whole, of which Chromium waits for the last row of blocks', async () => {
  const result = cleanImage(withoutEnd(jpeg));
  if (!result.ok) throw new Error(result.problem.detail);
  expect(await drawn(result.image.bytes, 'image/jpeg')).toBe(await drawn(jpeg, 'image/jpeg'));
});
