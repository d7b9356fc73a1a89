import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { profileOf } from '../../support/colour-profiles.ts';
import {
  afterSoi,
  cleaned,
  decode,
  EOI,
  exifSegment,
  join,
  jpegSegments,
  SECRET,
  samplePicture,
  segment,
  tinyJpeg,
} from './picture-parts.ts';

const PLACE = { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' };
const EXIF = { IFD0: { Make: SECRET, Artist: SECRET }, IFD2: { UserComment: SECRET }, IFD3: PLACE };
const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRET}</x:xmpmeta>`;

const IPTC = segment(0xed, 'Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x78\0\x0b', SECRET);
const COMMENT = segment(0xfe, SECRET);
const MPF = segment(0xe2, 'MPF\0MM\0*', SECRET);
const JFXX = segment(0xe0, 'JFXX\0\x10', SECRET);
const MAKER = segment(0xe4, 'MAKER\0', SECRET);
const JUMBF = segment(0xeb, 'JP\0\x01', SECRET);
const EXTENDED_XMP = segment(0xe1, 'http://ns.adobe.com/xmp/extension/\0', SECRET);
const ALL_METADATA = join(IPTC, COMMENT, MPF, JFXX, MAKER, JUMBF, EXTENDED_XMP);

const MADE_BY_SHARP: Record<string, () => Promise<Buffer>> = {
  baseline: () => samplePicture().jpeg().toBuffer(),
  progressive: () => samplePicture().jpeg({ progressive: true }).toBuffer(),
  '4:4:4': () => samplePicture().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
  grey: () => samplePicture(1).toColourspace('b-w').jpeg().toBuffer(),
  'with Exif, GPS and XMP': () => samplePicture().withExif(EXIF).withXmp(XMP).jpeg().toBuffer(),
  'with a colour profile': () => samplePicture().withIccProfile('p3').withExif(EXIF).jpeg().toBuffer(),
  CMYK: () => samplePicture().toColourspace('cmyk').withIccProfile('cmyk').withExif(EXIF).jpeg().toBuffer(),
};

function pictureSegments(jpeg: Uint8Array): Buffer[] {
  const isApplication = (marker: number) => (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
  return jpegSegments(jpeg)
    .filter(({ marker }) => !isApplication(marker))
    .map(({ bytes }) => bytes);
}

describe.each(Object.entries(MADE_BY_SHARP))('a %s JPEG', (_name, make) => {
  it('loses all metadata and keeps its pixels, tables and colour profile bit for bit', async () => {
    const jpeg = await make();
    const original = afterSoi(jpeg, ALL_METADATA);
    const image = cleaned(original);
    const text = Buffer.from(image.bytes).toString('latin1');
    for (const trace of [
      SECRET,
      'Exif',
      'GPS',
      'xmp',
      'ns.adobe.com',
      'Photoshop',
      '8BIM',
      'MPF',
      'JFXX',
      'JP\0',
    ]) {
      expect(text.includes(trace), trace).toBe(false);
    }
    const before = await sharp(original).metadata();
    const after = await sharp(image.bytes).metadata();
    expect(after).toMatchObject({ format: 'jpeg', space: before.space, isProgressive: before.isProgressive });
    expect([after.exif, after.xmp, after.iptc, after.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    // That of inks is made of tables, which not every decoder goes by.
    expect(after.icc).toEqual(before.space === 'cmyk' ? undefined : before.icc);
    expect(await decode(image.bytes)).toEqual(await decode(jpeg));
    expect(pictureSegments(image.bytes)).toEqual(pictureSegments(original));
    expect(image).toMatchObject({ contentType: 'image/jpeg', width: 61, height: 43, orientation: 1 });
  });
});

describe('what stays in a JPEG', () => {
  it('keeps the Adobe segment, without which CMYK shows wrong colours', async () => {
    const jpeg = await samplePicture().toColourspace('cmyk').jpeg().toBuffer();
    const adobe = jpegSegments(jpeg).find(({ marker }) => marker === 0xee);
    expect(adobe).toBeDefined();
    expect(jpegSegments(cleaned(jpeg).bytes).find(({ marker }) => marker === 0xee)).toEqual(adobe);
  });

  it('cuts what follows the fields of an Adobe segment', async () => {
    const jpeg = afterSoi(
      await samplePicture().jpeg().toBuffer(),
      segment(0xee, 'Adobe\0\x64\0\0\0\0\x01', SECRET),
    );
    const { bytes } = cleaned(jpeg);
    expect(Buffer.from(bytes).includes('Adobe')).toBe(true);
    expect(Buffer.from(bytes).includes(SECRET)).toBe(false);
    expect(await decode(bytes)).toEqual(await decode(jpeg));
  });

  it('keeps the last of several Adobe segments, the one libjpeg goes by', () => {
    const [rgb, ycc] = ['\0', '\x01'].map((transform) => segment(0xee, 'Adobe\0\x64\0\0\0\0', transform));
    expect(cleaned(tinyJpeg({ head: join(rgb ?? [], ycc ?? []) })).bytes).toEqual(
      new Uint8Array(tinyJpeg({ head: ycc ?? [] })),
    );
  });

  it('drops a JFIF or Adobe segment too short to be one', () => {
    const short = join(segment(0xe0, 'JFIF\0\x01\x02\0\0\x01\0\x01\0'), segment(0xee, 'Adobe\0\x64\0\0\0\0'));
    expect(cleaned(tinyJpeg({ head: short })).bytes).toEqual(new Uint8Array(tinyJpeg()));
  });

  it('keeps the JFIF header first, with its density but without its thumbnail', async () => {
    const jpeg = await samplePicture().jpeg().toBuffer();
    const rest = jpeg.subarray(2);
    const jfif = segment(0xe0, 'JFIF\0\x01\x02\x01\x01\x2c\x01\x2c\x02\x02', SECRET, '\0');
    const image = cleaned(join(jpeg.subarray(0, 2), COMMENT, jfif, exifSegment({ value: 6 }), rest));
    const [first, second] = jpegSegments(image.bytes);
    expect(first?.bytes).toEqual(segment(0xe0, 'JFIF\0\x01\x02\x01\x01\x2c\x01\x2c\0\0'));
    expect(second?.bytes.toString('latin1', 4, 10)).toBe('Exif\0\0');
    expect(await sharp(image.bytes).metadata()).toMatchObject({ density: 300, orientation: 6 });
  });

  it('cuts what follows the end of the picture: video, second picture, archive, page', async () => {
    const jpeg = await samplePicture().jpeg().toBuffer();
    const clean = cleaned(jpeg).bytes;
    const video = join('\0\0\0\x18ftypmp42', SECRET);
    for (const tail of [video, jpeg, `PK\x03\x04${SECRET}`, `<script>${SECRET}</script>`, EOI]) {
      expect(cleaned(join(jpeg, tail)).bytes).toEqual(clean);
    }
  });

  it('drops metadata between and after the scans of a progressive JPEG', async () => {
    const jpeg = await samplePicture().jpeg({ progressive: true }).toBuffer();
    const segments = jpegSegments(jpeg);
    expect(segments.filter(({ marker }) => marker === 0xda).length).toBeGreaterThan(5);
    const riddled = join(jpeg.subarray(0, 2), ...segments.flatMap(({ bytes }) => [bytes, ALL_METADATA]), EOI);
    expect(cleaned(riddled).bytes).toEqual(cleaned(jpeg).bytes);
  });
});

describe('the colour profile of a JPEG', () => {
  const profile = profileOf();
  const piece = (number: number, count: number, ...data: (Uint8Array | number[] | string)[]) =>
    segment(0xe2, 'ICC_PROFILE\0', [number, count], ...data);
  const [head, tail] = [profile.subarray(0, 90), profile.subarray(90)];
  const table: [string, Buffer, Buffer][] = [
    ['in one piece stays', piece(1, 1, profile), piece(1, 1, profile)],
    ['padded to four bytes stays without the padding', piece(1, 1, profile, '\0\0\0'), piece(1, 1, profile)],
    ['with anything behind it stays without that', piece(1, 1, profile, SECRET), piece(1, 1, profile)],
    [
      'with more pieces than it needs stays without those',
      join(piece(1, 3, head), piece(2, 3, tail), piece(3, 3, SECRET)),
      join(piece(1, 2, head), piece(2, 2, tail)),
    ],
    ['that comes twice stays once', join(piece(1, 1, profile), piece(1, 1, profile)), piece(1, 1, profile)],
    [
      'followed by another count stays',
      join(piece(1, 1, profile), piece(1, 2, SECRET)),
      piece(1, 1, profile),
    ],
    ['with a piece of number 0 is dropped', join(piece(0, 2, head), piece(1, 2, tail)), join()],
    ['with a piece beyond the count is dropped', join(piece(1, 2, head), piece(3, 2, tail)), join()],
    [
      'in pieces out of order is put in order',
      join(piece(2, 2, tail), piece(1, 2, head)),
      join(piece(1, 2, head), piece(2, 2, tail)),
    ],
    ['with a piece missing is dropped', piece(1, 2, head), join()],
    ['with a piece repeated is dropped', join(piece(1, 2, head), piece(1, 2, head)), join()],
    ['with pieces that disagree is dropped', join(piece(1, 2, head), piece(2, 3, tail)), join()],
    ['that is none is dropped', piece(1, 1, SECRET.repeat(20)), join()],
    ['of the right size that is none is dropped', piece(1, 1, [0, 0, 0, 140], Buffer.alloc(136)), join()],
    ['shorter than it says is dropped', piece(1, 1, head), join()],
  ];
  it.each(table)('%s', async (_name, pieces, kept) => {
    const jpeg = cleaned(await samplePicture().jpeg().toBuffer()).bytes;
    const found = jpegSegments(cleaned(afterSoi(jpeg, pieces)).bytes).filter(({ marker }) => marker === 0xe2);
    expect(join(...found.map(({ bytes }) => bytes)).toString('hex')).toBe(kept.toString('hex'));
  });
});
