/** A header value with parameters, such as that of Content-Type or Content-Disposition. */
export type HeaderValue = {
  /** What comes before the first `;`, in lower case. */
  readonly value: string;
  /** By name in lower case; of several with the same name the first. */
  readonly parameters: ReadonlyMap<string, string>;
};

/** `;`, the name, then a quoted string or everything up to the next `;`. */
const PARAMETER = /;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/gs;

/**
 * Parses a header value. Takes what clients send beyond the grammar of RFC 9110 section 5.6.6: blanks anywhere, empty
 * parameters, a `;` at the end, and unquoted values with any characters but `;`.
 */
export function parseHeaderValue(text: string): HeaderValue {
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of text.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    // A backslash escapes quotes and itself; before anything else it belongs to a path of Windows.
    const value = quoted === undefined ? plain.trim() : quoted.replaceAll(/\\(["\\])/g, '$1');
    if (!parameters.has(key)) parameters.set(key, value);
  }
  return { value: (text.split(';')[0] ?? '').trim().toLowerCase(), parameters };
}
