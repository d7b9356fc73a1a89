/** Reading what somebody else sends: not much more than was asked for. */

/** Read at once where the length is not known beforehand: a picture comes in a few pieces, not in a hundred. */
const PIECE_BYTES = 65_536;
/** Set aside for what is only announced: most pictures fit, and a lie about the length costs no more. */
const MOST_AHEAD_BYTES = 1_048_576;

/**
 * All bytes of a body, or null once there are more than the limit.
 * @param headers those that came with it: its Content-Length is believed for the size of the pieces, and for nothing else
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
    const least = pieceSize(announced - size);
    const { value, done } = await reader.readAtLeast(least, new Uint8Array(least));
    if (done || !value) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      return null;
    }
    pieces.push(value);
    // Less than the least comes only at the end (runtime-apis/streams/readablestreambyobreader).
    if (value.byteLength < least) break;
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

/** One byte more than there should be, so that the same read finds the end. */
function pieceSize(left: number): number {
  return left >= 0 ? Math.min(Math.floor(left) + 1, MOST_AHEAD_BYTES) : PIECE_BYTES;
}
