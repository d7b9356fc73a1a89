/** Reads the lines of a file of any size in bounded memory. */

/** A line of the file. Numbers begin with 1, as in an editor. Lines that are blank are left out, but counted. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly problem: 'too_long' | 'not_utf8' };

const NEWLINE = 0x0a;

/**
 * Cuts chunks into lines at LF or CRLF; the last line needs no line end. A byte order mark before the first line is left out.
 * @param maxBytes a longer line is read past, never held
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Line, void, undefined> {
  let number = 0;
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const take = (piece: Uint8Array) => {
    bytes += piece.length;
    if (bytes > maxBytes) pieces = [];
    else if (piece.length > 0) pieces.push(piece);
  };
  const finish = (): Line | null => {
    number += 1;
    const line = bytes > maxBytes ? ({ number, problem: 'too_long' } as const) : lineOf(number, pieces);
    pieces = [];
    bytes = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      const line = finish();
      if (line) yield line;
    }
    // A copy: the view would keep the whole chunk alive.
    take(chunk.slice(from));
  }
  const last = bytes > 0 ? finish() : null;
  if (last) yield last;
}

/** Decodes a line. @returns null for a blank one */
function lineOf(number: number, pieces: readonly Uint8Array[]): Line | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: number > 1 }).decode(
      Buffer.concat(pieces),
    );
    return text.trim() === '' ? null : { number, text };
  } catch {
    return { number, problem: 'not_utf8' };
  }
}
