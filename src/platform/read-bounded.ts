/** Reads bodies from other parties up to a limit. */

/** The size of a read if the length is not known: large enough that a picture takes a few reads, not a hundred. */
const PIECE_BYTES = 65_536;
/**
 * The most that is allocated because of a Content-Length: most pictures fit, and a false length costs no more memory.
 */
const MAX_PREALLOCATED_BYTES = 1_048_576;

/**
 * Reads all bytes of a body. The limit is checked after each read, so up to 1 MiB more may be read.
 * @param headers those of the body; the Content-Length only decides how much is read at once
 * @param limit in bytes
 * @returns null if the body is longer than the limit
 */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  headers: Headers,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!body) return new Uint8Array(0);
  const announced = Number(headers.get('content-length') ?? Number.NaN);
  const reader = body.getReader({ mode: 'byob' });
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const wanted = pieceSize(announced - size);
    const { value, done } = await reader.readAtLeast(wanted, new Uint8Array(wanted));
    if (done || !value) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      return null;
    }
    pieces.push(value);
    // Fewer bytes than wanted come only at the end (runtime-apis/streams/readablestreambyobreader).
    if (value.byteLength < wanted) break;
  }
  const [first, ...others] = pieces;
  return first && others.length === 0 ? first : joined(pieces, size);
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

/** Returns how much to read: one byte more than should be left, so that the same read finds the end. */
function pieceSize(left: number): number {
  return left >= 0 ? Math.min(Math.floor(left) + 1, MAX_PREALLOCATED_BYTES) : PIECE_BYTES;
}
