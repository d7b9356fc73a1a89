/** The bytes of which runs are looked for. */
const ZERO = 1;
const TEXT = 2;
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0) return ZERO;
  return byte >= 0x20 && byte < 0x7f ? TEXT : 0;
});

/** Runs of this length hardly ever occur in entropy-coded data by chance. */
const ZERO_RUN = 16;
const TEXT_RUN = 24;

/**
 * Returns whether bytes hold what entropy-coded data hardly ever does: 16 zeros in a row, as in the tables of a video,
 * or 24 characters of text. Flat areas of a picture can give zeros too, so this is a reason to look closer and no
 * proof. Only every sixteenth byte is read, and others around it if it is a zero or a character.
 */
export function looksForeign(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += ZERO_RUN) {
    const kind = KINDS[bytes[at] ?? 0] ?? 0;
    if (kind === 0) continue;
    const length = kind === ZERO ? ZERO_RUN : TEXT_RUN;
    let from = at;
    let to = at + 1;
    while (to - from < length && from > start && KINDS[bytes[from - 1] ?? 0] === kind) from -= 1;
    while (to - from < length && to < end && KINDS[bytes[to] ?? 0] === kind) to += 1;
    if (to - from >= length) return true;
  }
  return false;
}
