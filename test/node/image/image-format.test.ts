import { describe, expect, it } from 'vitest';
import { cleanImage } from '../../../src/image/clean-image.ts';
import { join, samplePicture, tinyJpeg, tinyPng, verdict } from './picture-parts.ts';

function detailOf(bytes: Uint8Array): string {
  const result = cleanImage(bytes);
  return result.ok ? 'ok' : result.problem.detail;
}

describe('the format of a file, by its first bytes', () => {
  it('tells an empty file', () => {
    expect(cleanImage(new Uint8Array(0))).toEqual({
      ok: false,
      problem: { code: 'empty_image', detail: 'The file is empty.' },
    });
  });

  it('tells JPEG and PNG', () => {
    expect([cleanImage(tinyJpeg()), cleanImage(tinyPng())]).toMatchObject([
      { ok: true, image: { contentType: 'image/jpeg', width: 16, height: 8 } },
      { ok: true, image: { contentType: 'image/png', width: 8, height: 4 } },
    ]);
  });

  const others: [string, Buffer][] = [
    ['GIF', join('GIF89a')],
    ['HEIC', join('\0\0\0\x18ftypheic')],
    ['HEIC', join('\0\0\0\x18ftypmif1')],
    ['AVIF', join('\0\0\0\x1cftypavif')],
    ['video', join('\0\0\0\x18ftypmp42')],
    ['PDF', join('%PDF-1.7')],
    ['TIFF', join('II*\0')],
    ['TIFF', join('MM\0*')],
    ['BMP', join('BM')],
    ['ZIP', join('PK\x03\x04')],
    ['SVG, XML or HTML', join('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['SVG, XML or HTML', join('<!doctype html>')],
    ['neither', join('\xff')],
    ['neither', join('\xff\xd8')],
    ['neither', join('\x89PNG\r\n\x1a')],
    ['neither', join('\x89PNG\n\x1a\n')],
    ['neither', join('\0', tinyJpeg())],
    ['neither', join(' ', tinyPng())],
  ];
  it.each(others)('names %s in its refusal', (name, bytes) => {
    expect(verdict(bytes)).toBe('unsupported_image');
    expect(detailOf(bytes)).toBe(`Send a JPEG or PNG; this file is ${name}.`);
  });

  it('refuses real pictures of other formats', async () => {
    for (const format of ['webp', 'gif', 'avif', 'tiff'] as const) {
      expect(verdict(await samplePicture().toFormat(format).toBuffer()), format).toBe('unsupported_image');
    }
  });

  it('reads a view into a larger buffer at its own offset', () => {
    const surrounded = join('xxxxx', tinyJpeg(), tinyPng());
    expect(verdict(surrounded.subarray(5))).toBe('ok');
    expect(verdict(surrounded.subarray(5 + tinyJpeg().length))).toBe('ok');
  });

  it('leaves the bytes it was given as they were, and shares none of them', () => {
    const original = tinyPng();
    const copy = Buffer.from(original);
    const result = cleanImage(original);
    if (result.ok) result.image.bytes.fill(0);
    expect(original).toEqual(copy);
  });
});
