/** A PNG in which any pixel is not opaque is refused; all others are taken, however they are coded. */
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findPixelProblem } from '../../../src/image/clean-image.ts';
import { MAX_ALPHA_PNG_BYTES } from '../../../src/image/image-limits.ts';
import { encodePng, opaquePlan, type PngPlan, rawOf } from '../../support/arbitrary-pngs.ts';
import { FULL, REPLAY } from '../../support/scale.ts';
import { chunk, cleaned, headerChunk, join, samplePicture, tinyPng } from './picture-parts.ts';

const RUNS = { numRuns: FULL ? 5_000 : 100, ...REPLAY };

/** What is said about the picture, or "opaque". */
async function said(png: Uint8Array): Promise<string> {
  return (await findPixelProblem(cleaned(png)))?.detail ?? 'opaque';
}

const SMALL: PngPlan = {
  width: 3,
  height: 3,
  colourType: 6,
  depth: 8,
  interlaced: false,
  filters: [0],
  samples: [1, 2, 3],
  alpha: new Map(),
  before: [],
};

/** A truecolour picture with alpha whose pixel data is this. */
function withPixels(raw: Uint8Array, { width = 3, height = 3 } = {}): Buffer {
  const header = headerChunk({ width, height, colourType: 6 });
  return tinyPng({ header, pixels: chunk('IDAT', deflateSync(raw)) });
}

describe('a PNG with an alpha channel', () => {
  it('is looked through whole where its data come byte by byte', async () => {
    const size = { width: 110, height: 110 };
    const raw = Buffer.alloc(110 * 441);
    // Noise that stays longer than a slice when it is deflated.
    for (let row = 0; row < 110; row += 1)
      for (let at = 1; at <= 440; at += 1)
        raw[row * 441 + at] = at % 4 === 0 ? 255 : (row * at * 31 + at * at) % 251;
    const inPieces = () =>
      tinyPng({
        header: headerChunk({ ...size, colourType: 6 }),
        pixels: Buffer.concat([...deflateSync(raw)].map((byte) => chunk('IDAT', [byte]))),
      });
    expect(deflateSync(raw).length).toBeGreaterThan(20_000);
    expect(await said(inPieces())).toBe('opaque');
    raw[109 * 441 + 440] = 254;
    expect(await said(inPieces())).toContain('transparent in places');
  });

  it('is taken if every pixel is opaque, whatever its filters, depth and interlacing', async () => {
    await fc.assert(
      fc.asyncProperty(opaquePlan(4, 6), async (plan) => {
        const png = encodePng(plan);
        // The encoder of the tests is right: sharp sees the same.
        expect((await sharp(png).stats()).isOpaque).toBe(true);
        expect(await said(png)).toBe('opaque');
      }),
      RUNS,
    );
  });

  it('is refused if a single pixel is not, wherever it is and however little', async () => {
    const pixel = fc.record({ nth: fc.nat(), alpha: fc.nat() });
    await fc.assert(
      fc.asyncProperty(
        opaquePlan(4, 6),
        fc.array(pixel, { minLength: 1, maxLength: 3 }),
        async (plan, list) => {
          const most = 2 ** plan.depth - 1;
          const size = plan.width * plan.height;
          const alpha = new Map(list.map((one) => [one.nth % size, one.alpha % most]));
          expect(await said(encodePng({ ...plan, alpha }))).toContain('transparent in places');
        },
      ),
      RUNS,
    );
  });

  it.each([
    ['254 of 255', 8, 254],
    ['0', 8, 0],
    ['65,534 of 65,535: only its lower byte tells', 16, 65_534],
    ['65,279 of 65,535: only its upper byte tells', 16, 65_279],
  ])('is refused with an alpha of %s in its last pixel', async (_name, depth, alpha) => {
    expect(await said(encodePng({ ...SMALL, depth, alpha: new Map([[8, alpha]]) }))).toContain('transparent');
  });

  it('is taken as screens and editors write it', async () => {
    const opaque = samplePicture().ensureAlpha();
    for (const options of [{}, { progressive: true }, { adaptiveFiltering: true }, { compressionLevel: 0 }]) {
      expect(await said(await opaque.clone().resize(300, 200).png(options).toBuffer())).toBe('opaque');
    }
  });

  it('says what to do', async () => {
    expect(await said(await samplePicture(4).png().toBuffer())).toBe(
      'The picture is transparent in places, so that it looks different on each background. ' +
        'Open it and save it as JPEG, then send that.',
    );
  });
});

describe('the pixel data of a PNG with an alpha channel', () => {
  const raw = rawOf(SMALL);

  it('is refused where rows are missing', async () => {
    for (const missing of [1, 13, raw.length - 1]) {
      expect(await said(withPixels(raw.subarray(0, -missing)))).toContain('ends before its last pixel');
    }
  });

  it('is refused damaged', async () => {
    const png = tinyPng({
      header: headerChunk({ colourType: 6 }),
      pixels: chunk('IDAT', 'no deflate stream'),
    });
    expect(await said(png)).toContain('damaged pixel data');
  });

  it('is refused with an unknown filter', async () => {
    const odd = join(raw.subarray(0, 13), [5], raw.subarray(14));
    expect(await said(withPixels(odd))).toContain('unknown filter');
  });

  it('is looked at up to its last row: what follows is shown by no decoder', async () => {
    expect(await said(withPixels(join(raw, Buffer.alloc(1_000))))).toBe('opaque');
  });

  it('is found in many chunks', async () => {
    const stream = deflateSync(raw);
    const pixels = join(...Array.from(stream, (byte) => chunk('IDAT', [byte])));
    expect(await said(tinyPng({ header: headerChunk({ width: 3, height: 3, colourType: 6 }), pixels }))).toBe(
      'opaque',
    );
  });

  it('is not inflated if it is more than is looked through', async () => {
    const height = 5_000;
    const width = Math.floor((MAX_ALPHA_PNG_BYTES / height - 1) / 4);
    const most = withPixels(raw, { width, height });
    expect(await said(most)).not.toContain('too many');
    const more = withPixels(raw, { width: width + 1, height });
    expect(await said(more)).toContain('too many pixels to look through');
  });

  it('that becomes a thousand times as large is looked through in parts', async () => {
    const [width, height] = [4_900, 5_000];
    const row = Buffer.alloc(1 + 4 * width, 0);
    row[0] = 1;
    row.set([9, 9, 9, 255], 1);
    const bomb = withPixels(Buffer.concat(Array.from({ length: height }, () => row)), { width, height });
    expect(bomb.length).toBeLessThan(200_000);
    expect(await said(bomb)).toBe('opaque');
  });
});

it('no other PNG is inflated', async () => {
  await fc.assert(
    fc.asyncProperty(opaquePlan(0, 2, 3), async (plan) => {
      expect(await said(encodePng(plan))).toBe('opaque');
    }),
    { numRuns: 100 },
  );
  const damaged = tinyPng({ pixels: chunk('IDAT', 'no deflate stream') });
  expect(await said(damaged)).toBe('opaque');
});
