/** Parses JSON from iLive, also the kind that Python writes for a number that is none. */

/**
 * A text in JSON, or one of the numbers that JSON does not have. Texts are matched so that they are left alone. One that
 * does not end is matched too: otherwise each quote in it would be searched to the end again.
 */
const TEXT_OR_ODD_NUMBER = /"(?:[^"\\]|\\.)*"?|-?\b(?:NaN|Infinity)\b/gs;

const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: false });

/** Decodes UTF-8, without a byte order mark. Bytes that are not UTF-8 become U+FFFD, which no id of ours contains. */
export function decodeText(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

/**
 * Parses bytes as JSON. A bare `NaN` or `Infinity` is read as null: one odd number must not make a whole answer
 * unreadable.
 * @returns undefined if the bytes are not JSON
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeText(bytes);
  return (
    parsed(text) ?? parsed(text.replace(TEXT_OR_ODD_NUMBER, (part) => (part[0] === '"' ? part : 'null')))
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
