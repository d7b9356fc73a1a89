/** Pictures that are none, or not any more: what an upload may carry. */
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { pictureOf } from './picture.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The most bytes that a picture may have. */
export const MOST_BYTES = 8_000_000;

function concat(...parts: readonly Uint8Array[]): Bytes {
  return new Uint8Array(Buffer.concat(parts));
}

function chunk(type: string, data: Uint8Array): Bytes {
  const body = concat(Buffer.from(type, 'latin1'), data);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return concat(length, body, check);
}

/** A grey PNG; its header may say another size than its pixels have. */
export function pngOf({ width = 8, height = 4 } = {}): Bytes {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const pixels = deflateSync(Buffer.alloc(4 * 9));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return concat(signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', new Uint8Array()));
}

/** So many bytes that begin as the picture does. */
export function paddedTo(size: number, picture: Uint8Array): Bytes {
  const bytes = new Uint8Array(size);
  bytes.set(picture.slice(0, size));
  return bytes;
}

const whole = fc.constantFrom<Bytes>(pictureOf('somebody'), pngOf());
const hugeSide = fc.constantFrom(0, 1, 4_096, 10_001, 65_535, 1_000_000, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1);

/** Cut off, with some bytes flipped, announcing too much, or something else altogether. */
export const oddPicture: fc.Arbitrary<Bytes> = fc.oneof(
  whole,
  fc.tuple(whole, fc.nat(400)).map(([picture, at]) => picture.slice(0, Math.min(at, picture.length - 1))),
  fc
    .tuple(whole, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 8 }))
    .map(([picture, flips]) => {
      const changed = picture.slice();
      for (const [at, byte] of flips) changed[at % changed.length] = byte;
      return changed;
    }),
  fc.tuple(hugeSide, hugeSide).map(([width, height]) => pngOf({ width, height })),
  fc.tuple(whole, fc.uint8Array({ maxLength: 200 })).map(([picture, more]) => concat(picture, more)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => concat(bytes)),
  fc
    .constantFrom('', 'GIF89a', '<svg xmlns="http://www.w3.org/2000/svg"/>', '%PDF-1.7', '{}')
    .map((text) => concat(Buffer.from(text))),
);
