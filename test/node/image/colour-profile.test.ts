/** A colour profile is kept if it is a camera's or screen's, and not if it could make another picture of the pixels. */
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  assembled,
  formulaCurve,
  profileOf,
  SRGB_CURVE,
  sampledCurve,
  xyz,
} from '../../support/colour-profiles.ts';
import {
  afterHeader,
  afterSoi,
  chunk,
  cleaned,
  jpegSegments,
  pngChunks,
  samplePicture,
  segment,
} from './picture-parts.ts';

const curves = (curve: Buffer) => ({ rTRC: curve, gTRC: curve, bTRC: curve });
const primaries = (r: number[], g: number[], b: number[]) => {
  const [red, green, blue] = [r, g, b].map(([x = 0, y = 0, z = 0]) => xyz(x, y, z));
  return { rXYZ: red, gXYZ: green, bXYZ: blue };
};
const table = (count: number, curve: (value: number) => number) =>
  sampledCurve(...Array.from({ length: count }, (_, nth) => 65_535 * curve(nth / (count - 1))));

const ADOBE = primaries([0.6097, 0.3111, 0.0195], [0.2053, 0.6257, 0.0609], [0.1492, 0.0632, 0.7446]);
const P3 = primaries([0.5151, 0.2412, -0.0011], [0.292, 0.6922, 0.0419], [0.1571, 0.0666, 0.7841]);
const REC_2020 = primaries([0.6735, 0.279, -0.0019], [0.1656, 0.6753, 0.0299], [0.1251, 0.0456, 0.7969]);

async function ofSharp(name: 'p3' | 'srgb'): Promise<Buffer> {
  const picture = await samplePicture().withIccProfile(name).jpeg().toBuffer();
  return (await sharp(picture).metadata()).icc ?? Buffer.alloc(0);
}

/** What stays of a profile in a JPEG and in a PNG. */
async function keptOf(profile: Buffer, channels: 1 | 3 = 3): Promise<readonly [boolean, boolean]> {
  const picture = channels === 1 ? samplePicture(1).toColourspace('b-w') : samplePicture();
  const jpeg = afterSoi(
    await picture.clone().jpeg().toBuffer(),
    segment(0xe2, 'ICC_PROFILE\0\x01\x01', profile),
  );
  const png = afterHeader(
    await picture.clone().png().toBuffer(),
    chunk('iCCP', 'a\0\0', deflateSync(profile)),
  );
  return [
    jpegSegments(cleaned(jpeg).bytes).some(({ marker }) => marker === 0xe2),
    pngChunks(cleaned(png).bytes).some(({ type }) => type === 'iCCP'),
  ];
}

it('a profile goes with 16 bits a sample: its curve could show another picture between the values of 8 bits', async () => {
  const sixteen = await sharp(await samplePicture().toColourspace('rgb16').png().toBuffer())
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  expect(sixteen[24]).toBe(16);
  const png = afterHeader(sixteen, chunk('iCCP', 'a\0\0', deflateSync(profileOf())));
  expect(pngChunks(cleaned(png).bytes).map(({ type }) => type)).not.toContain('iCCP');
});

describe('the colour profile of a camera or screen stays', () => {
  const plain: Record<string, Buffer | Promise<Buffer>> = {
    'of sRGB': profileOf(),
    'of sRGB with a table of 1,024 samples': profileOf({
      tags: curves(table(1_024, (x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4))),
    }),
    'of sRGB as sharp has it': ofSharp('srgb'),
    'of Display P3 as sharp has it': ofSharp('p3'),
    'of Display P3': profileOf({ tags: P3 }),
    'of Adobe RGB, whose curve is a power': profileOf({ tags: { ...ADOBE, ...curves(sampledCurve(563)) } }),
    'of Rec. 2020': profileOf({ tags: { ...REC_2020, ...curves(formulaCurve(0, 2.4)) } }),
    'of a power of 1.8': profileOf({ tags: curves(sampledCurve(461)) }),
    'of a power of 2.2 with an offset': profileOf({ tags: curves(formulaCurve(1, 2.2, 1, 0)) }),
    'of a calibrated screen': profileOf({
      tags: {
        ...primaries([0.45, 0.235, 0.02], [0.36, 0.69, 0.1], [0.15, 0.075, 0.7]),
        rTRC: table(256, (x) => x ** 2.18),
        gTRC: table(256, (x) => x ** 2.2),
        bTRC: table(256, (x) => x ** 2.25 * 0.99),
        vcgt: Buffer.alloc(40),
        chad: Buffer.alloc(44),
      },
    }),
  };
  it.each(Object.entries(plain))('%s', async (_name, profile) =>
    expect(await keptOf(await profile)).toEqual([true, true]));

  it('of grey', async () => {
    expect(await keptOf(profileOf({ space: 'GRAY' }), 1)).toEqual([true, true]);
    const dotGain = table(256, (x) => x ** 1.75);
    expect(await keptOf(profileOf({ space: 'GRAY', tags: { kTRC: dotGain } }), 1)).toEqual([true, true]);
  });
});

describe('a colour profile that makes another picture of the pixels goes', () => {
  const sawtooth = table(256, (x) => Math.min(1, x ** 2.2 + ((x * 255) % 8) / 64));
  const other: Record<string, Buffer> = {
    'a negative': profileOf({ tags: curves(table(256, (x) => 1 - x)) }),
    'a negative by its formula': profileOf({ tags: curves(formulaCurve(2, 1, -1, 1, 0)) }),
    'one channel a negative': profileOf({ tags: { gTRC: table(2, (x) => 1 - x) } }),
    'all black': profileOf({ tags: curves(table(2, () => 0)) }),
    'two levels': profileOf({ tags: curves(table(256, (x) => Number(x > 0.5))) }),
    'the low bits': profileOf({ tags: curves(table(256, (x) => ((x * 255) % 16) / 16)) }),
    'the low bits, faintly': profileOf({ tags: curves(sawtooth) }),
    'only what is dark': profileOf({ tags: curves(table(256, (x) => Math.min(1, x * 8))) }),
    'only what is light': profileOf({ tags: curves(table(256, (x) => Math.max(0, 8 * x - 7))) }),
    'red and green exchanged': profileOf({
      tags: primaries([0.3851, 0.7169, 0.0971], [0.436, 0.2225, 0.0139], [0.1431, 0.0606, 0.7141]),
    }),
    'blue alone': profileOf({ tags: primaries([0, 0, 0], [0, 0, 0], [0.9642, 1, 0.8249]) }),
    'less of what is negative': profileOf({
      tags: primaries([0.436, -0.2225, 0.0139], [0.3851, 0.7169, 0.0971], [0.1431, 0.0606, 0.7141]),
    }),
    'a power of 0': profileOf({ tags: curves(sampledCurve(0)) }),
    'no number': profileOf({ tags: curves(formulaCurve(3, -1, 0, 0, 0, 0)) }),
    'by a division by zero': profileOf({ tags: curves(formulaCurve(1, 2.2, 0, 1)) }),
    'by tables': profileOf({ tags: { A2B0: Buffer.alloc(40) } }),
    'by tables of another intent': profileOf({ tags: { A2B1: Buffer.alloc(40) } }),
    'by tables of numbers': profileOf({ tags: { D2B0: Buffer.alloc(40) } }),
    'by a code for the curve': profileOf({ tags: { cicp: Buffer.alloc(12) } }),
    'without a curve': profileOf({ tags: { bTRC: undefined } }),
    'without a primary': profileOf({ tags: { rXYZ: undefined } }),
    'with a curve cut off': profileOf({ tags: { rTRC: SRGB_CURVE.subarray(0, 20) } }),
    'with a table cut off': profileOf({ tags: { rTRC: table(256, (x) => x ** 2.2).subarray(0, 300) } }),
    'with a curve of another type': profileOf({ tags: { rTRC: formulaCurve(5, 2.2) } }),
    'with two curves for red': assembled('RGB ', 'XYZ ', [
      ...Object.entries({ ...P3, ...curves(SRGB_CURVE) }),
      ['rTRC', table(2, (x) => 1 - x)],
    ]),
    'of grey, for colours': profileOf({ space: 'GRAY' }),
    'of ink': profileOf({ space: 'CMYK' }),
    'of Lab': profileOf({ connection: 'Lab ' }),
    'with tags beyond its end': profileOf().subarray(0, -20),
    'with thousands of tags': assembled(
      'RGB ',
      'XYZ ',
      Array.from({ length: 3_000 }, (_, nth) => [`t${nth}`.padEnd(4).slice(0, 4), Buffer.alloc(1)] as const),
    ),
  };
  it.each(Object.entries(other))('%s', async (_name, profile) => {
    profile.writeUInt32BE(profile.length, 0);
    expect(await keptOf(profile)).toEqual([false, false]);
  });

  it('a negative of grey', async () => {
    const profile = profileOf({ space: 'GRAY', tags: { kTRC: table(2, (x) => 1 - x) } });
    expect(await keptOf(profile, 1)).toEqual([false, false]);
  });
});
