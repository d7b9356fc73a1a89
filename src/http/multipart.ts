/**
 * Parses multipart forms (RFC 7578) as clients send them. The runtime's `formData()` refuses what .NET and Spring send,
 * and copies every file.
 */
import type { Result } from '#src/core/result.ts';
import { parseHeaderValue } from './header-parameters.ts';

/** One field of a form. */
export type FormField = {
  readonly name: string;
  /** Whether a file name came with it, even an empty one. */
  readonly isFile: boolean;
  /** As its Content-Type names it. */
  readonly charset: string | null;
  /** The bytes as they were sent: a view of the body, not a copy. */
  readonly bytes: Uint8Array<ArrayBuffer>;
};

/** Why a body cannot be read as a form. `path`: the header or the field; empty for the body as a whole. */
export type FieldProblem = { readonly path: string; readonly message: string };

/** Far more than any form of ours has, and few enough that a body of tiny parts costs little. */
const MAX_PARTS = 100;
/** The most bytes of the headers of a part. */
const MAX_HEADER_BYTES = 16_384;
/** RFC 2046 section 5.1.1. */
const MAX_BOUNDARY_CHARACTERS = 70;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DASH = 0x2d;
/** Encodings that leave the bytes as they are (RFC 2045 section 6.2). */
const IDENTITY: ReadonlySet<string> = new Set(['', '7bit', '8bit', 'binary']);

/** A boundary line in the body. */
type Delimiter = {
  /** Where the part before it ends. */
  readonly start: number;
  /** The offset behind the line, without its line end. */
  readonly end: number;
  readonly isLast: boolean;
};

/**
 * Parses the body of a form.
 *
 * Lines end with CRLF. A form with LF alone is refused: a CR before such a line end may be the last byte of a picture.
 * A body without its last boundary was cut off, and is refused. Text before the first boundary and after the last one is
 * ignored (RFC 2046 section 5.1.1). Time is linear to the length of the body.
 * @param contentType the header, with the boundary
 */
export function parseMultipart(
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
): Result<readonly FormField[], FieldProblem> {
  const boundary = parseHeaderValue(contentType).parameters.get('boundary') ?? '';
  if (boundary === '' || boundary.length > MAX_BOUNDARY_CHARACTERS) {
    const message = `must name a boundary of 1 to ${MAX_BOUNDARY_CHARACTERS} characters; let your HTTP client set it`;
    return refuse('Content-Type', message);
  }
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const line = Buffer.from(`\r\n--${boundary}`);
  // The first line of the body has no line end before it.
  let delimiter = delimiterAt(bytes, line, -2) ?? nextDelimiter(bytes, line, 0);
  if (!delimiter) return refuse('', missingFirst(bytes, boundary));
  const fields: FormField[] = [];
  while (!delimiter.isLast) {
    if (fields.length === MAX_PARTS) return refuse('', `the form must have at most ${MAX_PARTS} parts`);
    const number = fields.length + 1;
    const next = nextDelimiter(bytes, line, delimiter.end);
    if (!next) return refuse('', 'the form ends before its last boundary: it was cut off; send it again');
    const headersEnd = bytes.indexOf('\r\n\r\n', delimiter.end);
    // The second CRLF may be that of the next boundary line: the part is empty then.
    if (headersEnd < 0 || headersEnd + 2 > next.start)
      return refuse('', `part ${number} of the form has no empty line after its headers`);
    if (headersEnd - delimiter.end > MAX_HEADER_BYTES)
      return refuse('', `the headers of part ${number} of the form are too long`);
    const headers = readHeaders(bytes.toString('utf8', delimiter.end, headersEnd));
    const start = headersEnd + 4;
    const field = fieldOf(headers, body.subarray(start, Math.max(start, next.start)), number);
    if (!field.ok) return field;
    fields.push(field.value);
    delimiter = next;
  }
  return { ok: true, value: fields };
}

function fieldOf(
  headers: ReadonlyMap<string, string>,
  bytes: Uint8Array<ArrayBuffer>,
  number: number,
): Result<FormField, FieldProblem> {
  const { parameters } = parseHeaderValue(headers.get('content-disposition') ?? '');
  const name = parameters.get('name') ?? '';
  if (name === '') return refuse('Content-Disposition', `part ${number} of the form has no name`);
  const encoding = (headers.get('content-transfer-encoding') ?? '').toLowerCase();
  // RFC 7578 section 4.7 deprecates the header; no common client encodes what it sends in a form.
  if (!IDENTITY.has(encoding)) {
    return refuse(name, 'must be sent as plain bytes, without a Content-Transfer-Encoding such as base64');
  }
  const isFile = parameters.has('filename') || parameters.has('filename*');
  const charset = parseHeaderValue(headers.get('content-type') ?? '').parameters.get('charset') ?? null;
  return { ok: true, value: { name, isFile, charset, bytes } };
}

/** Reads headers by name in lower case; continued lines are joined (RFC 5322 section 2.2.3). */
function readHeaders(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const header of text.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = header.indexOf(':');
    const name = header.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name !== '' && !headers.has(name)) headers.set(name, header.slice(colon + 1).trim());
  }
  return headers;
}

function nextDelimiter(bytes: Buffer, line: Buffer, from: number): Delimiter | null {
  for (let at = bytes.indexOf(line, from); at >= 0; at = bytes.indexOf(line, at + 1)) {
    const found = delimiterAt(bytes, line, at);
    if (found) return found;
  }
  return null;
}

/**
 * Reads the boundary line at `start`. More characters than the boundary and blanks make it another line.
 * @param line CRLF, two dashes and the boundary; at an offset of -2 the CRLF is not looked for
 */
function delimiterAt(bytes: Buffer, line: Buffer, start: number): Delimiter | null {
  let end = start + line.length;
  const skipped = start < 0 ? -start : 0;
  if (!bytes.subarray(start + skipped, end).equals(line.subarray(skipped))) return null;
  if (bytes[end] === DASH && bytes[end + 1] === DASH) return { start, end: end + 2, isLast: true };
  while (bytes[end] === SPACE || bytes[end] === TAB) end += 1;
  return bytes[end] === CR && bytes[end + 1] === LF ? { start, end, isLast: false } : null;
}

/** Says why no first boundary was found. */
function missingFirst(bytes: Buffer, boundary: string): string {
  if (bytes.length === 0) return 'the body is empty; send the form as its body';
  if (bytes.includes(`--${boundary}\n`))
    return 'the lines of the form must end with CR and LF, not with LF alone';
  return 'no boundary as in the Content-Type is in the body; let your HTTP client set that header';
}

function refuse(path: string, message: string): { readonly ok: false; readonly refusal: FieldProblem } {
  return { ok: false, refusal: { path, message } };
}
