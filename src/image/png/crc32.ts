const POLYNOMIAL = 0xedb88320;

/**
 * Four tables, one after the other, for four bytes a step: table k holds what a byte does to the remainder
 * when k bytes follow it ("slicing-by-4"). One byte a step takes three times as long, which shows at 8 MB.
 * Made when the first picture comes: at the start of the Worker it would be a fiftieth of the time.
 */
let tables: Int32Array | null = null;

/** The CRC of the bytes from `start` to before `end`, unsigned (PNG section 5.5 and annex D). */
export function computeCrc32(bytes: Uint8Array, start: number, end: number): number {
  tables ??= makeTables();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let remainder = 0xffffffff;
  let offset = start;
  for (; offset + 4 <= end; offset += 4) {
    const mixed = remainder ^ view.getInt32(offset, true);
    remainder =
      lookUp(tables, 0x300 + (mixed & 0xff)) ^
      lookUp(tables, 0x200 + ((mixed >>> 8) & 0xff)) ^
      lookUp(tables, 0x100 + ((mixed >>> 16) & 0xff)) ^
      lookUp(tables, mixed >>> 24);
  }
  for (; offset < end; offset += 1) {
    remainder = lookUp(tables, (remainder ^ view.getUint8(offset)) & 0xff) ^ (remainder >>> 8);
  }
  return ~remainder >>> 0;
}

function lookUp(from: Int32Array, index: number): number {
  return from[index] ?? 0;
}

function makeTables(): Int32Array {
  const made = new Int32Array(4 * 256);
  for (let index = 0; index < made.length; index += 1) {
    let value = index < 256 ? index : (made[index - 256] ?? 0);
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? POLYNOMIAL : 0);
    made[index] = value;
  }
  return made;
}
