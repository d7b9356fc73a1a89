/** Cuts a stream of text into its JSON objects, one to a line or printed over many, so that a file of any size is read piece by piece. */

/** One object, or what is none; `line` is where it begins, from 1. */
export type Piece = { readonly line: number; readonly text: string };

/** More than the longest event or tail entry by far: what is longer is no object of ours, and would fill the memory. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

const [NEWLINE, QUOTE, BACKSLASH, BYTE_ORDER_MARK] = [0x0a, 0x22, 0x5c, 0xfeff];
const WHITE = new Set([0x09, NEWLINE, 0x0d, 0x20]);
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Takes the text as it comes, cut anywhere. Whether a piece is JSON at all is for the caller to find out. */
export function createJsonSplitter() {
  let line = 1;
  let begun = 1;
  let held = '';
  let depth = 0;
  let inString = false;
  let escaped = false;

  function follow(code: number): void {
    if (escaped) escaped = false;
    else if (code === BACKSLASH) escaped = inString;
    else if (code === QUOTE) inString = !inString;
    else if (inString) return;
    else if (OPENING.has(code)) depth += 1;
    else if (CLOSING.has(code)) depth -= 1;
  }

  return {
    /** The pieces that end in this text. */
    *push(text: string): Generator<Piece> {
      let start = 0;
      for (let index = 0; index < text.length; index += 1) {
        const code = text.charCodeAt(index);
        const between = depth === 0;
        if (code === NEWLINE) line += 1;
        if (between && (WHITE.has(code) || code === BYTE_ORDER_MARK)) continue;
        if (between) [begun, start] = [line, index];
        follow(code);
        if (depth > 0) continue;
        yield { line: begun, text: held + text.slice(start, index + 1) };
        held = '';
      }
      if (depth > 0) held += text.slice(start);
      if (held.length > MOST_CHARACTERS) yield { line: begun, text: held };
    },

    /** What was begun and never ended. */
    *end(): Generator<Piece> {
      if (depth > 0) yield { line: begun, text: held };
    },
  };
}
