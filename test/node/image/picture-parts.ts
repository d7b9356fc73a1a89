import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { cleanImage } from '../../../src/image/clean-image.ts';
import type { CleanImage, ImageProblem } from '../../../src/image/image-result.ts';

/** Planted in all metadata: no clean picture may contain it. */
export const SECRET = 'SECRET-9f2c';

type Piece = Uint8Array | readonly number[] | string;

/** Bytes from parts; a string stands for its characters below 256. */
export function join(...pieces: readonly Piece[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : Buffer.from(piece))),
  );
}

export const SOI = [0xff, 0xd8];
export const EOI = [0xff, 0xd9];

/** A JPEG marker segment. */
export function segment(marker: number, ...payload: readonly Piece[]): Buffer {
  const body = join(...payload);
  return join([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff], body);
}

/** Puts pieces right after the SOI of a JPEG. */
export function afterSoi(jpeg: Uint8Array, ...pieces: readonly Piece[]): Buffer {
  return join(jpeg.subarray(0, 2), ...pieces, jpeg.subarray(2));
}

type Frame = { marker?: number; precision?: number; height?: number; width?: number; components?: number };

/** A grey 8-bit frame header of 16 x 8 pixels unless told otherwise. */
export function frameHeader(frame: Frame = {}): Buffer {
  const { marker = 0xc0, precision = 8, height = 8, width = 16, components = 1 } = frame;
  const list = Array.from({ length: components }, (_, index) => [index + 1, 0x11, 0]).flat();
  return segment(marker, [precision, height >> 8, height & 0xff, width >> 8, width & 0xff, components], list);
}

export const QUANTIZATION = segment(0xdb, [0], Buffer.alloc(64, 1));
const ONE_CODE = [1, ...Array.from({ length: 15 }, () => 0), 0];
/** One code, a single 0 bit, in both tables: "no difference" and "end of block". */
export const HUFFMAN = segment(0xc4, [0x00], ONE_CODE, [0x10], ONE_CODE);
export const RESTART_INTERVAL = segment(0xdd, [0, 1]);
export const SCAN_HEADER = segment(0xda, [1, 1, 0x00, 0, 63, 0]);
/** Two blocks of grey with a restart marker between them. */
export const SCAN_DATA = [0x3f, 0xff, 0xd0, 0x3f];
export const TABLES = join(QUANTIZATION, HUFFMAN, RESTART_INTERVAL);

/** The parts of the smallest JPEG that decodes, 16 x 8 grey, each replaceable. */
export function tinyJpeg(parts: { head?: Piece; frame?: Piece; scans?: Piece; tail?: Piece } = {}): Buffer {
  const { head = [], frame = frameHeader(), scans = join(SCAN_HEADER, SCAN_DATA), tail = EOI } = parts;
  return join(SOI, head, TABLES, frame, scans, tail);
}

export const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

/** A PNG chunk, its CRC by zlib and not by the code under test. */
export function chunk(type: string, ...data: readonly Piece[]): Buffer {
  const body = join(type, ...data);
  const framing = Buffer.alloc(8);
  framing.writeUInt32BE(body.length - 4, 0);
  framing.writeUInt32BE(crc32(body), 4);
  return join(framing.subarray(0, 4), body, framing.subarray(4));
}

type Header = {
  width?: number;
  height?: number;
  depth?: number;
  colourType?: number;
  methods?: readonly number[];
};

/** IHDR of an 8 x 4 grey picture of 8 bits unless told otherwise. */
export function headerChunk(header: Header = {}): Buffer {
  const { width = 8, height = 4, depth = 8, colourType = 0, methods = [0, 0, 0] } = header;
  const data = Buffer.alloc(8);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  return chunk('IHDR', data, [depth, colourType], methods);
}

/** Pixel data for a picture whose rows take `rowBytes` each, without their filter byte. */
export function pixelChunk(rowBytes = 8, rows = 4): Buffer {
  const raw = Buffer.from(
    Array.from({ length: rows * (rowBytes + 1) }, (_, i) => (i % (rowBytes + 1) ? i * 37 : 0)),
  );
  return chunk('IDAT', deflateSync(raw));
}

export const IEND = chunk('IEND');

/** A small grey PNG with further chunks before and after its pixels. */
export function tinyPng(
  parts: { header?: Piece; before?: Piece; pixels?: Piece; after?: Piece } = {},
): Buffer {
  const { header = headerChunk(), before = [], pixels = pixelChunk(), after = IEND } = parts;
  return join(PNG_SIGNATURE, header, before, pixels, after);
}

/** Puts pieces after the IHDR of a PNG. */
export function afterHeader(png: Uint8Array, ...pieces: readonly Piece[]): Buffer {
  return join(png.subarray(0, 33), ...pieces, png.subarray(33));
}

type Tag = { type?: number; count?: number; value: number; littleEndian?: boolean };

/** A TIFF block as Exif has it: a secret string, the orientation, and a secret after the directory. */
export function exifBlock({ type = 3, count = 1, value, littleEndian = false }: Tag): Buffer {
  const block = Buffer.alloc(38);
  const write16 = (number: number, at: number) =>
    littleEndian ? block.writeUInt16LE(number, at) : block.writeUInt16BE(number, at);
  const write32 = (number: number, at: number) =>
    littleEndian ? block.writeUInt32LE(number, at) : block.writeUInt32BE(number, at);
  block.write(littleEndian ? 'II' : 'MM', 0, 'latin1');
  write16(42, 2);
  write32(8, 4);
  write16(2, 8);
  write16(0x010f, 10);
  write16(2, 12);
  write32(SECRET.length, 14);
  write32(38, 18);
  write16(0x0112, 22);
  write16(type, 24);
  write32(count, 26);
  if (type === 3) write16(value, 30);
  else write32(value, 30);
  return join(block, SECRET);
}

/** An Exif APP1 segment. */
export function exifSegment(tag: Tag): Buffer {
  return segment(0xe1, 'Exif\0\0', exifBlock(tag));
}

/** The clean picture; fails the test where there is none. */
export function cleaned(bytes: Uint8Array): CleanImage {
  const result = cleanImage(bytes);
  if (!result.ok) throw new Error(`refused: ${result.problem.code}: ${result.problem.detail}`);
  return result.image;
}

/** The code of the problem, or "ok". */
export function verdict(bytes: Uint8Array): ImageProblem['code'] | 'ok' {
  const result = cleanImage(bytes);
  return result.ok ? 'ok' : result.problem.code;
}

/** What the sender is told about the problem, or "ok". */
export function detailOf(bytes: Uint8Array): string {
  const result = cleanImage(bytes);
  return result.ok ? 'ok' : result.problem.detail;
}

/** Markers and chunk types of a picture are told apart from its data by walking, not by searching. */
export function jpegSegments(jpeg: Uint8Array): { marker: number; bytes: Buffer }[] {
  const buffer = Buffer.from(jpeg);
  const found: { marker: number; bytes: Buffer }[] = [];
  let at = 2;
  while (buffer[at + 1] !== 0xd9) {
    const start = at;
    at += 2 + buffer.readUInt16BE(at + 2);
    if (buffer[start + 1] === 0xda) {
      while (!(buffer[at] === 0xff && buffer[at + 1] !== 0 && ((buffer[at + 1] ?? 0) & 0xf8) !== 0xd0))
        at += 1;
    }
    found.push({ marker: buffer[start + 1] ?? 0, bytes: buffer.subarray(start, at) });
  }
  return found;
}

/** The chunks of a PNG in their order. */
export function pngChunks(png: Uint8Array): { type: string; bytes: Buffer }[] {
  const buffer = Buffer.from(png);
  const found: { type: string; bytes: Buffer }[] = [];
  for (let at = 8; at < buffer.length; ) {
    const end = at + 12 + buffer.readUInt32BE(at);
    found.push({ type: buffer.toString('latin1', at + 4, at + 8), bytes: buffer.subarray(at, end) });
    at = end;
  }
  return found;
}

/** The decoded samples as they are stored, not turned by the orientation. */
export async function decode(bytes: Uint8Array): Promise<{ pixels: string; width: number; height: number }> {
  const { data, info } = await sharp(bytes, { failOn: 'warning' })
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  return { pixels: data.toString('base64'), width: info.width, height: info.height };
}

/** A picture of colour gradients and noise, 61 x 43, the same each time. */
export function samplePicture(channels: 1 | 3 | 4 = 3): Sharp {
  const raw = Buffer.from(Array.from({ length: 61 * 43 * channels }, (_, i) => (i * i * 31 + i * 7) & 0xff));
  return sharp(raw, { raw: { width: 61, height: 43, channels } });
}
