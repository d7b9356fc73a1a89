import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cleanImage } from '../../../src/image/clean-image.ts';
import { detailOf, join, samplePicture, tinyJpeg, tinyPng, verdict } from './picture-parts.ts';

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

  const brands = (...names: string[]) => join([0, 0, 0, 8 + 4 * names.length], 'ftyp', names.join(''));
  const others: [string, string, Buffer][] = [
    ['HEIC', 'Most Compatible', brands('heic', '\0\0\0\0', 'mif1', 'heic')],
    ['HEIC', 'Most Compatible', brands('mif1', '\0\0\0\0', 'mif1', 'heic')],
    ['HEIC', 'Most Compatible', brands('mif2', '\0\0\0\0', 'mif1', 'heic', 'tmap')],
    ['HEIC', 'Most Compatible', brands('msf1', '\0\0\0\0', 'msf1', 'hevc')],
    ['HEIC', 'Most Compatible', brands('hevc', '\0\0\0\0')],
    ['HEIC', 'Most Compatible', brands('mif1')],
    ['AVIF', 'save it as JPEG', brands('avif', '\0\0\0\0')],
    ['AVIF', 'save it as JPEG', brands('avis', '\0\0\0\0', 'avif', 'mif1')],
    ['AVIF', 'save it as JPEG', brands('mif1', '\0\0\0\0', 'avif', 'mif1')],
    ['JPEG XL', 'save it as JPEG', join('\xff\x0a')],
    ['JPEG XL', 'save it as JPEG', join('\0\0\0\x0cJXL \r\n\x87\n')],
    ['JPEG 2000', 'save it as JPEG', join('\0\0\0\x0cjP  \r\n\x87\n')],
    ['JPEG 2000', 'save it as JPEG', join('\xff\x4f\xff\x51')],
    ['JPEG 2000', 'save it as JPEG', brands('jp2 ')],
    ['a camera raw file', 'save it as JPEG', brands('crx ')],
    ['GIF', 'save it as JPEG', join('GIF89a')],
    ['WebP', 'save it as JPEG', join('RIFF\0\0\0\0WEBPVP8 ')],
    ['TIFF', 'save it as JPEG', join('II*\0')],
    ['TIFF', 'save it as JPEG', join('MM\0*')],
    ['TIFF', 'save it as JPEG', join('II+\0')],
    ['BMP', 'save it as JPEG', join('BM')],
    ['Photoshop', 'save it as JPEG', join('8BPS\0\x01')],
    ['SVG, XML or HTML', 'save it as JPEG', join('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['SVG, XML or HTML', 'save it as JPEG', join('\xef\xbb\xbf\n <?xml version="1.0"?>')],
    ['SVG, XML or HTML', 'save it as JPEG', join('<!doctype html>')],
    ['PDF', 'save the page as JPEG', join('%PDF-1.7')],
    ['video', 'Take a photo', brands('mp42', '\0\0\0\0', 'isom')],
    ['video', 'Take a photo', join('RIFF\0\0\0\0AVI LIST')],
    ['video', 'Take a photo', join('\x1aE\xdf\xa3')],
    ['ZIP', 'as they are', join('PK\x03\x04')],
    ['gzip', 'as they are', gzipSync(tinyJpeg())],
    ['a data URL', 'as they are', join(`data:image/jpeg;base64,${tinyJpeg().toString('base64')}`)],
    ['base64 text', 'as they are', join(tinyJpeg().toString('base64'))],
    ['base64 text', 'as they are', join('\n', tinyPng().toString('base64url'))],
    ['JSON', 'as they are', join('{"id_photo":"/9j/"}')],
    ['JSON', 'as they are', join(JSON.stringify(tinyJpeg().toString('base64')))],
    ['a form', 'as they are', join('--boundary\r\nContent-Disposition: form-data; name=id_photo')],
    ['a picture with other bytes before it', 'as they are', join('\xef\xbb\xbf', tinyJpeg())],
    ['a picture with other bytes before it', 'as they are', join('\0', tinyJpeg())],
    ['a picture with other bytes before it', 'as they are', join('xy', tinyPng())],
    ['neither', 'save it as JPEG', join('\xff')],
    ['neither', 'save it as JPEG', join('\xff\xd8')],
    ['neither', 'save it as JPEG', join('\x89PNG\r\n\x1a')],
    ['neither', 'save it as JPEG', join('\x89PNG\n\x1a\n')],
    ['neither', 'save it as JPEG', join('Dear customer service, here is my photo as you asked.')],
  ];
  it.each(others)('names %s in its refusal, and says: … %s …', (name, advice, bytes) => {
    expect(verdict(bytes)).toBe('unsupported_image');
    expect(detailOf(bytes)).toMatch(`Send a JPEG or PNG; this file is ${name}. `);
    expect(detailOf(bytes)).toContain(advice);
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
