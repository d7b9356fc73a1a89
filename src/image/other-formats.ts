import { startsWith } from './bytes.ts';

/** What can be done about a format. */
type Group = 'iphone' | 'picture' | 'document' | 'video' | 'encoded' | 'unknown';

/** A format that is sent by mistake, by its name in a sentence. */
export type OtherFormat = { readonly name: string; readonly group: Group };

type Signature = OtherFormat & { readonly signature: string; readonly offset?: number };

/** The first that fits counts. */
const SIGNATURES: readonly Signature[] = [
  { signature: 'GIF8', name: 'GIF', group: 'picture' },
  { signature: 'WEBP', offset: 8, name: 'WebP', group: 'picture' },
  { signature: 'AVI ', offset: 8, name: 'video', group: 'video' },
  { signature: '\xff\x0a', name: 'JPEG XL', group: 'picture' },
  { signature: '\0\0\0\x0cJXL \r\n\x87\n', name: 'JPEG XL', group: 'picture' },
  { signature: '\0\0\0\x0cjP  \r\n\x87\n', name: 'JPEG 2000', group: 'picture' },
  { signature: '\xff\x4f\xff\x51', name: 'JPEG 2000', group: 'picture' },
  { signature: 'II*\0', name: 'TIFF', group: 'picture' },
  { signature: 'MM\0*', name: 'TIFF', group: 'picture' },
  { signature: 'II+\0', name: 'TIFF', group: 'picture' },
  { signature: 'MM\0+', name: 'TIFF', group: 'picture' },
  { signature: 'BM', name: 'BMP', group: 'picture' },
  { signature: '8BPS', name: 'Photoshop', group: 'picture' },
  { signature: '%PDF', name: 'PDF', group: 'document' },
  { signature: '\x1aE\xdf\xa3', name: 'video', group: 'video' },
  { signature: 'PK\x03\x04', name: 'ZIP', group: 'encoded' },
  { signature: '\x1f\x8b', name: 'gzip', group: 'encoded' },
  { signature: 'data:', name: 'a data URL', group: 'encoded' },
  { signature: '{', name: 'JSON', group: 'encoded' },
  { signature: '[', name: 'JSON', group: 'encoded' },
  { signature: '"', name: 'JSON', group: 'encoded' },
  { signature: '--', name: 'a form', group: 'encoded' },
  { signature: '<', name: 'SVG, XML or HTML', group: 'picture' },
];

/** Brands of ISO base media files (ISO/IEC 14496-12 section 4.3): HEIF with HEVC, and with AV1. */
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
const AVIF_BRANDS = ['avif', 'avis', 'avio'];
/** Brands of HEIF that leave the coding to the compatible brands: pictures and sequences. */
const HEIF_BRANDS = ['mif1', 'mif2', 'mif3', 'msf1', 'miaf', 'MiHE', 'MiHB'];
/** The most compatible brands that are read. */
const MAX_BRANDS = 32;

/** The beginnings of pictures that other bytes may precede, and how far they are looked for. */
const BEGINNINGS = ['\xff\xd8\xff', '\x89PNG'];
const MAX_LEADING_BYTES = 64;

/** So many characters of base64 in a row are no other text. */
const BASE64_BYTES = 40;

/** Names the format of a file that is neither JPEG nor PNG, as far as its first bytes tell. */
export function findOtherFormat(bytes: Uint8Array): OtherFormat {
  if (startsWith(bytes, 'ftyp', 4)) return namedByBrands(bytes);
  const known = SIGNATURES.find(({ signature, offset }) => startsWith(bytes, signature, offset));
  if (known !== undefined) return known;
  const text = textStart(bytes);
  const knownText = SIGNATURES.find(({ signature, offset }) => !offset && startsWith(bytes, signature, text));
  if (text > 0 && knownText !== undefined) return knownText;
  if (isBase64(bytes.subarray(text, text + BASE64_BYTES))) return { name: 'base64 text', group: 'encoded' };
  for (let offset = 1; offset < MAX_LEADING_BYTES; offset += 1) {
    if (BEGINNINGS.some((beginning) => startsWith(bytes, beginning, offset))) {
      return { name: 'a picture with other bytes before it', group: 'encoded' };
    }
  }
  return { name: 'neither', group: 'unknown' };
}

/** Names a file by its major brand, and where that is a general one of HEIF, by the compatible brands after it. */
function namedByBrands(bytes: Uint8Array): OtherFormat {
  const size = (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0);
  const offsets = [8];
  for (let offset = 16; offset + 4 <= size && offsets.length < MAX_BRANDS; offset += 4) offsets.push(offset);
  const has = (brands: readonly string[], at: readonly number[]) =>
    at.some((offset) => brands.some((brand) => startsWith(bytes, brand, offset)));
  const major = [8];
  if (has(AVIF_BRANDS, major)) return { name: 'AVIF', group: 'picture' };
  if (has(HEIC_BRANDS, major)) return { name: 'HEIC', group: 'iphone' };
  if (has(HEIF_BRANDS, major)) {
    const isAvif = has(AVIF_BRANDS, offsets) && !has(HEIC_BRANDS, offsets);
    return isAvif ? { name: 'AVIF', group: 'picture' } : { name: 'HEIC', group: 'iphone' };
  }
  if (has(['jp2 ', 'jpx ', 'jph '], major)) return { name: 'JPEG 2000', group: 'picture' };
  if (has(['jxl '], major)) return { name: 'JPEG XL', group: 'picture' };
  if (has(['crx '], major)) return { name: 'a camera raw file', group: 'picture' };
  return { name: 'video', group: 'video' };
}

/** Returns where text begins behind a byte order mark and white space. */
function textStart(bytes: Uint8Array): number {
  let offset = startsWith(bytes, '\xef\xbb\xbf') ? 3 : 0;
  while (offset < MAX_LEADING_BYTES && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[offset] ?? 0)) offset += 1;
  return offset;
}

function isBase64(bytes: Uint8Array): boolean {
  return bytes.length === BASE64_BYTES && /^[\w+/=-]+$/.test(String.fromCharCode(...bytes));
}
