/**
 * Splits a stream of text into its JSON objects, each on one line or printed over several, so that a file of any size
 * is read piece by piece.
 */

/** One piece of the text: a JSON object, or something that is not one. `line` is where it begins, from 1. */
export type Piece = { readonly line: number; readonly text: string };

/** Far longer than any event or tail entry. A longer text is not one of our objects, and would fill the memory. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

const [NEWLINE, QUOTE, BACKSLASH, BYTE_ORDER_MARK] = [0x0a, 0x22, 0x5c, 0xfeff];
const WHITE = new Set([0x09, NEWLINE, 0x0d, 0x20]);
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Creates a splitter. The text may be cut anywhere. The pieces are not parsed: they may turn out not to be JSON. */
export function createJsonSplitter() {
  let line = 1;
  let firstLine = 1;
  let pending = '';
  let depth = 0;
  let inString = false;
  let isEscaped = false;

  function updateNesting(code: number): void {
    if (isEscaped) isEscaped = false;
    else if (code === BACKSLASH) isEscaped = inString;
    else if (code === QUOTE) inString = !inString;
    else if (inString) return;
    else if (OPENING.has(code)) depth += 1;
    else if (CLOSING.has(code)) depth -= 1;
  }

  return {
    /** Yields the pieces that end in this text. A piece that is too long is yielded unfinished. */
    *push(text: string): Generator<Piece> {
      let start = 0;
      for (let index = 0; index < text.length; index += 1) {
        const code = text.charCodeAt(index);
        const between = depth === 0;
        if (code === NEWLINE) line += 1;
        if (between && (WHITE.has(code) || code === BYTE_ORDER_MARK)) continue;
        if (between) [firstLine, start] = [line, index];
        updateNesting(code);
        if (depth > 0) continue;
        yield { line: firstLine, text: pending + text.slice(start, index + 1) };
        pending = '';
      }
      if (depth > 0) pending += text.slice(start);
      if (pending.length > MOST_CHARACTERS) yield { line: firstLine, text: pending };
    },

    /** Yields the piece that began and did not end. */
    *end(): Generator<Piece> {
      if (depth > 0) yield { line: firstLine, text: pending };
    },
  };
}
