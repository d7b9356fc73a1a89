/** Reads the 8-bit number at `offset`. Beyond the end it is 0, so that reading never throws: check bounds first. */
export function readUint8(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}

/** Reads the big-endian 16-bit number at `offset` (T.81 B.1.1.1). Bytes beyond the end count as 0. */
export function readUint16(bytes: Uint8Array, offset: number): number {
  return (readUint8(bytes, offset) << 8) | readUint8(bytes, offset + 1);
}

/** Reads the big-endian unsigned 32-bit number at `offset` (PNG section 7.1). Bytes beyond the end count as 0. */
export function readUint32(bytes: Uint8Array, offset: number): number {
  return readUint16(bytes, offset) * 0x10000 + readUint16(bytes, offset + 2);
}

/** Returns whether the bytes at `offset` are the characters of `text`, each below 256. */
export function startsWith(bytes: Uint8Array, text: string, offset = 0): boolean {
  for (let i = 0; i < text.length; i += 1) {
    if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Turns the characters of `text`, each below 256, into bytes. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Joins the parts, in their order, in a new array. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
