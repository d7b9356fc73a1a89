import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Orientation } from '../../../src/image/image-result.ts';
import { type Turn, turnImage, withOrientation } from '../../../src/image/turn-image.ts';
import {
  afterHeader,
  afterSoi,
  chunk,
  cleaned,
  decode,
  exifBlock,
  exifSegment,
  jpegSegments,
  samplePicture,
  segment,
} from './picture-parts.ts';

const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
const TURNS: readonly Turn[] = [90, 180, 270];

/** The pixels as a viewer that obeys the tag shows them. */
const shown = async (bytes: Uint8Array, turn = 0) => {
  const upright = await sharp(bytes).autoOrient().png().toBuffer();
  return sharp(upright).rotate(turn).raw().toBuffer({ resolveWithObject: true });
};

const TAG = { littleEndian: false, type: 3 };
const tagged = {
  jpeg: async (value: Orientation) =>
    cleaned(afterSoi(await samplePicture().jpeg().toBuffer(), exifSegment({ ...TAG, value }))),
  png: async (value: Orientation) =>
    cleaned(afterHeader(await samplePicture().png().toBuffer(), chunk('eXIf', exifBlock({ ...TAG, value })))),
};

describe.each(['jpeg', 'png'] as const)('a %s', (format) => {
  it.each(
    ORIENTATIONS.flatMap((from) => TURNS.map((turn) => ({ from, turn }))),
  )('with orientation $from is shown turned by $turn degrees, pixels untouched', async ({ from, turn }) => {
    const image = await tagged[format](from);
    const turned = turnImage(image, turn);
    const [now, wanted] = [await shown(turned.bytes), await shown(image.bytes, turn)];
    expect([now.info.width, now.info.height]).toEqual([wanted.info.width, wanted.info.height]);
    expect(now.data.equals(wanted.data)).toBe(true);
    expect(await decode(turned.bytes)).toEqual(await decode(image.bytes));
    expect({ ...turned, bytes: null, orientation: null }).toEqual({
      ...image,
      bytes: null,
      orientation: null,
    });
    expect((await sharp(turned.bytes).metadata()).orientation ?? 1).toBe(turned.orientation);
    expect(turned.bytes.length - image.bytes.length).toBeLessThanOrEqual(40);
  });

  it.each(ORIENTATIONS)('that is turned is as clean as before: orientation %i', async (to) => {
    const turned = withOrientation(await tagged[format](1), to);
    // Cleaning a clean picture gives the same bytes again.
    expect(cleaned(turned.bytes)).toEqual(turned);
    expect(turned).toEqual(await tagged[format](to));
  });
});

it('the tag comes behind a JFIF header, and replaces the one that is there', async () => {
  const jfif = segment(0xe0, 'JFIF\0', [1, 2, 0, 0, 1, 0, 1, 0, 0]);
  const image = cleaned(afterSoi(await samplePicture().jpeg().toBuffer(), jfif));
  const turned = turnImage(turnImage(image, 90), 90);
  expect(
    jpegSegments(turned.bytes)
      .map(({ marker }) => marker)
      .slice(0, 2),
  ).toEqual([0xe0, 0xe1]);
  expect(jpegSegments(turned.bytes).filter(({ marker }) => marker === 0xe1)).toHaveLength(1);
  expect(cleaned(turned.bytes)).toEqual(turned);
  expect(turnImage(turned, 180)).toEqual(image);
});
